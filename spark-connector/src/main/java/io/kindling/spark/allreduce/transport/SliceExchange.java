package io.kindling.spark.allreduce.transport;

/**
 * The collectives of one worker in a gang of workers that compute in step.
 *
 * <p>All workers call the same collectives with the same ranges in the same order, as with NCCL or
 * MPI; a worker that differs is found out and every worker fails with an error that says how. A
 * range {@code [from, to)} is divided into {@link #size()} slices, one owned by each rank ({@link
 * #slice}). Sums are taken in the order of {@link io.kindling.spark.allreduce.PairwiseSum} over the
 * ranks, whatever order the parts arrive in: the same inputs give the same bits on every rank, in
 * every run, and by every strategy.
 *
 * <p>A failure is final. When a worker dies, is cancelled or stays silent, every pending and later
 * call of every other worker throws an {@link ExchangeException} that names it, and the contents of
 * the ranges then in flight are undefined, but no longer written to.
 *
 * <p>Calls come from one thread at a time, the worker's.
 */
public interface SliceExchange extends AutoCloseable {

  /** This worker's place in the gang, from 0. */
  int rank();

  /** The number of workers in the gang. */
  int size();

  /**
   * Begins a collective over {@code values[from..to)} and returns at once, so that the rest of the
   * array can still be computed meanwhile. Neither the range may be written nor, unless the
   * collective leaves it untouched, read until {@link PendingExchange#await()} has returned.
   * Collectives in flight together must have ranges that do not overlap.
   *
   * @param scalars a few numbers summed, in double precision and the same order, along with the
   *     range; every worker gives equally many, at most 4096
   * @throws IndexOutOfBoundsException if the range is not within the array
   * @throws ExchangeException if the gang has failed or is closed
   */
  PendingExchange submit(
      Collective collective, float[] values, int from, int to, double... scalars);

  /** What has crossed the network so far. */
  ExchangeTraffic traffic();

  /**
   * Leaves the gang: waits until the peers have taken what was sent to them, then closes the
   * connections and the port. Idempotent.
   */
  @Override
  void close();

  /** The part of {@code [from, to)} that this worker owns. */
  default Slice slice(int from, int to) {
    return Slice.of(from, to, rank(), size());
  }

  /** Replaces {@code values[from..to)}, on every worker, by its sum over the workers. */
  default void allReduce(float[] values, int from, int to) {
    submit(Collective.ALL_REDUCE, values, from, to).await();
  }

  /**
   * Replaces this worker's {@link #slice} of {@code values[from..to)} by its sum over the workers;
   * the rest stays as it was.
   */
  default void reduceScatter(float[] values, int from, int to) {
    submit(Collective.REDUCE_SCATTER, values, from, to).await();
  }

  /** Replaces every other worker's slice of {@code values[from..to)} by that worker's numbers. */
  default void allGather(float[] values, int from, int to) {
    submit(Collective.ALL_GATHER, values, from, to).await();
  }

  /** The sums of {@code scalars} over the workers; a new array. */
  default double[] allReduce(double... scalars) {
    return submit(Collective.ALL_REDUCE, new float[0], 0, 0, scalars).await();
  }
}
