package io.kindling.nn.spec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.Conv2d;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.nn.Settings;
import io.kindling.random.Generator;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModuleSpecTest {
  /** Every layer of the golden cases, written as JSON and read again, prints the same. */
  @TestFactory
  Stream<DynamicTest> everyLayerComesBackFromJson() throws IOException {
    try (InputStream stream = getClass().getResourceAsStream("/golden/layers/cases.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      List<String> calls =
          lines
              .lines()
              .filter(line -> line.startsWith("option layer "))
              .map(line -> line.substring("option layer ".length()))
              .distinct()
              .toList();
      assertTrue(calls.size() > 100);
      return calls.stream().map(call -> DynamicTest.dynamicTest(call, () -> roundTrip(call)));
    }
  }

  private static void roundTrip(String call) {
    Module made = Modules.parse(call);
    String json = ModuleSpec.of(made).toJson();
    Module again = ModuleSpec.parse(json).create();
    assertEquals(made.toString(), again.toString());
    assertEquals(made.settings().keySet(), again.settings().keySet());
    assertEquals(json, ModuleSpec.of(again).toJson());
  }

  @Test
  void allFormsGiveTheSameNetwork() {
    String expected =
        new Sequential(new Conv2d(Conv2d.options(3, 8, 5).padding(2)), new ReLU(), new Linear(4, 2))
            .toString();
    for (String text :
        List.of(
            "[\"Conv2d(3, 8, 5, padding=2)\", \"ReLU\", \"Linear(4, 2)\"]",
            "[\"nn.Conv2d(3,8,kernel_size=(5,5),padding=(2, 2))\", \"relu()\", \"linear(4, 2,"
                + " True)\"]",
            "[{\"type\": \"Conv2d\", \"inChannels\": 3, \"out_channels\": 8, \"kernelSize\": 5,"
                + " \"padding\": [2, 2]}, {\"type\": \"ReLU\"}, {\"type\": \"Linear\","
                + " \"in_features\": 4, \"outFeatures\": \"2\"}]",
            "{\"type\": \"Sequential\", \"layers\": [\"Conv2d(3, 8, 5, padding=2)\","
                + " \"ReLU\", \"Linear(4, 2)\"]}")) {
      assertEquals(expected, ModuleSpec.parse(text).create().toString(), text);
    }
  }

  @Test
  void namesOfLayersAreKept() {
    String json =
        "{\"type\":\"Sequential\",\"layers\":[{\"name\":\"first\",\"type\":\"ReLU\"},"
            + "{\"name\":\"inner\",\"type\":\"Sequential\",\"layers\":[{\"type\":\"Tanh\"}]}]}";
    Module made = ModuleSpec.parse(json).create();
    assertEquals(
        "Sequential(\n  (first): ReLU()\n  (inner): Sequential(\n    (0): Tanh()\n  )\n)",
        made.toString());
    assertEquals(json, ModuleSpec.of(made).toJson());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar-cnn",
        "lenet",
        "LeNet(3, classes=4)",
        "resnet20",
        "{\"type\": \"resnet20\", \"classes\": 3}",
        "mlp([12, 8, 3])",
        "{\"type\": \"mlp\", \"sizes\": [12, 8, 4, 3], \"activation\": \"Tanh\"}"
      })
  void knownNetworksComeBack(String text) {
    Module made = ModuleSpec.parse(text).create();
    Module again = ModuleSpec.parse(ModuleSpec.of(made).toJson()).create();
    assertEquals(made.toString(), again.toString());
    assertEquals(made.namedParameters().keySet(), again.namedParameters().keySet());
  }

  @Test
  void theSameSeedGivesTheSameNetwork() {
    ModuleSpec spec = ModuleSpec.parse("mlp([6, 5, 2])");
    Tensor x = Tensors.ones(2, 6);
    Generator.manualSeed(5);
    float[] first = spec.create().call(x).toFloatArray();
    Generator.manualSeed(5);
    assertArrayEquals(first, ModuleSpec.parse(spec.toJson()).create().call(x).toFloatArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Conv3d(1, 2, 3) | there is no layer or network 'Conv3d'; did you mean Conv1d or Conv2d?"
            + " known: Linear",
        "Conv2d(3, 8) | Conv2d: option 'kernelSize' is missing; options: inChannels, outChannels",
        "Conv2d(3, 8, 5, strid=2) | Conv2d: unknown option 'strid'; did you mean stride?; options:"
            + " inChannels",
        "Conv2d(3, 8, 5, in_channels=2) | Conv2d: option 'in_channels' is given twice",
        "Conv2d(3, 8, 2.5) | 'kernelSize' must be a whole number or a list of them, got 2.5",
        "AdaptiveAvgPool2d((None,)) | 'outputSize' must be a whole number, or a list of two",
        "Conv2d(3, 8, 5, padding_mode='odd') | must be zeros, reflect, replicate or circular",
        "Conv2d(3, 8, 5, padding='odd') | should be one of 'valid', 'same'",
        "ReLU(inplace=3) | ReLU: option 'inplace' must be true or false, got 3",
        "ReLU(True, False) | ReLU: takes 1 arguments, got 2; options: inplace=false",
        "Linear(3, out_features=2, 4) | as arguments without a name must come first",
        "Linear(3, 2 | wanted ',' or ')'",
        "Tanh(1) | Tanh: takes 0 arguments, got 1; options: none",
        "Dropout(1.5) | Dropout: dropout probability has to be between 0 and 1, but got 1.5",
        "Upsample() | Upsample: only one of size or scaleFactor should be given",
        "mlp([3]) | mlp: sizes must name the input's and the output's at least",
        "[\"ReLU\", \"Linear(3)\"] | layer 1: Linear: option 'outFeatures' is missing",
        "[\"ReLU\", [\"Softmax\"]] | layer 1.0: Softmax: option 'dim' is missing",
        "[{\"inplace\": true}] | layer 0: a layer needs a \"type\"",
        "[3] | layer 0: wanted a layer's name, an object or a list of layers, got 3",
        "{\"type\": \"Sequential\"} | Sequential takes a list of \"layers\" and nothing else",
        "[\"ReLU\" | not valid JSON, line 1",
        "'' | the text is empty"
      })
  void mistakesAreNamed(String text, String message) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> ModuleSpec.parse(text));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  private static final class Own extends Module {
    private static final long serialVersionUID = 1L;

    @Override
    protected void describe(Settings settings) {
      settings.named("size", 3);
    }
  }

  @Test
  void modulesOfOthersHaveNoJson() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ModuleSpec.of(new Sequential(Map.of("mine", new Own()))));
    assertTrue(error.getMessage().contains("layer mine: Own has no text form"));
  }
}
