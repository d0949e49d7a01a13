package io.kindling.kernel;

/**
 * Normalizes a convolution's rows in place: {@code y = y * scale[c] + shift[c]}, {@code + other}
 * unless null, then {@code max(y, 0)} if wanted. Holds constants until the thread that made it
 * closes it.
 */
public final class RowAffine implements RowEpilogue, AutoCloseable {
  private final NormKernels kernels = Kernels.active().norm();
  private final Scratch.Floats held;
  private final float[] wide;
  private final int run;
  private final float[] other;
  private final boolean relu;

  /**
   * @param constants one factor a channel, from {@code from} on, and one summand a channel right
   *     behind them; null for ones and zeros
   */
  public RowAffine(LanesShape shape, float[] constants, int from, float[] other, boolean relu) {
    this.run = NormLoops.run(shape, shape.width());
    this.held = Scratch.CONSTANTS.lease(RowAffine.class, 2 * run);
    this.wide = held.array();
    NormLoops.widen(shape, constants, from, 1f, wide, 0, run);
    NormLoops.widen(shape, constants, from + shape.channels(), 0f, wide, run, run);
    this.other = other;
    this.relu = relu;
  }

  @Override
  public void row(float[] y, int block, int row, int from, int length) {
    for (int i = from; i < from + length; i += run) {
      kernels.affine(Math.min(run, from + length - i), y, i, wide, run, other, relu, y);
    }
  }

  @Override
  public void close() {
    held.close();
  }
}
