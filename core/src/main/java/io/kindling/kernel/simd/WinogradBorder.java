package io.kindling.kernel.simd;

import java.util.Arrays;

/** Tiles that reach beyond the border: completed with zeros on the way in, cut on the way out. */
final class WinogradBorder {
  private WinogradBorder() {}

  /** Whether all pixels that an output tile sees exist. */
  static boolean isInside(WinogradPlan plan, int tileRow, int tileColumn) {
    int top = 2 * tileRow - plan.padHeight;
    int left = 2 * tileColumn - plan.padWidth;
    return top >= 0
        && left >= 0
        && top + WinogradPlan.SIDE <= plan.inHeight
        && left + WinogradPlan.SIDE <= plan.inWidth;
  }

  /** Copies the 4x4 pixels that an output tile sees, zeros for those that do not exist. */
  static void complete(
      WinogradPlan plan, float[] x, int block, int tileRow, int tileColumn, float[] tile, int to) {
    int pixel = plan.inPixel();
    int left = 2 * tileColumn - plan.padWidth;
    int first = Math.min(Math.max(-left, 0), WinogradPlan.SIDE);
    int last = Math.max(first, Math.min(WinogradPlan.SIDE, plan.inWidth - left));
    for (int i = 0; i < WinogradPlan.SIDE; i++) {
      int row = 2 * tileRow - plan.padHeight + i;
      boolean missing = row < 0 || row >= plan.inHeight || first == last;
      int from = to + (missing ? WinogradPlan.SIDE : first) * pixel;
      int end = to + (missing ? WinogradPlan.SIDE : last) * pixel;
      Arrays.fill(tile, to, from, 0);
      if (!missing) {
        int at = plan.inRow(block, row) + (left + first) * pixel;
        System.arraycopy(x, at, tile, from, end - from);
      }
      to += WinogradPlan.SIDE * pixel;
      Arrays.fill(tile, end, to, 0);
    }
  }

  /** Copies those of the 2x2 pixels of an output tile that exist. */
  static void cut(
      WinogradPlan plan,
      float[] tile,
      int from,
      float[] y,
      int block,
      int tileRow,
      int tileColumn) {
    int pixel = plan.outPixel();
    int columns = Math.min(2, plan.outWidth - 2 * tileColumn);
    for (int i = 0; i < 2 && 2 * tileRow + i < plan.outHeight; i++) {
      int to = plan.outRow(block, 2 * tileRow + i) + 2 * tileColumn * pixel;
      System.arraycopy(tile, from + 2 * i * pixel, y, to, columns * pixel);
    }
  }
}
