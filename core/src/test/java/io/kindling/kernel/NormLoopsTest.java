package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loops of batch norm against sums taken one by one in float64; spare lanes hold NaN. */
final class NormLoopsTest {
  private record Data(LanesShape shape, float[] x) {
    static Data random(int batch, int channels, int height, int width, long seed) {
      LanesShape shape = new LanesShape(batch, channels, height, width);
      float[] x = RandomGeometry.floats(new Random(seed), shape.size());
      for (int i = Lanes.START; i < x.length; i++) {
        x[i] = isSpare(shape, i) ? Float.NaN : x[i] + 100;
      }
      return new Data(shape, x);
    }

    static boolean isSpare(LanesShape shape, int i) {
      int at = i - Lanes.START;
      return at % 16 >= Lanes.used(shape.batch(), at / shape.blockSize());
    }

    int channel(int i) {
      return (i - Lanes.START) / 16 % shape.channels();
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,1", "5,3,4,7", "16,16,8,8", "33,70,3,5", "20,200,2,2"})
  void momentsAreThoseOfTheRealSamples(int batch, int channels, int height, int width) {
    Data d = Data.random(batch, channels, height, width, 1);
    double[] sums = new double[channels];
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    NormLoops.sums(d.shape, d.x, sums);
    NormLoops.moments(d.shape, d.x, mean, variance);
    double count = (double) batch * height * width;
    double[] expectedMean = new double[channels];
    double[] expectedVariance = new double[channels];
    for (int i = Lanes.START; i < d.x.length; i++) {
      expectedMean[d.channel(i)] += Data.isSpare(d.shape, i) ? 0 : d.x[i] / count;
    }
    for (int i = Lanes.START; i < d.x.length; i++) {
      double distance = d.x[i] - expectedMean[d.channel(i)];
      expectedVariance[d.channel(i)] += Data.isSpare(d.shape, i) ? 0 : distance * distance / count;
    }
    for (int c = 0; c < channels; c++) {
      assertEquals(expectedMean[c] * count, sums[c], 1e-5 * sums[c]);
    }
    assertArrayEquals(expectedMean, mean, 1e-6);
    assertArrayEquals(expectedVariance, variance, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"5,3,4,7", "33,70,3,5"})
  void gradientLoopsEqualTheirFormulas(int batch, int channels, int height, int width) {
    Data x = Data.random(batch, channels, height, width, 1);
    float[] dy = RandomGeometry.floats(new Random(2), x.x.length);
    float[] y = RandomGeometry.floats(new Random(3), x.x.length);
    float[] center = new float[channels];
    Arrays.fill(center, 100f);
    for (float[] mask : new float[][] {null, y}) {
      double[] sums = new double[channels];
      double[] products = new double[channels];
      NormLoops.gradientSums(x.shape, dy, mask, x.x, center, sums, products);
      float[] a = RandomGeometry.floats(new Random(4), channels);
      float[] b = RandomGeometry.floats(new Random(5), channels);
      float[] d = RandomGeometry.floats(new Random(6), channels);
      float[] dx = new float[x.x.length];
      float[] constants = new float[3 * channels];
      System.arraycopy(a, 0, constants, 0, channels);
      System.arraycopy(b, 0, constants, channels, channels);
      System.arraycopy(d, 0, constants, 2 * channels, channels);
      NormLoops.gradient(x.shape, dy, mask, x.x, constants, dx);
      double[] expectedSums = new double[channels];
      double[] expectedProducts = new double[channels];
      for (int i = Lanes.START; i < dx.length; i++) {
        if (!Data.isSpare(x.shape, i)) {
          int c = x.channel(i);
          float g = mask != null && mask[i] <= 0 ? 0 : dy[i];
          expectedSums[c] += g;
          expectedProducts[c] += g * (x.x[i] - 100.0);
          assertEquals(g * a[c] + x.x[i] * b[c] + d[c], dx[i], 1e-4f);
        }
      }
      assertArrayEquals(expectedSums, sums, 1e-4);
      assertArrayEquals(expectedProducts, products, 1e-4);
    }
  }

  @ParameterizedTest
  @CsvSource({"5,3,4,7", "17,20,1,3"})
  void meanOfPixelsAndItsGradient(int batch, int channels, int height, int width) {
    Data d = Data.random(batch, channels, height, width, 1);
    float[] y = new float[new LanesShape(batch, channels, 1, 1).size()];
    NormLoops.meanOfPixels(d.shape, d.x, y);
    float[] dx = new float[d.x.length];
    NormLoops.meanOfPixelsBackward(d.shape, y, dx);
    int pixel = channels * 16;
    for (int i = Lanes.START; i < y.length; i++) {
      double mean = 0;
      int at = i - Lanes.START;
      int first = d.shape.start(at / pixel) + at % pixel;
      for (int p = 0; p < d.shape.plane(); p++) {
        mean += d.x[first + p * pixel] / (double) d.shape.plane();
      }
      assertEquals(mean, y[i], 1e-4);
      assertEquals(y[i] / d.shape.plane(), dx[first], 1e-5);
    }
  }
}
