package io.kindling.kernel;

/**
 * The sizes of one 2-d max pooling in the lanes layout.
 *
 * @param input sizes of the input
 * @param outHeight rows of the output
 * @param outWidth columns of the output
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideHeight step between windows, down
 * @param strideWidth step between windows, across
 * @param padHeight rows of minus infinity above
 * @param padWidth columns of minus infinity to the left
 * @param dilationHeight distance between the window's rows
 * @param dilationWidth distance between the window's columns
 */
public record PoolGeometry(
    LanesShape input,
    int outHeight,
    int outWidth,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int padHeight,
    int padWidth,
    int dilationHeight,
    int dilationWidth) {

  /** Sizes of the output. */
  public LanesShape output() {
    return new LanesShape(input.batch(), input.channels(), outHeight, outWidth);
  }

  /** Row of the input that window row {@code k} of output row {@code y} reads; may be outside. */
  public int row(int y, int k) {
    return y * strideHeight - padHeight + k * dilationHeight;
  }

  /** Column of the input that window column {@code k} of output column {@code x} reads. */
  public int column(int x, int k) {
    return x * strideWidth - padWidth + k * dilationWidth;
  }

  /** Whether windows do not overlap, so that each input is in one at most. */
  public boolean disjoint() {
    return dilationHeight * (kernelHeight - 1) < strideHeight
        && dilationWidth * (kernelWidth - 1) < strideWidth;
  }
}
