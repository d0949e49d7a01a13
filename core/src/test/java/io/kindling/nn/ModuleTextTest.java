package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.LeNet;
import io.kindling.nn.models.ResNet20;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nested modules print as in PyTorch. */
final class ModuleTextTest {
  private static Map<String, Module> models() {
    Map<String, Module> dict = new LinkedHashMap<>();
    dict.put("a", new ReLU());
    dict.put("b", new ModuleList(new Linear(1, 1)));
    dict.put("c", new ModuleDict());
    Map<String, Module> models = new LinkedHashMap<>();
    models.put("lenet", new LeNet(3));
    models.put("resnet20", new ResNet20(10));
    models.put("cifar-cnn", CifarCnn.create());
    models.put(
        "list",
        new ModuleList(
            new Linear(2, 2),
            new Linear(2, 2),
            new ReLU(),
            new Sequential(new Tanh()),
            new Sequential(new Tanh())));
    models.put("dict", new ModuleDict(dict));
    models.put("empty", new Sequential(new Sequential(), new ModuleList()));
    return models;
  }

  @TestFactory
  Stream<DynamicTest> nestedModels() throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    try (InputStream stream = getClass().getResourceAsStream("/golden/layers/models.txt")) {
      String all = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      for (String part : all.split("(?m)^# ")) {
        if (!part.isEmpty()) {
          int line = part.indexOf('\n');
          expected.put(part.substring(0, line), part.substring(line + 1).strip());
        }
      }
    }
    Map<String, Module> models = models();
    assertEquals(expected.keySet(), models.keySet());
    return models.entrySet().stream()
        .map(
            model ->
                DynamicTest.dynamicTest(
                    model.getKey(),
                    () -> assertEquals(expected.get(model.getKey()), model.getValue().toString())));
  }

  @Test
  void numbersPrintAsInPython() {
    assertEquals("1e-05", PythonText.number(1e-5));
    assertEquals("0.0001", PythonText.number(1e-4));
    assertEquals("1.5e-07", PythonText.number(1.5e-7));
    assertEquals("20.0", PythonText.number(20));
    assertEquals("12345678.5", PythonText.number(12345678.5));
    assertEquals("100000000.0", PythonText.number(1e8));
    assertEquals("1e+16", PythonText.number(1e16));
    assertEquals("inf", PythonText.number(Double.POSITIVE_INFINITY));
    assertEquals("-0.5", PythonText.number(-0.5));
  }
}
