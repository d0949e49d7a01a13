package io.kindling.ops;

/** What a fused loss does with its element losses. */
public enum LossReduction {
  /** Each by itself. */
  NONE,
  /** Their mean. */
  MEAN,
  /** Their sum. */
  SUM;

  /** What each of {@code n} element losses counts in the result; 0 where there is none. */
  double share(int n) {
    return this == MEAN ? n == 0 ? 0 : 1.0 / n : 1;
  }
}
