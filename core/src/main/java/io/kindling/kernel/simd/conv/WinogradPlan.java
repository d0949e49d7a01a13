package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.simd.tile.Tile;

/**
 * The plan of a convolution with a 3x3 or 5x5 kernel, or of its gradient to the input, that makes
 * 2x2 tiles of the output of {@link WinogradTerms} in both dimensions: with 16 multiplications
 * instead of 36, or 49 instead of 100.
 *
 * <p>A position of a tile is one of the rows' and one of the columns'; its sum, over all terms of
 * both and all input channels, is a product of matrices, which {@link Tile} does. The gradient to
 * the input is the same with the kernel turned around, its two channels exchanged, and the padding
 * subtracted from what would keep the size.
 *
 * <p>Sources: S. Winograd, Arithmetic Complexity of Computations, SIAM 1980; A. Lavin and S. Gray,
 * Fast Algorithms for Convolutional Neural Networks, 2015, arXiv:1509.09308.
 */
public final class WinogradPlan {
  /** Positions of a tile. */
  static final int POSITIONS = WinogradTerms.POSITIONS * WinogradTerms.POSITIONS;

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

  /** Rows and columns of the kernel. */
  final int taps;

  /** Rows and columns of the input that an output tile sees. */
  final int side;

  /** Terms in one dimension. */
  final int terms;

  final int tileRows;
  final int tileColumns;

  /** For {@link #inPosition}: of each row, and for {@link #weights}. */
  private final int[][] inStart = new int[WinogradTerms.POSITIONS][WinogradTerms.POSITIONS + 1];

  private final int[] weightStart = new int[POSITIONS + 1];

  /** The same directly. */
  final GatherPlan plain;

  public static WinogradPlan forward(ConvGeometry g) {
    return new WinogradPlan(g, false);
  }

  public static WinogradPlan backward(ConvGeometry g) {
    return new WinogradPlan(g, true);
  }

  private WinogradPlan(ConvGeometry g, boolean turned) {
    this.turned = turned;
    this.taps = g.kernelHeight();
    this.side = taps + 1;
    this.terms = WinogradTerms.count(taps);
    this.inHeight = turned ? g.outHeight() : g.inHeight();
    this.inWidth = turned ? g.outWidth() : g.inWidth();
    this.inChannels = turned ? g.outChannels() : g.inChannels();
    this.outHeight = turned ? g.inHeight() : g.outHeight();
    this.outWidth = turned ? g.inWidth() : g.outWidth();
    this.outChannels = turned ? g.inChannels() : g.outChannels();
    this.padHeight = turned ? taps - 1 - g.padHeight() : g.padHeight();
    this.padWidth = turned ? taps - 1 - g.padWidth() : g.padWidth();
    this.tileRows = (outHeight + 1) / 2;
    this.tileColumns = (outWidth + 1) / 2;
    this.plain = turned ? GatherPlan.backward(g) : GatherPlan.forward(g);
    for (int row = 0; row < WinogradTerms.POSITIONS; row++) {
      for (int column = 0; column < WinogradTerms.POSITIONS; column++) {
        int steps = steps(row, column);
        int position = row * WinogradTerms.POSITIONS + column;
        inStart[row][column + 1] = inStart[row][column] + (CHUNK * steps + 1) * Lanes.BLOCK;
        weightStart[position + 1] = weightStart[position] + steps * outChannels + Lanes.BLOCK;
      }
    }
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

  /** Products that a position sums for each output: steps of a {@link Tile}. */
  int steps(int row, int column) {
    return WinogradTerms.count(taps, row) * WinogradTerms.count(taps, column) * inChannels;
  }

  /**
   * Where the terms of the input of one position of a row of positions are, those of a tile after
   * the other: a line of a cache off a power of two. With {@code column} one too many, the floats
   * of all.
   */
  int inPosition(int row, int column) {
    return inStart[row][column];
  }

  /** Where a term of the input goes, of the {@code number}th of the row's terms. */
  int in(int row, int number, int column, int tile) {
    int terms = number * WinogradTerms.count(taps, column);
    return inPosition(row, column) + tile * steps(row, column) * Lanes.BLOCK + terms * inPixel();
  }

  /** Floats between the positions of the products: a line of a cache off a power of two. */
  int outPosition() {
    return CHUNK * outPixel() + Lanes.BLOCK;
  }

  /**
   * Where the weights of a position are: a line of a cache off a power of two. With {@code row} one
   * too many, the floats of all.
   */
  int weights(int row, int column) {
    return weightStart[row * WinogradTerms.POSITIONS + column];
  }

  /** Where those of a term of the kernel are, for a tile of output channels. */
  int weight(int rowTerm, int columnTerm, int channel, int height) {
    int row = WinogradTerms.position(rowTerm);
    int column = WinogradTerms.position(columnTerm);
    int number =
        WinogradTerms.number(rowTerm) * WinogradTerms.count(taps, column)
            + WinogradTerms.number(columnTerm);
    return weights(row, column) + channel * steps(row, column) + number * inChannels * height;
  }
}
