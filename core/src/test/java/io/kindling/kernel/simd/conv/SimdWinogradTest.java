package io.kindling.kernel.simd.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Kernels;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.RowEpilogue;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Winograd's method by itself, for few channels too, against the scalar convolution. The build
 * repeats this in narrower vectors.
 */
final class SimdWinogradTest {
  /**
   * Allowed error for sums of at most 526 products, in ulps of their sum of magnitudes, the
   * greatest of all outputs: one with few or small products shares the transforms of its
   * neighbours.
   */
  private static final float ULPS = 8;

  private static final ConvGeometry SMALL = ConvGeometry.square(19, 3, 7, 4, 3, 1, 1);
  private static final ConvGeometry FIVE = ConvGeometry.square(19, 3, 7, 4, 5, 1, 2);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void errsByAFewUlpsOfTheGreatestSumOfMagnitudes(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 15; i++) {
      Case c = new Case(geometry(r), r);
      c.assertForwardClose(c.forward(null));
      c.assertBackwardClose(c.backward());
    }
  }

  @ParameterizedTest
  @ValueSource(
      floats = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1e38f
      })
  void whatIsNotFiniteIsAsInADirectConvolution(float bad) {
    whatIsNotFiniteIsAsInADirectConvolution(SMALL, bad);
    whatIsNotFiniteIsAsInADirectConvolution(FIVE, bad);
  }

  private static void whatIsNotFiniteIsAsInADirectConvolution(ConvGeometry g, float bad) {
    for (int row = 0; row < 7; row++) {
      for (int column = 0; column < 7; column++) {
        Case c = new Case(g, new Random(row * 7 + column));
        for (int i = 0; i < c.w.length; i++) {
          c.w[i] *= 20;
        }
        int block = column % 2;
        int pixel = (block * 7 + row) * 7 + column;
        c.x[Lanes.START + pixel * 3 * 16 + 16 + 2] = bad;
        c.dy[Lanes.START + pixel * 4 * 16 + 32 + 1] = bad;
        assertAlike(c, c.scalarForward(c.x, c.w, c.bias), c.forward(null), 7 * 7 * 4 * 16);
        assertAlike(c, c.scalarBackward(c.dy, c.w), c.backward(), 7 * 7 * 3 * 16);
      }
    }
  }

  @Test
  void whatOnlyTheTransformsOverflowIsFinite() {
    Case c = new Case(SMALL, new Random(1));
    Arrays.fill(c.x, 3e38f);
    for (int i = 0; i < c.w.length; i++) {
      c.w[i] *= 1e-3f;
    }
    float[] y = c.forward(null);
    for (float value : y) {
      assertTrue(Float.isFinite(value));
    }
    c.assertForwardClose(y);
  }

  /** Were they, the used ones would get the direct convolution's bits. */
  @Test
  void spareLanesAreNotComputedAgain() {
    Case c = new Case(SMALL, new Random(2));
    float[] expected = c.forward(null);
    for (int i = SMALL.inStart(1); i < c.x.length; i++) {
      if (isSpare(i)) {
        c.x[i] = Float.NaN;
      }
    }
    float[] actual = c.forward(null);
    for (int i = Lanes.START; i < expected.length; i++) {
      if (i < SMALL.outStart(1) || !isSpare(i)) {
        assertEquals(expected[i], actual[i]);
      }
    }
  }

  /** Whether {@link #SMALL}'s second block has no sample there. */
  private static boolean isSpare(int i) {
    return (i - Lanes.START) % 16 >= Lanes.used(19, 1);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, Float.NaN})
  void everyRowEndsOnceAfterItsBias(float added) {
    Case c = new Case(SMALL, new Random(3));
    c.x[Lanes.START + (3 * 7 + 3) * 3 * 16] += added;
    AtomicIntegerArray ends = new AtomicIntegerArray(2 * 7);
    float[] plain = c.forward(null);
    float[] y =
        c.forward(
            (all, block, row, from, length) -> {
              ends.incrementAndGet(block * 7 + row);
              for (int i = from; i < from + length; i++) {
                all[i] *= 2;
              }
            });
    for (int i = 0; i < 2 * 7; i++) {
      assertEquals(1, ends.get(i));
    }
    for (int i = 0; i < y.length; i++) {
      assertEquals(2 * plain[i], y[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, Float.POSITIVE_INFINITY})
  void threadsDoNotChangeABit(float added) {
    Random r = new Random(4);
    for (int i = 0; i < 5; i++) {
      Case c = new Case(geometry(r), r);
      c.x[Lanes.START] += added;
      float[] one;
      float[] three;
      try (Parallel.Scope scope = Parallel.scope(1)) {
        one = c.forward(null);
      }
      try (Parallel.Scope scope = Parallel.scope(3)) {
        three = c.forward(null);
      }
      assertArrayEquals(one, three);
    }
  }

  @Test
  void isChosenWhereItSavesEnough() {
    assertTrue(WinogradPolicy.pays(ConvGeometry.square(128, 64, 8, 64, 3, 1, 1)));
    assertTrue(WinogradPolicy.pays(ConvGeometry.square(128, 32, 16, 32, 3, 1, 1)));
    assertTrue(!WinogradPolicy.pays(ConvGeometry.square(128, 16, 32, 16, 3, 1, 1)));
    assertTrue(!WinogradPolicy.pays(ConvGeometry.square(128, 64, 2, 64, 3, 1, 1)));
    assertTrue(!WinogradPolicy.pays(ConvGeometry.square(128, 64, 16, 64, 3, 2, 1)));
    assertTrue(WinogradPolicy.pays(ConvGeometry.square(128, 32, 16, 32, 5, 1, 2)));
    assertTrue(WinogradPolicy.pays(ConvGeometry.square(128, 32, 8, 64, 5, 1, 2)));
    assertTrue(!WinogradPolicy.pays(ConvGeometry.square(128, 3, 32, 32, 5, 1, 2)));
    assertTrue(!WinogradPolicy.pays(ConvGeometry.square(128, 400, 5, 120, 5, 1, 0)));
    assertTrue(!WinogradPolicy.pays(ConvGeometry.square(128, 64, 16, 64, 7, 1, 3)));
    assertTrue(
        !WinogradPolicy.pays(new ConvGeometry(128, 64, 16, 16, 64, 3, 5, 1, 1, 1, 2, 1, 1, 1)));
    assertTrue(
        !WinogradPolicy.pays(new ConvGeometry(128, 64, 16, 16, 64, 3, 3, 1, 1, 2, 2, 2, 2, 1)));
    assertTrue(
        !WinogradPolicy.pays(new ConvGeometry(128, 64, 16, 16, 64, 3, 3, 1, 1, 1, 1, 1, 1, 2)));
  }

  private static ConvGeometry geometry(Random r) {
    int taps = r.nextBoolean() ? 3 : 5;
    return new ConvGeometry(
        1 + r.nextInt(40),
        1 + r.nextInt(21),
        taps + r.nextInt(7),
        taps + r.nextInt(7),
        1 + r.nextInt(21),
        taps,
        taps,
        1,
        1,
        r.nextInt(taps + 1),
        r.nextInt(taps + 1),
        1,
        1,
        1);
  }

  private static void assertAlike(Case c, float[] expected, float[] actual, int block) {
    for (int i = Lanes.START; i < expected.length; i++) {
      int lane = (i - Lanes.START) % 16;
      if (lane < Lanes.used(c.g.batch(), (i - Lanes.START) / block)) {
        if (Float.isFinite(expected[i])) {
          assertEquals(expected[i], actual[i], 1e-4f);
        } else {
          assertEquals(expected[i], actual[i]);
        }
      }
    }
  }

  /** One convolution with random arguments. */
  private static final class Case {
    final ConvGeometry g;
    final float[] x;
    final float[] w;
    final float[] bias;
    final float[] dy;

    Case(ConvGeometry g, Random r) {
      this.g = g;
      this.x = lanes(r, g.blocks() * g.inBlockSize());
      this.w = floats(r, g.weightCount() + 3);
      this.bias = floats(r, g.outChannels() + 2);
      this.dy = lanes(r, g.blocks() * g.outBlockSize());
    }

    float[] forward(RowEpilogue after) {
      float[] y = new float[dy.length];
      RowEnd end = RowEnd.of(y, g.outHeight(), g.outWidth(), g.outChannels(), bias, 2, after);
      WinogradKernel.run(WinogradPlan.forward(g), g.batch(), x, w, 3, y, end);
      return y;
    }

    float[] backward() {
      float[] dx = new float[x.length];
      RowEnd end = RowEnd.of(dx, g.inHeight(), g.inWidth(), g.inChannels(), null, 0, null);
      WinogradKernel.run(WinogradPlan.backward(g), g.batch(), dy, w, 3, dx, end);
      return dx;
    }

    float[] scalarForward(float[] x, float[] w, float[] bias) {
      float[] y = new float[dy.length];
      Kernels.scalar().conv().forward(g, x, w, 3, bias, 2, y);
      return y;
    }

    float[] scalarBackward(float[] dy, float[] w) {
      float[] dx = new float[x.length];
      Kernels.scalar().conv().backwardData(g, dy, w, 3, dx);
      return dx;
    }

    void assertForwardClose(float[] y) {
      assertClose(
          scalarForward(x, w, bias),
          y,
          scalarForward(magnitudes(x), magnitudes(w), magnitudes(bias)));
    }

    void assertBackwardClose(float[] dx) {
      assertClose(scalarBackward(dy, w), dx, scalarBackward(magnitudes(dy), magnitudes(w)));
    }

    private void assertClose(float[] expected, float[] actual, float[] magnitude) {
      int block = (expected.length - Lanes.START) / g.blocks();
      float greatest = 0;
      for (float sum : magnitude) {
        greatest = Math.max(greatest, sum);
      }
      for (int i = Lanes.START; i < expected.length; i++) {
        int lane = (i - Lanes.START) % 16;
        if (lane < Lanes.used(g.batch(), (i - Lanes.START) / block)) {
          float tolerance = ULPS * Math.ulp(greatest);
          assertEquals(expected[i], actual[i], tolerance, g::toString);
        }
      }
    }

    private static float[] magnitudes(float[] values) {
      float[] magnitudes = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        magnitudes[i] = Math.abs(values[i]);
      }
      return magnitudes;
    }

    private static float[] lanes(Random r, int length) {
      float[] values = new float[Lanes.START + length];
      System.arraycopy(floats(r, length), 0, values, Lanes.START, length);
      return values;
    }

    private static float[] floats(Random r, int length) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = r.nextFloat() - 0.5f;
      }
      return values;
    }
  }
}
