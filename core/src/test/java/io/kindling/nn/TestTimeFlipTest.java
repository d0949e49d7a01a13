package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.random.Generator;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class TestTimeFlipTest {
  private static final int N = 3;
  private static final int H = 4;
  private static final int W = 5;

  private static Sequential network() {
    try (var random = Generator.use(new Generator(4))) {
      return new Sequential(
          new Conv2d(Conv2d.options(2, 3, 3)),
          new BatchNorm2d(3),
          new ReLU(),
          new Flatten(),
          new Linear(3 * (H - 2) * (W - 2), 4));
    }
  }

  private static float[] pixels() {
    float[] pixels = new float[N * 2 * H * W];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i * 0.7 + i * i * 0.01);
    }
    return pixels;
  }

  private static float[] mirrored(float[] pixels) {
    float[] mirrored = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      mirrored[i] = pixels[i / W * W + W - 1 - i % W];
    }
    return mirrored;
  }

  private static Tensor images(float[] pixels) {
    return Tensors.wrap(pixels, N, 2, H, W);
  }

  @Test
  void outputsAreTheMeanOverBothSides() {
    Sequential network = network();
    Module judged = new TestTimeFlip(network).eval();
    assertFalse(network.isTraining());
    float[] one = network.call(images(pixels())).toFloatArray();
    float[] other = network.call(images(mirrored(pixels()))).toFloatArray();
    float[] mean = new float[one.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (one[i] + other[i]) / 2;
    }
    float[] outputs = judged.call(images(pixels())).toFloatArray();
    assertArrayEquals(mean, outputs, 1e-6f);
    assertFalse(Arrays.equals(one, outputs));
    // A mirror image and its mirror image are the same pair.
    assertArrayEquals(outputs, judged.call(images(mirrored(pixels()))).toFloatArray());
  }

  @Test
  void trainingSeesImagesAsTheyAre() {
    Module judged = new TestTimeFlip(network());
    assertArrayEquals(
        network().call(images(pixels())).toFloatArray(),
        judged.call(images(pixels())).toFloatArray());
  }

  @Test
  void whatHasNoSidesIsRefused() {
    Module judged = new TestTimeFlip(new Linear(4, 2)).eval();
    var e = assertThrows(IllegalArgumentException.class, () -> judged.call(Tensors.ones(3, 4)));
    assertTrue(e.getMessage().contains("got input of shape [3, 4]"), e::getMessage);
    assertTrue(e.getMessage().contains("(N, C, H, W)"), e::getMessage);
  }
}
