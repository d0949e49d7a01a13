package io.kindling.spark.allreduce;

import java.util.function.Supplier;

/**
 * A strategy does not link against the running Spark: a vendor's fork, whose private network
 * classes are not those of Apache Spark. It would not on another attempt either. Has no {@link
 * LinkageError} for a cause, for which Spark would end the process of an executor.
 */
public final class SparkLinkageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fault;

  private SparkLinkageException(String message, String fault) {
    super(message);
    this.fault = fault;
  }

  /**
   * What ends training.
   *
   * @param strategy its name
   * @param fault who misses which method or class
   */
  static SparkLinkageException of(String strategy, String fault) {
    return new SparkLinkageException(
        "all-reduce "
            + strategy
            + " does not work on this Spark "
            + org.apache.spark.package$.MODULE$.SPARK_VERSION()
            + ", whose private network classes are not those of Apache Spark ("
            + fault
            + "); set all-reduce tree (allReduce = \"tree\", --all-reduce tree), which needs none"
            + " of them and gives the same bits",
        fault);
  }

  /** What a task throws. */
  static SparkLinkageException ofWorker(String fault) {
    return new SparkLinkageException(fault, fault);
  }

  /** Does some work of a strategy on the driver. */
  static <T> T guard(String strategy, Supplier<T> work) {
    try {
      return work.get();
    } catch (LinkageError e) {
      if (!UnlinkedSpark.isReason(e)) {
        throw e;
      }
      throw of(strategy, "the driver: " + e);
    }
  }

  /** Who misses which method or class. */
  String fault() {
    return fault;
  }
}
