package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GeneratedImagesTest {

  @Test
  void aSampleDependsOnSeedAndIndexOnly() {
    var images = new GeneratedImages(11);
    ByteSampleBlock block = images.block(90, 20);
    for (int i = 0; i < 20; i++) {
      assertArrayEquals(images.image(90 + i), block.pixels(i));
      assertEquals(images.label(90 + i), block.label(i));
    }
    assertFalse(Arrays.equals(images.image(3), new GeneratedImages(12).image(3)));
    assertFalse(Arrays.equals(images.image(3), images.image(GeneratedImages.TEST_OFFSET + 3)));
  }

  /** Committed so that the data set cannot change by accident: results are compared on it. */
  @Test
  void theDataSetIsFixed() {
    long sum = 0;
    var images = new GeneratedImages(0);
    for (int i = 0; i < 50; i++) {
      for (byte b : images.image(i)) {
        sum = sum * 31 + (b & 0xff);
      }
      sum = sum * 31 + images.label(i);
    }
    assertEquals(-7293446066903322231L, sum);
  }

  @Test
  void everyTenSamplesHoldEveryClass() {
    var images = new GeneratedImages(5);
    for (int block = 0; block < 30; block++) {
      int mask = 0;
      for (int i = 0; i < 10; i++) {
        mask |= 1 << images.label(block * 10L + i);
      }
      assertEquals(0x3ff, mask);
    }
    assertEquals(GeneratedClass.values().length, Cifar10.CLASSES);
  }

  /**
   * A linear classifier (multinomial logistic regression, SGD) must stay far from what the
   * convolutional network reaches on these images (0.88 after three epochs on 20,000).
   */
  @Test
  void aLinearModelStaysBelow() {
    var images = new GeneratedImages(1);
    ByteSampleBlock train = images.block(0, 3000);
    ByteSampleBlock test = images.block(GeneratedImages.TEST_OFFSET, 1000);
    int size = Cifar10.SHAPE.size();
    float[] w = new float[10 * (size + 1)];
    float[] x = new float[size];
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int i = 0; i < train.size(); i++) {
        train.write(i, Normalization.CIFAR10, x, 0);
        double[] p = scores(w, x);
        double max = Arrays.stream(p).max().orElseThrow();
        double sum = 0;
        for (int k = 0; k < 10; k++) {
          sum += p[k] = Math.exp(p[k] - max);
        }
        for (int k = 0; k < 10; k++) {
          float g = (float) (2e-5 * (p[k] / sum - (k == train.label(i) ? 1 : 0)));
          for (int j = 0; j < size; j++) {
            w[k * (size + 1) + j] -= g * x[j];
          }
          w[k * (size + 1) + size] -= g;
        }
      }
    }
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      test.write(i, Normalization.CIFAR10, x, 0);
      double[] s = scores(w, x);
      int best = 0;
      for (int k = 1; k < 10; k++) {
        best = s[k] > s[best] ? k : best;
      }
      right += best == test.label(i) ? 1 : 0;
    }
    assertTrue(right < 450, "linear model got " + right + " of 1000");
    assertTrue(right > 110, "linear model must learn something, got " + right + " of 1000");
  }

  private static double[] scores(float[] w, float[] x) {
    double[] s = new double[10];
    for (int k = 0; k < 10; k++) {
      double sum = w[k * (x.length + 1) + x.length];
      for (int j = 0; j < x.length; j++) {
        sum += w[k * (x.length + 1) + j] * x[j];
      }
      s[k] = sum;
    }
    return s;
  }
}
