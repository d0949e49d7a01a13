package io.kindling.spark.allreduce;

import io.kindling.data.EpochShare;
import io.kindling.data.SampleBlock;
import io.kindling.spark.internals.ScalaCollections;
import io.kindling.spark.wire.WireFormat;
import io.kindling.spark.worker.Contribution;
import io.kindling.spark.worker.KernelNames;
import io.kindling.spark.worker.TrainingProgram;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import scala.runtime.AbstractFunction2;

/**
 * One partition's part of one step: forward and backward over its share of the batch. For another
 * task it is a {@link Contribution}, for the driver that as bytes.
 *
 * <p>A class and not a lambda expression, which Spark would clean: for that it reads and parses the
 * classes around it anew in every step.
 */
final class StepTask
    extends AbstractFunction2<TaskContext, scala.collection.Iterator<SampleBlock>, byte[]>
    implements Function2<Integer, Iterator<SampleBlock>, Iterator<Contribution>>, Serializable {
  private static final long serialVersionUID = 1L;

  private final Broadcast<byte[]> program;
  private final StepState state;
  private final long step;
  private final WireFormat format;

  StepTask(Broadcast<byte[]> program, StepState state, long step, WireFormat format) {
    this.program = program;
    this.state = state;
    this.step = step;
    this.format = format;
  }

  @Override
  public Iterator<Contribution> call(Integer partition, Iterator<SampleBlock> blocks) {
    return Collections.singleton(contribution(partition, blocks)).iterator();
  }

  @Override
  public byte[] apply(TaskContext task, scala.collection.Iterator<SampleBlock> blocks) {
    return contribution(task.partitionId(), ScalaCollections.asJava(blocks)).encode();
  }

  private Contribution contribution(int partition, Iterator<SampleBlock> blocks) {
    return ReplicaTask.run(
            program.value(),
            state.value(),
            3,
            blocks,
            (pool, block) -> {
              TrainingProgram fixed = pool.program();
              fixed.training().check(partition, block);
              EpochShare share =
                  block == null ? null : pool.share(partition, fixed.epoch(step), block);
              return share == null || share.size(fixed.stepInEpoch(step)) == 0
                  ? null
                  : replica -> replica.train(step, partition, block, share);
            })
        .computedWith(KernelNames.ofThisWorker(partition))
        .sentAs(format);
  }
}
