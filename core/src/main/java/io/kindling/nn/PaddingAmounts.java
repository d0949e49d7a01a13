package io.kindling.nn;

import java.util.Arrays;

/** How far to pad each side, from the last dimension on. */
final class PaddingAmounts {
  private PaddingAmounts() {}

  /** {@code sides} amounts: given one by one, or one for all. */
  static int[] of(String layer, int sides, int... amounts) {
    if (amounts.length == sides) {
      return amounts.clone();
    }
    if (amounts.length != 1) {
      throw new IllegalArgumentException(
          layer + ": padding takes 1 or " + sides + " amounts, got " + amounts.length);
    }
    int[] all = new int[sides];
    Arrays.fill(all, amounts[0]);
    return all;
  }

  /** A Python tuple. */
  static String text(int[] amounts) {
    return Arrays.toString(amounts).replace('[', '(').replace(']', ')');
  }
}
