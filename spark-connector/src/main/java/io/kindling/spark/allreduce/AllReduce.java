package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.wire.WireFormat;
import io.kindling.text.Names;
import java.util.List;

/**
 * A strategy for synchronous SGD: how the partitions' gradients become one update of the model, and
 * where that update is made.
 *
 * <p>A strategy owns the loop over steps, because that is where strategies differ: one runs a Spark
 * job per step, another keeps its workers in one long stage. What a partition computes and how the
 * model is updated is the same for all ({@code io.kindling.spark.worker}), and so is the order of
 * additions ({@link PairwiseSum}); hence all give bitwise the same parameters.
 */
public interface AllReduce {

  /** The name it is chosen by, as {@code tree}. */
  String name();

  /** Gets ready to train. */
  TrainingSession open(TrainingJob job);

  /** Spark's aggregation, for any cluster; the default. */
  static TreeAllReduce tree() {
    return new TreeAllReduce(TreeAllReduce.DEFAULT_DEPTH);
  }

  /**
   * Workers that stay for many steps and exchange gradients directly: fastest, for clusters of
   * fixed size with a task slot for each partition.
   */
  static ResidentAllReduce resident() {
    return new ResidentAllReduce(GangOptions.defaults(), ResidentAllReduce.DEFAULT_ATTEMPTS);
  }

  /** As {@link #resident}, with update and optimizer state divided among the workers. */
  static ShardedAllReduce sharded() {
    return new ShardedAllReduce(GangOptions.defaults(), ResidentAllReduce.DEFAULT_ATTEMPTS);
  }

  /** {@link #resident} where the cluster allows it, else {@link #tree}. */
  static AutoAllReduce auto() {
    return new AutoAllReduce(GangOptions.defaults());
  }

  /**
   * This strategy with gradients rounded to 16 bits on the wire and summed in float32, which gives
   * other parameters than the exact strategies do; FLOAT32 is exact, and what all begin with.
   */
  AllReduce withWireFormat(WireFormat format);

  /** How gradients travel; FLOAT32, which is exact, unless told. */
  default WireFormat wireFormat() {
    return WireFormat.FLOAT32;
  }

  /** Updates that each worker makes by itself between two exchanges; 1 is synchronous SGD. */
  default int localSteps() {
    return 1;
  }

  /** The names of all strategies. */
  static List<String> names() {
    return List.of("auto", "tree", "resident", "sharded");
  }

  /**
   * The strategy of that name, with its defaults.
   *
   * @throws IllegalArgumentException when there is none
   */
  static AllReduce named(String name) {
    return named(name, GangOptions.defaults());
  }

  /**
   * The strategy of that name.
   *
   * @param gang how its workers exchange; of a tree, which has no such workers, only the wire
   *     format
   * @throws IllegalArgumentException when there is none
   */
  static AllReduce named(String name, GangOptions gang) {
    return switch (name) {
      case "auto" -> new AutoAllReduce(gang);
      case "tree" -> tree().withWireFormat(gang.wireFormat());
      case "resident" -> new ResidentAllReduce(gang, ResidentAllReduce.DEFAULT_ATTEMPTS);
      case "sharded" -> new ShardedAllReduce(gang, ResidentAllReduce.DEFAULT_ATTEMPTS);
      default ->
          throw new IllegalArgumentException(
              "there is no all-reduce '" + name + "'" + Names.hint(name, names()));
    };
  }
}
