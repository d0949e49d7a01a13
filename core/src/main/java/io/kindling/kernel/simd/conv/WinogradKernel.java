package io.kindling.kernel.simd.conv;

import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;
import io.kindling.kernel.simd.tile.Tile;
import java.util.Arrays;

/**
 * Runs a {@link WinogradPlan} plan over a batch. The unit of parallel work is one row of tiles of
 * one block, two tiles at a time: row by row of the 4x4 positions their input is transformed and
 * multiplied with the weights, so that what is transformed is still in L1; then the products become
 * output.
 *
 * <p>Each output depends on just the inputs a direct convolution reads, and if one of them is not
 * finite neither is the output; but it may be NaN where an infinity belongs, and numbers near the
 * greatest overflow in a sum that they would not overflow in directly. Therefore a unit with an
 * output that is not finite is computed once more, directly.
 */
public final class WinogradKernel {
  private static final int BLOCK = Lanes.BLOCK;

  private final WinogradPlan plan;
  private final int batch;
  private final float[] x;
  private final float[] weights;
  private final float[] y;
  private final RowEnd end;

  /** For each unit, zero in the lanes whose outputs are all finite. */
  private final float[] checks;

  private WinogradKernel(
      WinogradPlan plan,
      int batch,
      float[] x,
      float[] weights,
      float[] y,
      RowEnd end,
      float[] checks) {
    this.plan = plan;
    this.batch = batch;
    this.x = x;
    this.weights = weights;
    this.y = y;
    this.end = end;
    this.checks = checks;
  }

  public static void run(
      WinogradPlan plan, int batch, float[] x, float[] w, int wFrom, float[] y, RowEnd end) {
    int units = Lanes.blocks(batch) * plan.tileRows;
    int size = plan.weights(WinogradTerms.POSITIONS, 0);
    try (Scratch.Floats checks = Scratch.CHECKS.lease(WinogradKernel.class, units * BLOCK)) {
      WinogradKernel kernel;
      try (Scratch.Floats weights = Scratch.WEIGHTS.lease(WinogradKernel.class, size)) {
        WinogradWeights.pack(plan, w, wFrom, weights.array());
        kernel = new WinogradKernel(plan, batch, x, weights.array(), y, end, checks.array());
        Parallel.forRange(units, kernel::unit);
      }
      if (!kernel.areFinite(units)) {
        int plain = plan.plain.packedSize;
        try (Scratch.Floats weights = Scratch.WEIGHTS.lease(WinogradKernel.class, plain)) {
          float[] packed = weights.array();
          kernel.repair(units, GatherKernel.prepare(plan.plain, x, w, wFrom, packed, y, end));
        }
      }
    }
  }

  private boolean areFinite(int units) {
    for (int unit = 0; unit < units; unit++) {
      if (!isFinite(unit)) {
        return false;
      }
    }
    return true;
  }

  private void repair(int units, GatherKernel direct) {
    Parallel.forRange(
        units,
        unit -> {
          int endRow = isFinite(unit) ? 0 : endRow(unit);
          for (int row = firstRow(unit); row < endRow; row++) {
            direct.row(unit / plan.tileRows, row, false);
          }
        });
  }

  private void unit(int unit) {
    int terms = plan.inPosition(0, WinogradTerms.POSITIONS);
    int products = WinogradPlan.POSITIONS * plan.outPosition();
    int size = WinogradPlan.CHUNK * plan.side * plan.side * plan.inPixel();
    int most = Math.max(size, 4 * plan.outPixel());
    try (Scratch.Floats v = Scratch.TILES.lease(WinogradKernel.class, terms);
        Scratch.Floats m = Scratch.PRODUCTS.lease(WinogradKernel.class, products);
        Scratch.Floats border = Scratch.BORDER.lease(WinogradKernel.class, most)) {
      unit(unit, v.array(), m.array(), border.array());
    }
    int endRow = isFinite(unit) ? endRow(unit) : 0;
    for (int row = firstRow(unit); row < endRow; row++) {
      end.row(unit / plan.tileRows, row);
    }
  }

  private void unit(int unit, float[] v, float[] m, float[] border) {
    int block = unit / plan.tileRows;
    int row = unit % plan.tileRows;
    int check = Lanes.START + unit * BLOCK;
    Arrays.fill(checks, check, check + BLOCK, 0);
    for (int column = 0; column < plan.tileColumns; column += WinogradPlan.CHUNK) {
      int tiles = Math.min(WinogradPlan.CHUNK, plan.tileColumns - column);
      completeBorder(block, row, column, tiles, border);
      for (int i = 0; i < WinogradTerms.POSITIONS; i++) {
        transform(i, block, row, column, tiles, border, v);
        multiply(i, tiles, v, m);
      }
      restore(block, row, column, tiles, m, border, check);
    }
  }

