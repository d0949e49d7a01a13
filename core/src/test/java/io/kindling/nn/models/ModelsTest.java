package io.kindling.nn.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.autograd.GradMode;
import io.kindling.nn.Module;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.nn.spec.Modules;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks are PyTorch's of the same description; {@code golden/models/make.py} made them. */
class ModelsTest {

  /** What the file says of one network. */
  private static final class Expected {
    private long parameters;
    private float[] logits;
    private final List<String> keys = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
  }

  private static Map<String, Expected> golden() throws IOException {
    Map<String, Expected> all = new LinkedHashMap<>();
    Expected current = null;
    var stream = ModelsTest.class.getResourceAsStream("/golden/models/models.txt.gz");
    var bytes = new GZIPInputStream(stream).readAllBytes();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      if (line.startsWith("# ")) {
        current = new Expected();
        all.put(line.substring(2), current);
      } else if (line.startsWith("parameters ")) {
        current.parameters = Long.parseLong(line.split(" ")[1]);
      } else if (line.startsWith("key ")) {
        current.keys.add(line.substring(4));
      } else if (line.startsWith("logits ")) {
        String[] words = line.split(" ");
        current.logits = new float[words.length - 1];
        for (int i = 1; i < words.length; i++) {
          current.logits[i - 1] = Float.parseFloat(words[i]);
        }
      } else {
        current.text.append(line).append('\n');
      }
    }
    return all;
  }

  @TestFactory
  Stream<DynamicTest> equalsPyTorch() throws IOException {
    Map<String, Expected> golden = golden();
    assertEquals(11, golden.size());
    return golden.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(), () -> check(each.getKey(), each.getValue())));
  }

  private static void check(String text, Expected expected) {
    Module model = Modules.parse(text);
    assertEquals(expected.text.toString().strip(), model.toString());
    assertEquals(expected.parameters, model.numParameters());
    List<String> keys = new ArrayList<>();
    model
        .stateDict()
        .forEach(
            (name, tensor) -> keys.add(name + " " + Arrays.toString(tensor.shape().toArray())));
    assertEquals(expected.keys, keys);
    fill(model);
    model.train(!text.startsWith("MobileNet"));
    try (var scope = GradMode.noGrad()) {
      Tensor image = image(text.contains("false") || text.contains("Airbench") ? 2 : 1);
      float[] logits = model.call(image).toFloatArray();
      assertEquals(expected.logits.length, logits.length);
      float largest = 0;
      for (float value : expected.logits) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < logits.length; i++) {
        // Batch norm over batch statistics: a rounding in the first of 110 layers grows.
        assertEquals(expected.logits[i], logits[i], 2e-3f * largest, "logit " + i);
      }
    }
    Module again = ModuleSpec.parse(ModuleSpec.of(model).toJson()).create();
    assertEquals(model.toString(), again.toString());
    assertEquals(model.stateDict().keySet(), again.stateDict().keySet());
  }

  /** As the script does. */
  private static void fill(Module model) {
    int k = 0;
    for (Map.Entry<String, Tensor> each : model.stateDict().entrySet()) {
      Tensor tensor = each.getValue();
      if (tensor.dtype().isFloatingPoint() && !each.getKey().contains("running")) {
        float[] values = new float[tensor.numel()];
        double scale = tensor.dim() > 1 ? Math.sqrt(2.0 / (tensor.numel() / tensor.size(0))) : 0.1;
        double shift = tensor.dim() == 1 && each.getKey().endsWith("weight") ? 1 : 0;
        boolean noisy = tensor.dim() > 1 && model instanceof MobileNetV2;
        for (int i = 0; i < values.length; i++) {
          double wave = noisy ? noise(i, k) : Math.sin(0.7 * i + k);
          values[i] = (float) (shift + scale * wave);
        }
        tensor.copy_(Tensors.wrap(values, tensor.shape().toArray()));
      }
      k++;
    }
  }

  private static double noise(int i, int k) {
    double noise = Math.sin(12.9898 * i + 78.233 * k) * 43758.5453;
    return (noise - Math.floor(noise) - 0.5) * Math.sqrt(12);
  }

  /** (4, 3, 16, 16), each pixel repeated in both directions. */
  private static Tensor image(int repeat) {
    int side = 16 * repeat;
    float[] values = new float[4 * 3 * side * side];
    int at = 0;
    for (int plane = 0; plane < 12; plane++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          int i = (plane * 16 + y / repeat) * 16 + x / repeat;
          values[at++] = (float) Math.sin(i * 0.1);
        }
      }
    }
    return Tensors.wrap(values, 4, 3, side, side);
  }

  @Test
  void resNet20IsTheOneOfThatDepth() {
    Module general = new CifarResNet(20, 10, Shortcut.B);
    Module known = new ResNet20(10);
    assertEquals(known.stateDict().keySet(), general.stateDict().keySet());
    general.loadStateDict(known.stateDict());
    assertTrue(Modules.parse("ResNet20") instanceof ResNet20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "CifarResNet(21)!6 n + 2",
        "CifarResNet(2000)!1202",
        "ResNet32(shortcut=C)!A or B",
        "WideResNet(17)!6 n + 4",
        "WideResNet(16, 0)!widenFactor",
        "WideResNet(16, 2, dropRate=1)!dropRate",
        "Airbench(0)!at least 1",
        "MobileNetV2(widthMult=0)!widthMult",
        "MobilNetV2!MobileNetV2",
        "ResNet65!ResNet56",
      })
  void whatIsWrongIsNamed(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> Modules.parse(text));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
