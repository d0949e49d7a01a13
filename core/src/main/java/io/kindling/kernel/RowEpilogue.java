package io.kindling.kernel;

/** What is done to each row of a kernel's result as soon as it is there, while it is in a cache. */
@FunctionalInterface
public interface RowEpilogue {
  /**
   * Handles one row of one block of samples; rows arrive in any order, on several threads at once.
   *
   * @param y the whole result, in the lanes layout
   * @param from where in y the row begins
   * @param length floats of the row
   */
  void row(float[] y, int block, int row, int from, int length);
}
