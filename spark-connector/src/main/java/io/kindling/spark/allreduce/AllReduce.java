package io.kindling.spark.allreduce;

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
  static AllReduce tree() {
    return new TreeAllReduce(TreeAllReduce.DEFAULT_DEPTH);
  }
}
