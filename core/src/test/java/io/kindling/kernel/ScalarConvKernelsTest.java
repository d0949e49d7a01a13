package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scalar gradient to the weights against its definition, in float64. */
final class ScalarConvKernelsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void gradientToTheWeightsEqualsItsDefinition(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 15; i++) {
      ConvGeometry g = RandomGeometry.any(r, i);
      float[] x = RandomGeometry.lanes(r, g.blocks() * g.inBlockSize());
      float[] dy = RandomGeometry.lanes(r, g.blocks() * g.outBlockSize());
      double[] expected = definition(g, x, dy);
      float[] one = run(g, x, dy, 1);
      double tolerance = Math.ulp(0.25f) * (4 + g.batch() * g.outHeight() * g.outWidth());
      for (int k = 0; k < expected.length; k++) {
        assertEquals(expected[k], one[k], tolerance, g::toString);
      }
      assertArrayEquals(one, run(g, x, dy, 3), g::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void whatIsNotFiniteReachesExactlyTheWeightsThatSeeIt(float bad) {
    ConvGeometry g = ConvGeometry.square(5, 3, 6, 4, 5, 1, 2);
    Random r = new Random(4);
    float[] x = RandomGeometry.lanes(r, g.inBlockSize());
    for (int corner : new int[] {0, 5, 30, 35}) {
      float[] dy = RandomGeometry.lanes(r, g.outBlockSize());
      dy[Lanes.START + (corner * 4 + 1) * 16 + 2] = bad;
      double[] expected = definition(g, x, dy);
      float[] actual = run(g, x, dy, 1);
      for (int k = 0; k < expected.length; k++) {
        assertEquals(Double.isFinite(expected[k]), Float.isFinite(actual[k]), "weight " + k);
      }
    }
  }

  private static float[] run(ConvGeometry g, float[] x, float[] dy, int threads) {
    float[] dw = new float[g.weightCount()];
    try (Parallel.Scope scope = Parallel.scope(threads)) {
      Kernels.scalar().conv().backwardWeights(g, x, dy, dw, 0);
    }
    return dw;
  }

  /** Sums what every sample, pixel and tap contributes; taps on the padding contribute nothing. */
  private static double[] definition(ConvGeometry g, float[] x, float[] dy) {
    double[] dw = new double[g.weightCount()];
    for (int i = 0; i < dw.length; i++) {
      int kw = i % g.kernelWidth();
      int kh = i / g.kernelWidth() % g.kernelHeight();
      int channel = i / g.kernelWidth() / g.kernelHeight() % g.groupInChannels();
      int o = i / g.kernelWidth() / g.kernelHeight() / g.groupInChannels();
      int c = o / g.groupOutChannels() * g.groupInChannels() + channel;
      for (int oy = 0; oy < g.outHeight(); oy++) {
        int iy = oy * g.strideHeight() - g.padHeight() + kh * g.dilationHeight();
        for (int ox = 0; ox < g.outWidth(); ox++) {
          int ix = ox * g.strideWidth() - g.padWidth() + kw * g.dilationWidth();
          if (iy < 0 || iy >= g.inHeight() || ix < 0 || ix >= g.inWidth()) {
            continue;
          }
          int from = ((iy * g.inWidth() + ix) * g.inChannels() + c) * 16;
          int at = ((oy * g.outWidth() + ox) * g.outChannels() + o) * 16;
          for (int n = 0; n < g.batch(); n++) {
            double d = dy[g.outStart(n / 16) + at + n % 16];
            dw[i] += d * x[g.inStart(n / 16) + from + n % 16];
          }
        }
      }
    }
    return dw;
  }
}
