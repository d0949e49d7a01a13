package io.kindling.kernel.simd.conv;

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
        && top + plan.side <= plan.inHeight
        && left + plan.side <= plan.inWidth;
  }

  /** Copies the pixels that an output tile sees, zeros for those that do not exist. */
  static void complete(
      WinogradPlan plan, float[] x, int block, int tileRow, int tileColumn, float[] tile, int to) {
    int pixel = plan.inPixel();
    int left = 2 * tileColumn - plan.padWidth;
    int first = Math.min(Math.max(-left, 0), plan.side);
    int last = Math.max(first, Math.min(plan.side, plan.inWidth - left));
    for (int i = 0; i < plan.side; i++) {
      int row = 2 * tileRow - plan.padHeight + i;
      boolean missing = row < 0 || row >= plan.inHeight || first == last;
      int from = to + (missing ? plan.side : first) * pixel;
      int end = to + (missing ? plan.side : last) * pixel;
      Arrays.fill(tile, to, from, 0);
      if (!missing) {
        int at = plan.inRow(block, row) + (left + first) * pixel;
        System.arraycopy(x, at, tile, from, end - from);
      }
      to += plan.side * pixel;
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
