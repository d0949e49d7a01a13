package io.kindling.examples.bench;

import io.kindling.spark.internals.ListenerBus;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.apache.spark.storage.BroadcastBlockId;

/**
 * Counts the bytes of array contents that pass the driver while this is open: results of tasks, and
 * broadcasts as the driver stores them to be fetched.
 */
final class DriverTraffic extends SparkListener implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final SparkContext spark;
  private final AtomicLong results = new AtomicLong();
  private final AtomicLong broadcasts = new AtomicLong();

  DriverTraffic(SparkContext spark) {
    this.spark = spark;
    spark.addSparkListener(this);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskMetrics() != null) {
      results.addAndGet(end.taskMetrics().resultSize());
    }
  }

  @Override
  public void onBlockUpdated(SparkListenerBlockUpdated update) {
    BlockUpdatedInfo block = update.blockUpdatedInfo();
    if (block.storageLevel().isValid() // else it is being removed
        && block.blockManagerId().isDriver()
        && block.blockId() instanceof BroadcastBlockId id
        && id.field().startsWith("piece")) {
      broadcasts.addAndGet(block.memSize() + block.diskSize());
    }
  }

  /** Bytes of both so far. */
  long bytes() {
    try {
      ListenerBus.drain(spark, PATIENCE);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("Spark's listeners do not keep up", e);
    }
    return results.get() + broadcasts.get();
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
