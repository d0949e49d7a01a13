package io.kindling.spark.allreduce;

import io.kindling.spark.wire.WireFormat;
import java.util.Objects;

/**
 * One Spark job per step: the parameters are broadcast, the partitions' contributions summed by
 * Spark, the optimizer runs on the driver. Works on any cluster, with dynamic allocation too.
 *
 * <p>With depth 1 the driver receives the contributions of all partitions, P gradients a step. With
 * depth d the contributions first pass d - 1 levels of intermediate tasks, each of which adds an
 * aligned block of about P^(1/d) partitions, and the driver receives about P^(1/d) gradients. A
 * level costs a shuffle; it is left out where it would not spare the driver at least half.
 *
 * @param depth levels of addition, at least 1
 * @param wireFormat how gradients travel; parameters always travel exactly
 */
public record TreeAllReduce(int depth, WireFormat wireFormat) implements AllReduce {
  /** Two levels, as Spark's own treeAggregate. */
  public static final int DEFAULT_DEPTH = 2;

  /** Up to here the driver adds all by itself. */
  static final int DIRECT_PARTITIONS = 8;

  public TreeAllReduce {
    if (depth < 1) {
      throw new IllegalArgumentException(
          "TreeAllReduce: aggregation depth " + depth + " is below 1");
    }
    Objects.requireNonNull(wireFormat, "wireFormat");
  }

  /** Gradients travel as they are. */
  public TreeAllReduce(int depth) {
    this(depth, WireFormat.FLOAT32);
  }

  /**
   * Gradients, and on more than one level their partial sums, rounded to 16 bits on the wire and
   * summed in float32: half the bytes, and other parameters than the exact strategies give.
   * FLOAT32, which is exact, unless told.
   */
  @Override
  public TreeAllReduce withWireFormat(WireFormat format) {
    return new TreeAllReduce(depth, format);
  }

  @Override
  public String name() {
    return "tree";
  }

  @Override
  public TrainingSession open(TrainingJob job) {
    int workers = job.training().getNumPartitions();
    if (job.program().syncBatchNorm() && workers > 1) {
      throw new IllegalArgumentException(
          "all-reduce tree: batch norm over all workers (syncBatchNorm) has the "
              + workers
              + " of them exchange inside a step, and tasks of a tree do not know each other; use"
              + " all-reduce resident, sharded or auto, or one partition");
    }
    return new TreeSession(this, job);
  }

  /**
   * How many neighbours one intermediate task adds: the smallest power of two whose {@code
   * depth}-th power is at least the number of partitions; 1 when the driver is to add them all.
   */
  int fanIn(int partitions) {
    if (depth == 1 || partitions <= DIRECT_PARTITIONS) {
      return 1;
    }
    int fanIn = 2;
    while (Math.pow(fanIn, depth) < partitions) {
      fanIn *= 2;
    }
    return fanIn;
  }
}
