package io.kindling.kernel.simd;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;

/**
 * The plan of a convolution with a 3x3 kernel, or of its gradient to the input, that takes 16
 * multiplications for each 2x2 tile of the output instead of 36: Winograd's minimal filtering
 * F(2x2, 3x3).
 *
 * <p>With {@code d} the 4x4 tile of the input that an output tile sees, and {@code g} the kernel,
 *
 * <pre>
 *   Y = A' [ sum over input channels of (G g G') * (B' d B) ] A
 *
 *        1  0 -1  0          1    0    0           1  1  1  0
 *   B' = 0  1  1  0     G = 1/2  1/2  1/2     A' = 0  1 -1 -1
 *        0 -1  1  0         1/2 -1/2  1/2
 *        0  1  0 -1          0    0    1
 * </pre>
 *
 * where {@code *} multiplies element by element and {@code '} transposes. The sum is a product of
 * matrices for each of the 16 positions, which {@link Tile} does. The gradient to the input is the
 * same with the kernel turned around, its two channels exchanged, and {@code 2 - padding}.
 *
 * <p>Sources: S. Winograd, Arithmetic Complexity of Computations, SIAM 1980; A. Lavin and S. Gray,
 * Fast Algorithms for Convolutional Neural Networks, 2015, arXiv:1509.09308.
 */
final class WinogradPlan {
  /** Rows and columns of a transformed tile. */
  static final int SIDE = 4;

  /** Elements of a transformed tile. */
  static final int POSITIONS = SIDE * SIDE;

  /** Tiles worked on at a time, the two vectors of a {@link Tile}; more would leave L1. */
  static final int CHUNK = 2;

  final int inHeight;
  final int inWidth;
  final int inChannels;
  final int outHeight;
  final int outWidth;
  final int outChannels;
  final int padHeight;
  final int padWidth;

  /** Whether the kernel is turned around, for the gradient to the input. */
  final boolean turned;

  final int tileRows;
  final int tileColumns;

  static WinogradPlan forward(ConvGeometry g) {
    return new WinogradPlan(g, false);
  }

  static WinogradPlan backward(ConvGeometry g) {
    return new WinogradPlan(g, true);
  }

  private WinogradPlan(ConvGeometry g, boolean turned) {
    this.turned = turned;
    this.inHeight = turned ? g.outHeight() : g.inHeight();
    this.inWidth = turned ? g.outWidth() : g.inWidth();
    this.inChannels = turned ? g.outChannels() : g.inChannels();
    this.outHeight = turned ? g.inHeight() : g.outHeight();
    this.outWidth = turned ? g.inWidth() : g.outWidth();
    this.outChannels = turned ? g.inChannels() : g.outChannels();
    this.padHeight = turned ? 2 - g.padHeight() : g.padHeight();
    this.padWidth = turned ? 2 - g.padWidth() : g.padWidth();
    this.tileRows = (outHeight + 1) / 2;
    this.tileColumns = (outWidth + 1) / 2;
  }

  /** Floats of an input pixel. */
  int inPixel() {
    return inChannels * Lanes.BLOCK;
  }

  /** Floats of an output pixel. */
  int outPixel() {
    return outChannels * Lanes.BLOCK;
  }

  /** Where an input row of one block begins. */
  int inRow(int block, int row) {
    return Lanes.START + (block * inHeight + row) * inWidth * inPixel();
  }

  /** Where an output row of one block begins. */
  int outRow(int block, int row) {
    return Lanes.START + (block * outHeight + row) * outWidth * outPixel();
  }

  /** Floats between the positions of a transformed input: a line of a cache off a power of two. */
  int inPosition() {
    return CHUNK * inPixel() + Lanes.BLOCK;
  }

  /** Floats between the positions of the products: a line of a cache off a power of two. */
  int outPosition() {
    return CHUNK * outPixel() + Lanes.BLOCK;
  }

  /** Floats between the positions of the weights: a line of a cache off a power of two. */
  int weightPosition() {
    return inChannels * outChannels + Lanes.BLOCK;
  }
}
