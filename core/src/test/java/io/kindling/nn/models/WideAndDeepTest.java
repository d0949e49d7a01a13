package io.kindling.nn.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.Module;
import io.kindling.nn.PReLU;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks over packed rows of a table; {@code golden/tables/make.py} made the values. */
class WideAndDeepTest {
  private static final List<PackedField> FIELDS =
      List.of(
          PackedField.values(2),
          PackedField.embedding("city", 5, 3),
          PackedField.bag("title", 7, 4, 3),
          PackedField.values(1));

  private static Map<String, float[]> golden() throws IOException {
    Map<String, float[]> golden = new LinkedHashMap<>();
    try (var in = WideAndDeepTest.class.getResourceAsStream("/golden/tables/wide-and-deep.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        String[] words = line.split(" ");
        float[] values = new float[words.length - 1];
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.parseFloat(words[i + 1]);
        }
        golden.put(words[0], values);
      }
    }
    return golden;
  }

  @Test
  void valuesAndGradientsArePyTorchs() throws IOException {
    Map<String, float[]> golden = golden();
    Module model = new WideAndDeep(WideAndDeep.Options.hidden(6), 2, FIELDS);
    int k = 0;
    for (Tensor parameter : model.parameters()) {
      float[] values = new float[parameter.numel()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.sin(0.7 * i + k);
      }
      parameter.requiresGrad_(false);
      parameter.copy_(Tensors.wrap(values, parameter.shape().toArray()));
      parameter.requiresGrad_(true);
      k++;
    }
    Tensor output = model.call(Tensors.wrap(golden.remove("rows"), 4, 7));
    assertArrayEquals(golden.remove("output"), output.toFloatArray(), 1e-5f);
    float[] cosines = new float[8];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = (float) Math.cos(i);
    }
    output.mul(Tensors.wrap(cosines, 4, 2)).sum().backward();
    assertEquals(golden.keySet(), model.namedParameters().keySet());
    golden.forEach(
        (name, gradient) ->
            assertArrayEquals(
                gradient, model.getParameter(name).grad().toFloatArray(), 1e-4f, name));
  }

  @Test
  void whatWasNotSeenBeginsAsZerosAndTheLinearPartToo() {
    WideAndDeep model = new WideAndDeep(WideAndDeep.Options.hidden(6), 2, FIELDS);
    float[] city = model.getParameter("features.tables.city.weight").toFloatArray();
    assertArrayEquals(new float[6], Arrays.copyOf(city, 6));
    assertTrue(city[6] != 0);
    assertArrayEquals(new float[10], model.getParameter("wide.tables.city.weight").toFloatArray());
    assertArrayEquals(new float[6], model.getParameter("wideValues.weight").toFloatArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wideAndDeep([128, 64])",
        "wideAndDeep([], outputs=3, activation=GELU, dropout=0.1, wide=false)",
        "[\"DenseFeatures\", \"Linear(10, 3)\"]",
        "{\"type\": \"WideAndDeep\", \"hidden\": [8], \"outputs\": 3, \"fields\": [\"values(3)\","
            + " \"embedding('a b', 9, 2)\", \"embedding('a_b', 4, 2)\"]}"
      })
  void comesBackFromItsText(String text) {
    Module made = ModuleSpec.parse(text).create();
    String json = ModuleSpec.of(made).toJson();
    assertEquals(json, ModuleSpec.of(ModuleSpec.parse(json).create()).toJson());
    Module whole = NeedsFields.complete(made, FIELDS, 3);
    Module again = ModuleSpec.parse(ModuleSpec.of(whole).toJson()).create();
    assertEquals(whole.stateDict().keySet(), again.stateDict().keySet());
    if (whole != made) {
      assertEquals(3, again.call(Tensors.zeros(2, 7)).size(1));
    }
  }

  @Test
  void onlyWhatMissesItsFieldsGetsThem() {
    WideAndDeep.Options options = WideAndDeep.Options.hidden(4);
    WideAndDeep whole = new WideAndDeep(options, 2, FIELDS);
    assertSame(whole, NeedsFields.complete(whole, List.of(PackedField.values(1)), 9));
    WideAndDeep lazy = new WideAndDeep(options, 5, List.of());
    assertTrue(lazy.needsFields());
    Module completed = NeedsFields.complete(lazy, FIELDS, 9);
    assertFalse(((WideAndDeep) completed).needsFields());
    assertEquals(5, completed.call(Tensors.zeros(2, 7)).size(1));
  }

  @Test
  void errorsSayWhatIsWanted() {
    Module lazy = ModuleSpec.parse("wideAndDeep([4])").create();
    var early = assertThrows(IllegalStateException.class, () -> lazy.call(Tensors.zeros(1, 7)));
    assertTrue(early.getMessage().contains("inputCols"), early.getMessage());
    Module features = new DenseFeatures(FIELDS);
    var shape =
        assertThrows(IllegalArgumentException.class, () -> features.call(Tensors.zeros(1, 6)));
    assertTrue(shape.getMessage().contains("(N, 7)"), shape.getMessage());
    for (String field : List.of("values(0)", "values()", "embedding('a', 1, 2)", "bag('a', 3)")) {
      assertThrows(IllegalArgumentException.class, () -> PackedField.parse(field), field);
    }
    var options = WideAndDeep.Options.hidden(4);
    assertThrows(IllegalArgumentException.class, () -> options.activation(new PReLU()));
    assertThrows(IllegalArgumentException.class, () -> options.dropout(1));
  }
}
