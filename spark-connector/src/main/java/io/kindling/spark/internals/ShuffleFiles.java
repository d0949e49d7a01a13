package io.kindling.spark.internals;

import org.apache.spark.SparkContext;

/** The files of one shuffle. Spark's public API would remove those of the user's RDDs, too. */
public final class ShuffleFiles {
  private ShuffleFiles() {}

  /** Has the files of a shuffle removed wherever they are; this happens some time later. */
  public static void remove(SparkContext spark, int shuffle) {
    spark
        .cleaner()
        .foreach(
            cleaner -> {
              cleaner.doCleanupShuffle(shuffle, false);
              return null;
            });
  }
}
