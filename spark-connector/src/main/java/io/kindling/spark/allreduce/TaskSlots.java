package io.kindling.spark.allreduce;

import io.kindling.spark.internals.Executors;
import java.time.Duration;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a gang can be gathered at all. Spark's own check of a barrier stage retries for ten
 * minutes before it fails.
 */
final class TaskSlots {
  private static final Logger LOG = LoggerFactory.getLogger(TaskSlots.class);
  private static final long POLL_MILLIS = 200;

  private final SparkContext spark;
  private final String strategy;
  private final int workers;

  TaskSlots(SparkContext spark, String strategy, int workers) {
    this.spark = spark;
    this.strategy = strategy;
    this.workers = workers;
  }

  /** Whether every worker has a slot now, and is to keep it. */
  boolean holdAll() {
    return !Executors.areAllocatedDynamically(spark) && slots() >= workers;
  }

  /**
   * @throws IllegalArgumentException when executors may come and go by themselves
   */
  void refuseDynamicAllocation() {
    if (Executors.areAllocatedDynamically(spark)) {
      throw new IllegalArgumentException(
          "all-reduce "
              + strategy
              + " keeps its workers on a fixed set of executors, but"
              + " spark.dynamicAllocation.enabled is true; set it to false, or use tree");
    }
  }

  /**
   * Waits for as many slots as workers. The executors of a local master are all there already, so
   * nothing is waited for then.
   *
   * @param patience how long executors may take to come
   * @throws IllegalArgumentException when there are too few slots
   */
  void await(Duration patience) {
    long end = System.nanoTime() + (spark.isLocal() ? 0 : patience.toNanos());
    int slots = slots();
    if (slots < workers && System.nanoTime() < end) {
      LOG.info("all-reduce {}: waiting for {} task slots, {} are there", strategy, workers, slots);
    }
    while (slots < workers && System.nanoTime() < end) {
      GangSession.sleep(POLL_MILLIS);
      slots = slots();
    }
    if (slots < workers) {
      throw new IllegalArgumentException(
          "all-reduce "
              + strategy
              + " needs a task slot for each of the "
              + workers
              + " partitions at once, but the cluster has "
              + slots
              + "; use "
              + Math.max(1, slots)
              + (slots > 1 ? " partitions" : " partition")
              + " or fewer, more executors, or all-reduce tree");
    }
  }

  private int slots() {
    return Executors.taskSlots(spark);
  }
}
