package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.SampleBlock;
import io.kindling.spark.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real images, where {@code ../shared/cifar10} beside the repository holds them. */
class RealCifarTest {
  private static final Path REAL =
      Path.of("..", "..", "shared", "cifar10").toAbsolutePath().normalize();

  @TempDir Path dir;

  @BeforeAll
  static void onlyWithTheImages() {
    assumeTrue(Files.isDirectory(REAL), REAL + " is not there");
  }

  @Test
  void publishedTestTableHoldsAThousandImagesOfEachClass() {
    var locator = DataLocator.of(SharedSpark.get(), line -> {}).cache(dir);
    TrainingData data = locator.locate(REAL.toString());
    assertFalse(data.heldOut());
    try (var test = data.loadTest(SharedSpark.get(), SampleSpec.cifar10(), 3)) {
      assertEquals(10_000, test.size());
      assertLooksLikeCifar(test, 1000, 0.004);
    }
  }

  /** Mean and deviation were measured by another program on the 5,000 lossless images. */
  @Test
  void archiveConvertsToTheImagesItHolds() {
    var locator = DataLocator.of(SharedSpark.get(), line -> {}).cache(dir);
    TrainingData data = locator.locate(REAL.resolve("cifar-10-binary-subset.tar.gz").toString());
    try (var train = data.loadTrain(SharedSpark.get(), SampleSpec.classes(10), 2)) {
      assertEquals(5000, train.size());
      double[] got = statistics(train);
      double[] expected = {0.4934, 0.4842, 0.4481, 0.2481, 0.2445, 0.2622};
      for (int i = 0; i < 6; i++) {
        assertEquals(expected[i], got[i], 1e-4);
      }
    }
  }

  private static void assertLooksLikeCifar(
      DistributedSamples samples, int perClass, double tolerance) {
    int[] labels = new int[10];
    for (SampleBlock block : Frames.blocks(samples)) {
      for (int row = 0; row < block.size(); row++) {
        labels[block.label(row)]++;
      }
    }
    for (int count : labels) {
      assertEquals(perClass, count);
    }
    double[] got = statistics(samples);
    double[] expected = {0.4914, 0.4822, 0.4465, 0.2470, 0.2435, 0.2616};
    for (int i = 0; i < 6; i++) {
      assertEquals(expected[i], got[i], tolerance);
    }
  }

  /** Mean, then deviation, of each channel, of values scaled to 0..1. */
  private static double[] statistics(DistributedSamples samples) {
    double[] out = new double[6];
    long pixels = samples.size() * 1024;
    for (SampleBlock block : Frames.blocks(samples)) {
      for (int row = 0; row < block.size(); row++) {
        for (int i = 0; i < 3072; i++) {
          double v = ((ByteSampleBlock) block).pixel(row, i) / 255.0;
          out[i / 1024] += v / pixels;
          out[3 + i / 1024] += v * v / pixels;
        }
      }
    }
    for (int c = 0; c < 3; c++) {
      out[3 + c] = Math.sqrt(out[3 + c] - out[c] * out[c]);
    }
    return out;
  }
}
