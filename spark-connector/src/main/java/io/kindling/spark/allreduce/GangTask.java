package io.kindling.spark.allreduce;

import io.kindling.data.SampleBlock;
import io.kindling.kernel.Parallel;
import io.kindling.spark.allreduce.transport.ExchangeException;
import io.kindling.spark.allreduce.transport.SliceExchange;
import io.kindling.spark.allreduce.transport.TransportGang;
import io.kindling.spark.internals.ScalaCollections;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.ProgramFailure;
import io.kindling.spark.worker.ReplicaPool;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.broadcast.Broadcast;
import scala.runtime.AbstractFunction1;

/**
 * One worker's part of a range of steps: it joins the gang, makes all steps, and hands its part
 * over.
 */
final class GangTask
    extends AbstractFunction1<
        scala.collection.Iterator<SampleBlock>, scala.collection.Iterator<byte[]>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final StepRange range;
  private final Broadcast<byte[]> program;
  private final Broadcast<byte[]> start;

  GangTask(StepRange range, Broadcast<byte[]> program, Broadcast<byte[]> start) {
    this.range = range;
    this.program = program;
    this.start = start;
  }

  @Override
  public scala.collection.Iterator<byte[]> apply(scala.collection.Iterator<SampleBlock> blocks) {
    DriverMailbox.Sender driver = null;
    try {
      driver = new DriverMailbox.Sender(range.mailbox(), range.attempt());
      StepRange.End end = run(WorkerErrors.block(ScalaCollections.asJava(blocks)), driver);
      byte[] bytes = JavaBytes.write(end, "a worker's part of the model");
      return ScalaCollections.asScala(List.of(bytes).iterator());
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
      throw ended(e, driver);
    }
  }

  /** What the task is to throw; the driver is told why if this worker is the reason. */
  private RuntimeException ended(Throwable e, DriverMailbox.Sender driver) {
    TaskContext task = TaskContext.get();
    LinkageError unlinked = UnlinkedSpark.of(e).orElse(null);
    if (unlinked != null) {
      return unlinked(ProgramFailure.unlinked(task.partitionId(), unlinked), driver);
    }
    if (e instanceof ExchangeException || e instanceof TaskKilledException) {
      return (RuntimeException) e; // the worker that is the reason tells it, if it can
    }
    if (task.isInterrupted()) {
      return e instanceof RuntimeException ended ? ended : new TaskKilledException(e.toString());
    }
    RuntimeException said =
        ProgramFailure.harmless(
            e,
            "a worker of this model, with gradients, the optimizer's state and a batch,",
            4L * program.value().length);
    driver.lastWords(EarlyExit.failure(ProgramFailure.of(task.partitionId(), said)));
    return said;
  }

  private static RuntimeException unlinked(ProgramFailure failure, DriverMailbox.Sender driver) {
    try {
      if (driver != null) {
        driver.lastWords(EarlyExit.failure(failure));
      }
    } catch (LinkageError again) {
      // Spark tells the driver what the task has thrown.
    }
    return SparkLinkageException.ofWorker(failure.words());
  }

  private StepRange.End run(SampleBlock block, DriverMailbox.Sender driver) {
    // BarrierTaskContext.get would start a thread that in Spark 3.5 keeps the JVM alive
    // (SPARK-46895).
    BarrierTaskContext task = (BarrierTaskContext) TaskContext.get();
    byte[] bytes = program.value();
    ReplicaPool pool = ReplicaPool.of(bytes);
    pool.program().training().check(task.partitionId(), block);
    try (var threads = Parallel.scope(task.cpus());
        SliceExchange gang = TransportGang.join(task, range.gang(), meeting(task, driver))) {
      return pool.use(
          bytes,
          replica -> {
            StepRange.Start from = JavaBytes.read(start.value(), StepRange.Start.class);
            return new GangWorker(range, pool, replica, gang, driver).run(block, from);
          });
    }
  }

  private static TransportGang.AddressExchange meeting(
      BarrierTaskContext task, DriverMailbox.Sender driver) {
    int size = task.getTaskInfos().length;
    if (size == 1) {
      driver.meet(0, 1, "", task::isInterrupted); // nobody is there to exchange an address with
    }
    return address -> driver.meet(task.partitionId(), size, address, task::isInterrupted);
  }
}