  /** The first of the one or two output rows of a unit. */
  private int firstRow(int unit) {
    return unit % plan.tileRows * 2;
  }

  private int endRow(int unit) {
    return Math.min(firstRow(unit) + 2, plan.outHeight);
  }

  /** Whether all outputs of a unit are finite, those of spare lanes apart. */
  private boolean isFinite(int unit) {
    float sum = 0;
    int used = Lanes.used(batch, unit / plan.tileRows);
    for (int lane = 0; lane < used; lane++) {
      sum += checks[Lanes.START + unit * BLOCK + lane];
    }
    return sum == 0;
  }

  private void completeBorder(int block, int row, int column, int tiles, float[] border) {
    for (int t = 0; t < tiles; t++) {
      if (!WinogradBorder.isInside(plan, row, column + t)) {
        int to = Lanes.START + t * plan.side * plan.side * plan.inPixel();
        WinogradBorder.complete(plan, x, block, row, column + t, border, to);
      }
    }
  }

  /** The terms of one row of positions, of each tile. */
  private void transform(
      int i, int block, int row, int column, int tiles, float[] border, float[] v) {
    int n = plan.inPixel();
    for (int t = 0; t < tiles; t++) {
      boolean inside = WinogradBorder.isInside(plan, row, column + t);
      int line = inside ? plan.inWidth * n : plan.side * n;
      int from =
          inside
              ? plan.inRow(block, 2 * row - plan.padHeight) + (2 * (column + t) - plan.padWidth) * n
              : Lanes.START + t * plan.side * plan.side * n;
      float[] source = inside ? x : border;
      for (int number = 0; number < WinogradTerms.count(plan.taps, i); number++) {
        int term = WinogradTerms.term(i, number);
        int a = from + WinogradTerms.first(term) * line;
        int b = from + WinogradTerms.second(term) * line;
        terms(source, a, b, WinogradTerms.sign(term), v, i, number, t);
      }
    }
  }

  private void terms(
      float[] source, int a, int b, float sign, float[] v, int row, int number, int tile) {
    int n = plan.inPixel();
    int to0 = Lanes.START + plan.in(row, number, 0, tile);
    int to1 = Lanes.START + plan.in(row, number, 1, tile);
    int to2 = Lanes.START + plan.in(row, number, 2, tile);
    int to3 = Lanes.START + plan.in(row, number, 3, tile);
    WinogradInput.three(source, a, b, sign, n, v, to0, to1, to2, to3);
    if (plan.taps > 3) {
      WinogradInput.two(source, a + 3 * n, b + 3 * n, sign, n, v, to0 + n, to1 + n, to3 + n);
    }
  }

  /** One row of positions of both tiles, for all output channels. */
  private void multiply(int i, int tiles, float[] v, float[] m) {
    int y2 = tiles > 1 ? plan.outPixel() : 0;
    for (int j = 0; j < WinogradTerms.POSITIONS; j++) {
      int position = WinogradTerms.POSITIONS * i + j;
      int n = plan.steps(i, j);
      int x2 = tiles > 1 ? n * BLOCK : 0;
      int from = Lanes.START + plan.inPosition(i, j);
      int w = plan.weights(i, j);
      int to = Lanes.START + position * plan.outPosition();
      int height;
      for (int channel = 0; channel < plan.outChannels; channel += height) {
        height = Tile.height(plan.outChannels - channel, Tile.HIGH);
        int at = to + channel * BLOCK;
        Tile.pair(height, v, from, x2, n, weights, w + channel * n, m, at, y2, BLOCK, false);
      }
    }
  }

  private void restore(
      int block, int row, int column, int tiles, float[] m, float[] border, int check) {
    int n = plan.outPixel();
    int position = plan.outPosition();
    boolean rows = 2 * row + 2 <= plan.outHeight;
    for (int t = 0; t < tiles; t++) {
      int from = Lanes.START + t * n;
      if (rows && 2 * (column + t) + 2 <= plan.outWidth) {
        int to = plan.outRow(block, 2 * row) + 2 * (column + t) * n;
        WinogradOutput.tile(m, from, position, n, y, to, plan.outWidth * n, checks, check);
      } else {
        WinogradOutput.tile(m, from, position, n, border, Lanes.START, 2 * n, checks, check);
        WinogradBorder.cut(plan, border, Lanes.START, y, block, row, column + t);
      }
    }
  }
}
