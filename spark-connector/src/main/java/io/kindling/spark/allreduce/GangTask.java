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
    var driver = new DriverMailbox.Sender(range.mailbox(), range.attempt());
    BarrierTaskContext task = BarrierTaskContext.get();
    try {
      StepRange.End end = run(blocks.hasNext() ? blocks.next() : null, driver);
      byte[] bytes = JavaBytes.write(end, "a worker's part of the model");
      return ScalaCollections.asScala(List.of(bytes).iterator());
    } catch (ExchangeException | TaskKilledException e) {
      throw e; // the worker that is the reason tells it, if it can
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      if (task.isInterrupted()) {
        throw e instanceof RuntimeException ended ? ended : new TaskKilledException(e.toString());
      }
      RuntimeException said =
          ProgramFailure.harmless(
              e,
              "a worker of this model, with gradients, the optimizer's state and a batch,",
              4L * program.value().length);
      driver.lastWords(EarlyExit.failure(ProgramFailure.of(task.partitionId(), said)));
      throw said;
    }
  }

  private StepRange.End run(SampleBlock block, DriverMailbox.Sender driver) {
    BarrierTaskContext task = BarrierTaskContext.get();
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
    return address -> driver.meet(task.partitionId(), size, address, task::isInterrupted);
  }
}
