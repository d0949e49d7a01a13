package io.kindling.spark.allreduce;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Giving broadcasts back. */
final class Broadcasts {
  private Broadcasts() {}

  /**
   * Removes a broadcast everywhere. Of a context that was stopped there is nothing to remove, and
   * the attempt would fail and hide why training has ended.
   */
  static void destroy(JavaSparkContext spark, Broadcast<?> broadcast) {
    boolean interrupted = Thread.interrupted(); // Spark would give up half way
    try {
      if (!spark.sc().isStopped()) {
        broadcast.destroy();
      }
    } catch (RuntimeException e) {
      if (!spark.sc().isStopped()) { // stopped meanwhile
        throw e;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
