package io.kindling.kernel.simd.tile;

import jdk.incubator.vector.FloatVector;

/** Short copies, in vectors: a call of {@code System.arraycopy} costs more than sixteen floats. */
public final class Copies {
  private static final int BLOCK = 16;

  private Copies() {}

  /** Copies a run whose length is a multiple of sixteen. */
  public static void blocks(float[] x, int from, float[] y, int to, int length) {
    for (int i = 0; i < length; i += Tile.WIDTH) {
      FloatVector.fromArray(Tile.S, x, from + i).intoArray(y, to + i);
    }
  }

  /** Copies {@code n} runs of sixteen floats, each a step apart. */
  public static void strided(
      float[] x, int from, int fromStep, float[] y, int to, int toStep, int n) {
    for (int h = 0; h < BLOCK; h += Tile.WIDTH) {
      vectors(x, from + h, fromStep, y, to + h, toStep, n);
    }
  }

  private static void vectors(
      float[] x, int from, int fromStep, float[] y, int to, int toStep, int n) {
    for (int i = 0; i < n; i++) {
      FloatVector.fromArray(Tile.S, x, from).intoArray(y, to);
      from += fromStep;
      to += toStep;
    }
  }

  /** Copies at most sixteen floats. */
  public static void lanes(float[] x, int from, float[] y, int to, int count) {
    if (count == BLOCK) {
      blocks(x, from, y, to, BLOCK);
    } else {
      System.arraycopy(x, from, y, to, count);
    }
  }
}
