package io.kindling.ops;

/**
 * Workers that each hold a part of one batch, whose batch norms shall see the whole: the idea of
 * {@code torch.nn.SyncBatchNorm}. While a group is in {@linkplain #use use} on a thread, every
 * batch norm in training normalizes by mean and variance over the parts of all workers, and its
 * gradients are those of the whole batch; running statistics follow the whole batch, alike on every
 * worker.
 *
 * <p>All workers must run the same network, so that they come to the same sums in the same order; a
 * worker without samples runs it on an empty batch.
 */
public interface BatchGroup {

  /**
   * The sum over the workers, the same on each; waits for all of them.
   *
   * @param values equally many from each worker
   * @return a new array
   */
  double[] sum(double... values);

  /** Makes {@code group}, or none for null, this thread's until the scope is closed. */
  static Scope use(BatchGroup group) {
    BatchGroup before = BatchGroups.current();
    BatchGroups.set(group);
    return () -> BatchGroups.set(before);
  }

  /** The group in use on this thread; null for none. */
  static BatchGroup current() {
    return BatchGroups.current();
  }

  /** Restores the group that was in use before. */
  interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
