package io.kindling.kernel;

/**
 * Convolution and its two gradients. Activations are in the {@linkplain Lanes lanes layout} {@code
 * [ceil(N/16)][H][W][C][16]}; weights in PyTorch's, {@code [outC][inC/groups][kH][kW]}. Every
 * function overwrites its result. Taps that fall on the padding are skipped, not multiplied by
 * zero.
 *
 * <p>A linear layer on flattened activations {@code [C][H][W]} is a convolution whose kernel is the
 * whole image: its weights are the same array.
 */
public interface ConvKernels {
  /**
   * {@code y = conv2d(x, w) + bias}.
   *
   * @param bias one float for each output channel, from {@code biasFrom}; null for none
   */
  void forward(
      ConvGeometry geometry,
      float[] x,
      float[] w,
      int wFrom,
      float[] bias,
      int biasFrom,
      float[] y);

  /** {@link #forward} with something done to every row of the result; {@code after} may be null. */
  default void forward(
      ConvGeometry geometry,
      float[] x,
      float[] w,
      int wFrom,
      float[] bias,
      int biasFrom,
      float[] y,
      RowEpilogue after) {
    forward(geometry, x, w, wFrom, bias, biasFrom, y);
    if (after != null) {
      int rows = geometry.outHeight();
      int line = geometry.outBlockSize() / rows;
      Parallel.forRange(
          geometry.blocks() * rows,
          unit -> after.row(y, unit / rows, unit % rows, Lanes.START + unit * line, line));
    }
  }

  /** {@code dx}, the gradient to the input, from {@code dy}, the gradient to the output. */
  void backwardData(ConvGeometry geometry, float[] dy, float[] w, int wFrom, float[] dx);

  /** {@code dw}, the gradient to the weights, summed over the samples. */
  void backwardWeights(ConvGeometry geometry, float[] x, float[] dy, float[] dw, int dwFrom);
}
