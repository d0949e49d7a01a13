package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.functional.F;
import io.kindling.nn.models.CifarResNet;
import io.kindling.nn.models.Shortcut;
import io.kindling.nn.models.WideResNet;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.nn.spec.Modules;
import io.kindling.random.Generator;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against torchvision, where it has drawn what is drawn here. */
final class StochasticDepthTest {

  static Stream<String> golden() throws IOException {
    try (var in =
        StochasticDepthTest.class.getResourceAsStream("/golden/layers/stochastic_depth.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void equalsTorchvision(String line) {
    String[] fields = line.split(" \\| ");
    double p = Double.parseDouble(fields[1]);
    int[] sizes = Arrays.stream(fields[2].split(" ")).mapToInt(Integer::parseInt).toArray();
    String[] kept = fields[3].split(" ");
    long seed = seedThatKeeps(kept, p);
    Module layer = new StochasticDepth(p, fields[0]);
    for (boolean lanes : new boolean[] {false, true}) {
      if (lanes && sizes.length < 4) {
        continue;
      }
      Tensor x = Tensors.wrap(floats(fields[4]), sizes).requiresGrad_();
      Tensor y;
      try (var random = Generator.use(new Generator(seed))) {
        y = layer.call(lanes ? inLanes(x) : x);
      }
      y.backward(x.detach().square());
      assertArrayEquals(floats(fields[5]), y.toFloatArray(), 1e-5f, "lanes " + lanes);
      assertArrayEquals(floats(fields[6]), x.grad().toFloatArray(), 1e-5f, "lanes " + lanes);
    }
  }

  /** The same values as a convolution gives them. */
  private static Tensor inLanes(Tensor x) {
    int c = x.size(1);
    return F.conv2d(x, Tensors.eye(c).reshape(c, c, 1, 1), null);
  }

  private static long seedThatKeeps(String[] kept, double p) {
    for (long seed = 0; ; seed++) {
      Generator generator = new Generator(seed);
      if (Arrays.stream(kept).allMatch(k -> k.equals(generator.nextFloat() < p ? "0" : "1"))) {
        return seed;
      }
    }
  }

  private static float[] floats(String words) {
    String[] each = words.split(" ");
    float[] floats = new float[each.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.parseFloat(each[i]);
    }
    return floats;
  }

  /** More samples than stand side by side. */
  @Test
  void lanesGiveWhatRowsGive() {
    try (var random = Generator.use(new Generator(3))) {
      Tensor x = Tensors.randn(19, 3, 4, 2);
      Tensor weight = Tensors.randn(19, 3, 4, 2);
      float[][] all = new float[2][];
      for (int i = 0; i < 2; i++) {
        Tensor leaf = x.detach().clone().requiresGrad_();
        try (var same = Generator.use(new Generator(8))) {
          Tensor y = F.stochasticDepth(i == 0 ? leaf : inLanes(leaf), 0.4, "row", true);
          y.square().mul(weight).sum().backward();
        }
        all[i] = leaf.grad().toFloatArray();
      }
      assertArrayEquals(all[0], all[1], 1e-9f);
    }
  }

  @Test
  void networksLeaveOutMoreAndMore() {
    Module network = Modules.parse("ResNet20(stochasticDepthProb=0.45)");
    String[] rates =
        network
            .toString()
            .lines()
            .filter(l -> l.contains("StochasticDepth"))
            .toArray(String[]::new);
    assertEquals(9, rates.length);
    for (int i = 0; i < rates.length; i++) {
      double p = Double.parseDouble(rates[i].replaceAll(".*p=([0-9.]+),.*", "$1"));
      assertEquals(0.05 * (i + 1), p, 1e-9);
    }
    Module again = ModuleSpec.parse(ModuleSpec.of(network).toJson()).create();
    assertEquals(network.toString(), again.toString());
    // Nothing more to save, and the same network once it is trained.
    Module plain = new CifarResNet(20, 10, Shortcut.B);
    plain.loadStateDict(network.stateDict());
    Tensor images = Tensors.ones(2, 3, 8, 8);
    assertArrayEquals(
        plain.eval().call(images).toFloatArray(), network.eval().call(images).toFloatArray());
    assertTrue(
        Modules.parse("WideResNet(16, 1, stochasticDepthProb=0.75)")
            .toString()
            .contains("StochasticDepth(p=0.125, mode=row)"));
    assertTrue(!new WideResNet(16, 1, 10).toString().contains("Stochastic"));
  }

  @Test
  void evaluationLeavesNothingOut() {
    Tensor x = Tensors.ones(3, 2);
    assertSame(x, new StochasticDepth(0.9, "row").eval().call(x));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "StochasticDepth(1.5)!has to be between 0 and 1, but got 1.5",
        "StochasticDepth(0.5, mode=rows)!either 'batch' or 'row', but got 'rows'",
        "ResNet32(stochasticDepthProb=1)!at least 0 and below 1, got 1.0",
        "WideResNet(16, 1, stochasticDepthProb=-1)!at least 0 and below 1, got -1.0",
      })
  void whatIsWrongIsNamed(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> Modules.parse(text));
    assertTrue(e.getMessage().contains(message), e::getMessage);
  }
}
