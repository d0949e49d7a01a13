package io.kindling.kernel;

/** 2-d max pooling in the lanes layout: of equal elements the first wins, and NaN wins. */
public interface PoolKernels {
  /**
   * {@code y = max} over each window, and which of the window's elements it was: {@code winner =
   * kernel row * kernelWidth + kernel column}, as a float.
   */
  void maxForward(PoolGeometry geometry, float[] x, float[] y, float[] winner);

  /** {@code dx}: each window's gradient at its winner. Overwrites. */
  void maxBackward(PoolGeometry geometry, float[] dy, float[] winner, float[] dx);
}
