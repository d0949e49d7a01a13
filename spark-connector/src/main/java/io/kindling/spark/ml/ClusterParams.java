package io.kindling.spark.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;

/** How the work is spread over the cluster, and what is kept of it: checkpoints, curves. */
public interface ClusterParams extends DeclaredParams {
  /** Partitions to train on, each a worker; 0 for as many as Spark has cores. */
  default IntParam numWorkers() {
    return declared()
        .whole(
            "numWorkers",
            "partitions to train on, each a worker; 0 for as many as Spark has cores",
            0,
            v -> v >= 0);
  }

  /** The value of {@link #numWorkers()}. */
  default int getNumWorkers() {
    return (Integer) getOrDefault(numWorkers());
  }

  /** Levels in which {@link #allReduce()} tree adds gradients up, at least 1. */
  default IntParam aggregationDepth() {
    return declared()
        .whole(
            "aggregationDepth",
            "levels in which allReduce tree adds gradients up, at least 1",
            2,
            v -> v >= 1);
  }

  /** The value of {@link #aggregationDepth()}. */
  default int getAggregationDepth() {
    return (Integer) getOrDefault(aggregationDepth());
  }

  /** Strategy that sums the gradients: auto, tree, resident or sharded. */
  default Param<String> allReduce() {
    return declared()
        .text(
            "allReduce",
            "strategy that sums the gradients: tree (a Spark job for each step, on any"
                + " cluster), resident (workers stay and exchange directly: faster, needs a task"
                + " slot for each worker and no dynamic allocation) or sharded (as resident, the"
                + " optimizer's state divided among the workers)",
            "tree",
            ParamChecks::allReduce);
  }

  /** The value of {@link #allReduce()}. */
  default String getAllReduce() {
    return getOrDefault(allReduce());
  }

  /**
   * Where decoded rows are kept during a fit: memory, disk (files in Spark's local folders), or
   * auto, which is memory where it suffices. The model is the same.
   */
  default Param<String> cache() {
    return declared()
        .text(
            "cache",
            "where decoded rows are kept during a fit: memory, disk (files in Spark's local"
                + " folders), or auto, which is memory where it suffices; the model is the same",
            "auto",
            ParamChecks::cache);
  }

  /** The value of {@link #cache()}. */
  default String getCache() {
    return getOrDefault(cache());
  }

  /**
   * Whether the network's batch norms normalize by the whole batch, over all workers, while
   * training; {@link #allReduce()} must be resident, sharded or auto then.
   */
  default BooleanParam syncBatchNorm() {
    return declared()
        .flag(
            "syncBatchNorm",
            "whether batch norms normalize by the whole batch, over all workers, while training;"
                + " allReduce must be resident, sharded or auto then",
            false);
  }

  /** The value of {@link #syncBatchNorm()}. */
  default boolean getSyncBatchNorm() {
    return (Boolean) getOrDefault(syncBatchNorm());
  }

  /**
   * Folder on any Hadoop file system from which a fit that was cut off goes on when it is called
   * again with the same data and Params; it may be shared by many fits. Not set or empty for none.
   */
  default Param<String> checkpointDir() {
    return declared()
        .text(
            "checkpointDir",
            "folder on any Hadoop file system from which a fit that was cut off goes on"
                + " when it is called again with the same data and Params; not set or empty for"
                + " none",
            null);
  }

  /** The value of {@link #checkpointDir()}. */
  default String getCheckpointDir() {
    return getOrDefault(checkpointDir());
  }

  /**
   * Folder on any Hadoop file system in which each fit leaves event files for TensorBoard, in a
   * folder of its own. Not set or empty for none.
   */
  default Param<String> tensorBoardDir() {
    return declared()
        .text(
            "tensorBoardDir",
            "folder on any Hadoop file system in which each fit leaves event files for TensorBoard,"
                + " in a folder of its own; not set or empty for none",
            null);
  }

  /** The value of {@link #tensorBoardDir()}. */
  default String getTensorBoardDir() {
    return getOrDefault(tensorBoardDir());
  }

  /** Epochs between two checkpoints in {@link #checkpointDir()}, at least 1; -1 for none. */
  default IntParam checkpointInterval() {
    return declared()
        .whole(
            "checkpointInterval",
            "epochs between two checkpoints in checkpointDir, at least 1; -1 for none",
            10,
            v -> v == -1 || v >= 1);
  }

  /** The value of {@link #checkpointInterval()}. */
  default int getCheckpointInterval() {
    return (Integer) getOrDefault(checkpointInterval());
  }

  /** Rows that go through the network at once in transform, at least 1. */
  default IntParam scoringBatchSize() {
    return declared()
        .whole(
            "scoringBatchSize",
            "rows that go through the network at once in transform, at least 1",
            256,
            v -> v >= 1);
  }

  /** The value of {@link #scoringBatchSize()}. */
  default int getScoringBatchSize() {
    return (Integer) getOrDefault(scoringBatchSize());
  }
}
