package io.kindling.spark.allreduce.transport;

/** A collective that has begun; see {@link SliceExchange#submit}. */
public interface PendingExchange {

  /**
   * Waits until the collective has ended on this worker, and the array is the caller's again.
   *
   * @return the sums of the scalars (empty if none were given)
   * @throws ExchangeException if a worker died, left, was cancelled, stayed silent or called
   *     another collective; or if this thread was interrupted (its interrupt flag is set again)
   */
  double[] await();

  /** Whether {@link #await()} would return, or throw, without waiting. */
  boolean isDone();
}
