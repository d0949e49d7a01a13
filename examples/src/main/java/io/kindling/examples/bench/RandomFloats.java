package io.kindling.examples.bench;

import java.util.Random;

/** Numbers to compute with. */
final class RandomFloats {
  private RandomFloats() {}

  /** Uniform between -0.5 and 0.5, always the same. */
  static float[] of(int length) {
    Random random = new Random(1);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
