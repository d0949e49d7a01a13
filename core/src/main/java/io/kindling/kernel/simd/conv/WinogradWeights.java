package io.kindling.kernel.simd.conv;

import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;
import io.kindling.kernel.simd.tile.Tile;

/** The kernel's terms of a {@link WinogradPlan}, as {@link Tile} wants its weights. */
final class WinogradWeights {
  private final WinogradPlan plan;
  private final float[] w;
  private final int wFrom;
  private final float[] packed;

  private WinogradWeights(WinogradPlan plan, float[] w, int wFrom, float[] packed) {
    this.plan = plan;
    this.w = w;
    this.wFrom = wFrom;
    this.packed = packed;
  }

  /**
   * Transforms the weights.
   *
   * @param packed for each position: for each tile of output channels, {@code [row's term][column's
   *     term][inChannels][height]}
   */
  static void pack(WinogradPlan plan, float[] w, int wFrom, float[] packed) {
    WinogradWeights weights = new WinogradWeights(plan, w, wFrom, packed);
    Parallel.forRange((plan.outChannels + Tile.HIGH - 1) / Tile.HIGH, weights::unit);
  }

  /** The tiles of as many output channels as the highest has. */
  private void unit(int unit) {
    int first = unit * Tile.HIGH;
    int last = Math.min(plan.outChannels, first + Tile.HIGH);
    int height;
    for (int channel = first; channel < last; channel += height) {
      height = Tile.height(last - channel, Tile.HIGH);
      tile(channel, height);
    }
  }

  private void tile(int channel, int height) {
    int step = plan.inChannels * height + Lanes.BLOCK; // a line of a cache off a power of two
    int size = plan.terms * plan.taps + plan.terms * plan.terms * step;
    try (Scratch.Floats terms = Scratch.KERNELS.lease(WinogradWeights.class, size)) {
      tile(channel, height, step, terms.array());
    }
  }

  private void tile(int channel, int height, int step, float[] terms) {
    int count = plan.terms;
    int kernel = plan.taps * plan.taps;
    int outStride = plan.turned ? kernel : plan.inChannels * kernel;
    int inStride = plan.turned ? plan.outChannels * kernel : kernel;
    int size = plan.inChannels * height;
    int columns = Lanes.START;
    int start = columns + count * plan.taps;
    int to = start;
    for (int c = 0; c < plan.inChannels; c++) {
      for (int r = 0; r < height; r++) {
        int from = wFrom + (channel + r) * outStride + c * inStride;
        transform(from, terms, columns, to++, step);
      }
    }
    for (int i = 0; i < count * count; i++) {
      int place = plan.weight(i / count, i % count, channel, height);
      System.arraycopy(terms, start + i * step, packed, place, size);
    }
  }

  /**
   * One kernel's terms, {@code step} apart: down its columns first, then of these along the rows.
   */
  private void transform(int from, float[] terms, int columns, int to, int step) {
    int taps = plan.taps;
    int start = plan.turned ? from + taps * taps - 1 : from;
    int next = plan.turned ? -1 : 1;
    for (int i = 0; i < taps; i++) {
      WinogradTerms.ofKernel(taps, w, start + i * next, taps * next, terms, columns + i, taps);
    }
    for (int i = 0; i < plan.terms; i++) {
      int row = to + i * plan.terms * step;
      WinogradTerms.ofKernel(taps, terms, columns + i * taps, 1, terms, row, step);
    }
  }
}
