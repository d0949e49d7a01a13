package io.kindling.spark.internals;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;

/** Where Spark tells its listeners what happens. */
public final class ListenerBus {
  private ListenerBus() {}

  /**
   * Waits until all listeners have heard all that has happened.
   *
   * @throws TimeoutException if they take longer than the patience
   */
  public static void drain(SparkContext spark, Duration patience) throws TimeoutException {
    spark.listenerBus().waitUntilEmpty(patience.toMillis());
  }
}
