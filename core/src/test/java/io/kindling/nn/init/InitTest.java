package io.kindling.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.Bilinear;
import io.kindling.nn.Conv1d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.ConvTranspose2d;
import io.kindling.nn.Embedding;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.functional.F;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InitTest {
  private static final int N = 40_000;

  @BeforeEach
  void seed() {
    Generator.manualSeed(11);
  }

  /** Mean and standard deviation within five standard errors, and all values within the bounds. */
  private static void check(Tensor x, double mean, double std, double low, double high) {
    double[] values = x.toDoubleArray();
    double average = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - average) * (v - average)).average().orElseThrow();
    assertEquals(mean, average, 5 * std / Math.sqrt(values.length), "mean");
    assertEquals(std, Math.sqrt(variance), 5 * std / Math.sqrt(values.length), "std");
    assertTrue(Arrays.stream(values).allMatch(v -> v >= low && v <= high), "bounds");
  }

  private static void checkUniform(Tensor x, double bound) {
    check(x, 0, bound / Math.sqrt(3), -bound - 1e-7, bound + 1e-7);
    double largest = Arrays.stream(x.toDoubleArray()).map(Math::abs).max().orElseThrow();
    assertTrue(largest > bound * (1 - 20. / x.numel()), "values reach the bound");
  }

  private static void checkNormal(Tensor x, double std) {
    check(x, 0, std, -6 * std, 6 * std);
    long within = Arrays.stream(x.toDoubleArray()).filter(v -> Math.abs(v) < std).count();
    assertEquals(0.6827, (double) within / x.numel(), 2.5 / Math.sqrt(x.numel()), "normal shape");
  }

  @Test
  void uniformAndNormal() {
    check(Init.uniform_(Tensors.zeros(N)), 0.5, Math.sqrt(1 / 12.), 0, 1);
    check(Init.uniform_(Tensors.zeros(N), -3, 1), -1, 4 / Math.sqrt(12), -3, 1);
    checkNormal(Init.normal_(Tensors.zeros(N)), 1);
    check(Init.normal_(Tensors.zeros(N), 5, 0.1), 5, 0.1, 4, 6);
  }

  /** Moments of the truncated normal distribution, from its density. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, -2, 2",
    "0, 1, -0.5, 0.5",
    "1, 2, 2, 9",
    "0, 1, 4, 8",
    "0, 1, 3, 3.1",
    "0, 0.02, -3, -0.05",
    "0, 1, -1, 50"
  })
  void truncatedNormal(double mean, double std, double low, double high) {
    double weight = 0;
    double first = 0;
    double second = 0;
    int steps = 400_000;
    double top = Math.min(high, mean + 40 * std);
    double bottom = Math.max(low, mean - 40 * std);
    for (int i = 0; i < steps; i++) {
      double x = bottom + (top - bottom) * (i + 0.5) / steps;
      double z = (x - mean) / std;
      double density = Math.exp(-z * z / 2);
      weight += density;
      first += density * x;
      second += density * x * x;
    }
    double expected = first / weight;
    double deviation = Math.sqrt(second / weight - expected * expected);
    Tensor x = Tensors.zeros(DType.FLOAT64, N);
    check(Init.truncNormal_(x, mean, std, low, high), expected, deviation, low, high);
  }

  @Test
  void constants() {
    assertEquals(7, Init.constant_(Tensors.zeros(3), 3.5).sum().item() - 3.5);
    assertEquals(4, Init.ones_(Tensors.zeros(2, 2)).sum().item());
    assertEquals(0, Init.zeros_(Tensors.ones(2, 2)).sum().item());
    assertArrayEquals(
        new double[] {1, 0, 0, 0, 1, 0}, Init.eye_(Tensors.ones(2, 3)).toDoubleArray());
  }

  /** A convolution with a Dirac weight hands its input on. */
  @Test
  void diracHandsChannelsOn() {
    Conv2d conv = new Conv2d(Conv2d.options(4, 4, 3).padding(1).groups(2).bias(false));
    Init.dirac_(conv.weight(), 2);
    Tensor x = Tensors.randn(2, 4, 5, 5);
    assertArrayEquals(x.toFloatArray(), conv.call(x).toFloatArray());
    Tensor single = Init.dirac_(Tensors.ones(3, 2, 3), 1);
    assertArrayEquals(
        new double[] {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
        single.toDoubleArray());
  }

  @Test
  void fansAndGains() {
    assertEquals(new Fans(5, 3), Init.calculateFanInAndFanOut(Tensors.zeros(3, 5)));
    assertEquals(new Fans(24, 48), Init.calculateFanInAndFanOut(Tensors.zeros(8, 4, 3, 2)));
    assertEquals(1, Init.calculateGain("conv_transpose2d"));
    assertEquals(5. / 3, Init.calculateGain("tanh"));
    assertEquals(Math.sqrt(2), Init.calculateGain("relu"));
    assertEquals(Math.sqrt(2 / 1.04), Init.calculateGain("leaky_relu", 0.2), 1e-15);
    assertEquals(Math.sqrt(2 / 1.0001), Init.calculateGain("leaky_relu"), 1e-15);
    assertEquals(0.75, Init.calculateGain("selu"));
  }

  @Test
  void xavierAndKaiming() {
    Tensor weight = Tensors.zeros(100, 30, 3, 3);
    checkUniform(Init.xavierUniform_(weight, 2), 2 * Math.sqrt(6. / (270 + 900)));
    checkNormal(Init.xavierNormal_(weight, 1), Math.sqrt(2. / (270 + 900)));
    checkUniform(Init.kaimingUniform_(weight), Math.sqrt(6. / 270));
    checkNormal(Init.kaimingNormal_(weight), Math.sqrt(2. / 270));
    checkUniform(
        Init.kaimingUniform_(weight, Math.sqrt(5), Fans.Mode.FAN_IN, "leaky_relu"),
        1 / Math.sqrt(270));
    checkNormal(Init.kaimingNormal_(weight, 0, Fans.Mode.FAN_OUT, "tanh"), 5. / 3 / Math.sqrt(900));
  }

  @ParameterizedTest
  @CsvSource({"6, 6", "4, 9", "9, 4", "1, 5", "5, 1"})
  void orthogonal(int rows, int columns) {
    Tensor x = Init.orthogonal_(Tensors.zeros(DType.FLOAT64, rows, columns), 2);
    Tensor product = rows <= columns ? x.matmul(x.t()) : x.t().matmul(x);
    int n = Math.min(rows, columns);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        assertEquals(i == j ? 4 : 0, product.get(i, j), 1e-12);
      }
    }
  }

  /** Every direction is equally likely: each element has mean 0 and variance 1 / n. */
  @Test
  void orthogonalIsUnbiased() {
    Tensor first = Tensors.zeros(4000);
    for (int i = 0; i < first.numel(); i++) {
      first.storage().setDouble(i, Init.orthogonal_(Tensors.zeros(4, 4), 1).get(0, 0));
    }
    check(first, 0, 0.5, -1, 1);
  }

  @Test
  void sparseZeroesAFractionOfEachColumn() {
    Tensor x = Init.sparse_(Tensors.ones(50, 20), 0.31, 0.5);
    for (int c = 0; c < 20; c++) {
      double[] column = x.select(1, c).toDoubleArray();
      assertEquals(16, Arrays.stream(column).filter(v -> v == 0).count());
      assertTrue(Arrays.stream(column).anyMatch(v -> Math.abs(v) > 0.1));
    }
  }

  @Test
  void layersBeginAsInPyTorch() {
    checkUniform(new Linear(400, 200).weight(), 1 / Math.sqrt(400));
    checkUniform(new Linear(9, 5000).bias(), 1. / 3);
    checkUniform(new Conv1d(64, 128, 5).weight(), 1 / Math.sqrt(64 * 5));
    checkUniform(new Conv2d(32, 64, 5).weight(), 1 / Math.sqrt(32 * 25));
    Conv2d grouped = new Conv2d(Conv2d.options(64, 512, 3).groups(4));
    checkUniform(grouped.weight(), 1 / Math.sqrt(16 * 9));
    checkUniform(grouped.bias(), 1 / Math.sqrt(16 * 9));
    // A transposed convolution's fan in is counted from its second size, the outputs.
    ConvTranspose2d transposed = new ConvTranspose2d(64, 32, 3);
    checkUniform(transposed.weight(), 1 / Math.sqrt(32 * 9));
    checkUniform(new Bilinear(25, 30, 40).weight(), 1. / 5);
    checkNormal(new Embedding(300, 100).weight(), 1);
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    Generator.manualSeed(3);
    Module first = new Conv2d(3, 8, 5);
    Generator.manualSeed(3);
    Module second = new Conv2d(3, 8, 5);
    assertArrayEquals(
        first.getParameter("weight").toFloatArray(), second.getParameter("weight").toFloatArray());
  }

  @Test
  void parametersKeepTheirPlaceInTheGraph() {
    Tensor weight = Tensors.zeros(3, 3).requiresGrad_();
    Init.xavierNormal_(weight, 1);
    assertTrue(weight.isLeaf() && weight.requiresGrad());
  }

  @Test
  void badInputIsRefused() {
    Tensor vector = Tensors.zeros(3);
    assertThrows(IllegalArgumentException.class, () -> Init.uniform_(vector, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Init.normal_(vector, 0, -1));
    assertThrows(IllegalArgumentException.class, () -> Init.truncNormal_(vector, 0, 1, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> Init.eye_(vector));
    assertThrows(IllegalArgumentException.class, () -> Init.dirac_(vector, 1));
    assertThrows(IllegalArgumentException.class, () -> Init.dirac_(Tensors.zeros(3, 1, 1), 2));
    assertThrows(IllegalArgumentException.class, () -> Init.xavierNormal_(vector, 1));
    assertThrows(IllegalArgumentException.class, () -> Init.orthogonal_(vector, 1));
    assertThrows(IllegalArgumentException.class, () -> Init.sparse_(vector, 0.1, 1));
    assertThrows(IllegalArgumentException.class, () -> Init.calculateGain("swish"));
    assertThrows(IllegalArgumentException.class, () -> Init.ones_(Tensors.zeros(DType.INT64, 2)));
  }

  /** Whitened patches have second moments that are the identity but for eps. */
  @Test
  void whiteningMakesPatchesUncorrelated() {
    int side = 9;
    Tensor noise = Init.normal_(Tensors.zeros(40, 2, side, side));
    // Neighbours and channels that go together.
    Tensor images = noise.add(noise.roll(1, 3).mul(0.8)).add(noise.sum(true, 1).mul(0.5));
    Tensor weight = Init.whitening_(Tensors.zeros(16, 2, 2, 2), images, 1e-6);
    Tensor out = F.conv2d(images, weight, null);
    Tensor rows = out.permute(1, 0, 2, 3).reshape(16, -1);
    double count = rows.size(1);
    float[] moments = rows.matmul(rows.t()).div(count).toFloatArray();
    for (int i = 0; i < 16; i++) {
      for (int j = 0; j < 16; j++) {
        double sign = i == j ? 1 : i % 8 == j % 8 ? -1 : 0;
        assertEquals(sign, moments[i * 16 + j], 2e-3, i + ", " + j);
      }
    }
  }

  @Test
  void whiteningRefusesWhatDoesNotFit() {
    Tensor images = Tensors.zeros(1, 3, 8, 8);
    for (Tensor weight :
        new Tensor[] {
          Tensors.zeros(24, 2, 2, 2),
          Tensors.zeros(12, 3, 2, 2),
          Tensors.zeros(486, 3, 9, 9),
          Tensors.zeros(24, 12)
        }) {
      var e =
          assertThrows(IllegalArgumentException.class, () -> Init.whitening_(weight, images, 1e-3));
      assertTrue(e.getMessage().contains("(2 C kh kw, C, kh, kw)"), e.getMessage());
    }
    Tensor weight = Tensors.zeros(24, 3, 2, 2);
    assertThrows(IllegalArgumentException.class, () -> Init.whitening_(weight, images, 0));
  }
}
