package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;

/**
 * How the gradient to a convolution's weights is walked. The sum over samples and pixels needs
 * vectors over something else: over <em>columns</em> of the weights, sixteen to a vector.
 *
 * <p><em>Shifted</em>: columns are input channels; an input row is transposed once, and kernel
 * column {@code kw} reads it shifted. <em>Expanded</em>, for few channels: columns are (kernel
 * column, channel) together, and each input row is written out once for every output column.
 *
 * <p>Shifted kernels of three or five columns at stride 1 take {@link WinogradPairs}'s sums over
 * pairs of output columns: about a third fewer multiply-adds. Where such sums are not finite the
 * kernel runs once more without, so that the result is what the plain sums say of infinities.
 */
public final class WeightsPlan {
  /** Most blocks of samples summed apart; fixed, so that sums do not depend on threads. */
  static final int MAX_PARTS = 8;

  final ConvGeometry geometry;
  final TapPlan rows;
  final TapPlan columns;
  final boolean expanded;

  /** Whether shifts are the terms of {@link WinogradPairs} rather than kernel columns. */
  public final boolean winograd;

  /** Groups of sixteen columns. */
  final int columnGroups;

  /** Kernel columns or terms that are handled one by one: 1 if expanded. */
  final int shifts;

  /** Output rows of the kernel times shifts times column groups: vectors for each channel. */
  final int entries;

  /** Parts the samples are split into. */
  final int parts;

  /** The position of each input column, -1 for one that no output reads. */
  final int[] positions;

  /** The same without {@link WinogradPairs}'s sums; itself if it has none. */
  public final WeightsPlan plain;

  public WeightsPlan(ConvGeometry g) {
    this(g, true);
  }

  private WeightsPlan(ConvGeometry g, boolean mayPair) {
    geometry = g;
    rows = TapPlan.rows(g, true);
    columns = TapPlan.columns(g, true);
    int shiftedGroups = groupsOf16(g.groupInChannels());
    int expandedGroups = groupsOf16(g.kernelWidth() * g.groupInChannels());
    boolean alone = g.kernelHeight() * shiftedGroups == 1 && g.kernelWidth() > 1;
    expanded = alone || 10 * shiftedGroups * g.kernelWidth() > 11 * expandedGroups;
    positions = positions(g);
    columnGroups = expanded ? expandedGroups : shiftedGroups;
    winograd = mayPair && !expanded && pairsPay(g);
    plain = winograd ? new WeightsPlan(g, false) : this;
    shifts = expanded ? 1 : winograd ? WinogradTerms.count(g.kernelWidth()) : g.kernelWidth();
    entries = g.kernelHeight() * shifts * columnGroups;
    parts = Math.min(g.blocks(), MAX_PARTS);
  }

  /** Floats of the sums of one part and group: {@code [entry][output channel][16]}. */
  int sumsSize() {
    return entries * geometry.groupOutChannels() * 16;
  }

  /** First block of a part. */
  int firstBlock(int part) {
    return (int) ((long) geometry.blocks() * part / parts);
  }

  /** Positions an input row takes in a panel. */
  int positions() {
    if (winograd) {
      return shifts * WinogradPairs.pairs(geometry.outWidth());
    }
    return expanded ? geometry.outWidth() : shiftedPositions();
  }

  /** Floats from the stream of one channel of the gradient, over (column, sample), to the next. */
  int stream(int samples) {
    int columns = winograd ? WinogradPairs.pairs(geometry.outWidth()) : geometry.outWidth();
    return columns * samples + 16;
  }

  /** Streams of each channel of the gradient. */
  int sets() {
    return winograd ? WinogradTerms.POSITIONS : 1;
  }

  /** Position of input column {@code i} when columns a stride apart are made neighbours. */
  int position(int i) {
    int stride = geometry.strideWidth();
    return stride == 1 ? i : i % stride * ((geometry.inWidth() + stride - 1) / stride) + i / stride;
  }

  /** Where element (channel, kernel row, kernel column) of output channel 0 is in the sums. */
  int sumIndex(int channel, int kh, int kw) {
    int column = expanded ? kw * geometry.groupInChannels() + channel : channel;
    int entry = (kh * shifts + (expanded ? 0 : kw)) * columnGroups + column / 16;
    return entry * geometry.groupOutChannels() * 16 + column % 16;
  }

  /** Whether what {@link WinogradPairs} saves is more than making its terms costs. */
  private static boolean pairsPay(ConvGeometry g) {
    boolean possible =
        WinogradTerms.exist(g.kernelWidth()) && g.strideWidth() == 1 && g.dilationWidth() == 1;
    int least = Math.min(g.groupInChannels(), g.groupOutChannels());
    return possible && least >= 8 && g.outWidth() >= 6;
  }

  private int shiftedPositions() {
    int stride = geometry.strideWidth();
    return (geometry.inWidth() + stride - 1) / stride * stride;
  }

  private int[] positions(ConvGeometry g) {
    boolean[] read = new boolean[g.strideWidth()];
    for (int kw = 0; kw < g.kernelWidth(); kw++) {
      read[Math.floorMod(kw * g.dilationWidth() - g.padWidth(), g.strideWidth())] = true;
    }
    int[] at = new int[g.inWidth()];
    for (int i = 0; i < at.length; i++) {
      at[i] = read[i % read.length] ? position(i) : -1;
    }
    return at;
  }

  private static int groupsOf16(int columns) {
    return (columns + 15) / 16;
  }
}
