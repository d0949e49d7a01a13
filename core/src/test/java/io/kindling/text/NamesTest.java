package io.kindling.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.functional.Reduction;
import io.kindling.nn.init.Init;
import io.kindling.nn.loss.Losses;
import io.kindling.nn.spec.Modules;
import io.kindling.ops.Resizing;
import io.kindling.optim.Optimizers;
import io.kindling.optim.schedule.Schedules;
import io.kindling.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class NamesTest {
  private static final List<String> KNOWN = List.of("mlp", "Conv1d", "Conv2d", "CrossEntropyLoss");

  @Test
  void theNearestNameIsAskedFor() {
    assertEquals(List.of("mlp"), Names.nearest("mpl", KNOWN));
    assertEquals(List.of("Conv1d", "Conv2d"), Names.nearest("conv-3d", KNOWN));
    assertEquals(List.of("CrossEntropyLoss"), Names.nearest("cross_entropy", KNOWN));
    assertEquals(List.of(), Names.nearest("Attention", KNOWN));
    assertEquals(List.of(), Names.nearest("", KNOWN));
    assertEquals(List.of(), Names.nearest("x".repeat(100_000), KNOWN));
    assertEquals("; did you mean mlp? known: mlp, relu", Names.hint("mpl", List.of("mlp", "relu")));
    assertEquals("; known: mlp, relu", Names.hint("Softmax", List.of("mlp", "relu")));
  }

  @Test
  void distancesAreThoseOfDamerauAndLevenshtein() {
    assertEquals(0, Names.distance("adam", "adam"));
    assertEquals(1, Names.distance("mpl", "mlp"));
    assertEquals(1, Names.distance("adm", "adam"));
    assertEquals(3, Names.distance("kitten", "sitting"));
    assertEquals(4, Names.distance("", "adam"));
  }

  /** Whatever is chosen by its name says which is nearest. */
  @TestFactory
  Stream<DynamicTest> everyListOfNamesHelps() {
    Map<String, Runnable> mistakes =
        Map.of(
            "mlp", () -> Modules.parse("mpl([4, 3])"),
            "stride", () -> Modules.parse("Conv2d(3, 8, 5, strid=2)"),
            "CrossEntropyLoss", () -> Losses.byName("CrossEntrpyLoss"),
            "labelSmoothing", () -> Losses.byName("CrossEntropyLoss", Map.of("labelSmooth", 0.1)),
            "AdamW", () -> Optimizers.byName("AdmaW"),
            "momentum", () -> Optimizers.byName("SGD", Map.of("momentun", 0.9)),
            "CosineAnnealingLR", () -> Schedules.byName("CosinAnnealingLR"),
            "mean", () -> Reduction.of("meen"),
            "bicubic", () -> Resizing.Mode.of("bicubik"),
            "leaky_relu", () -> Init.calculateGain("leakyrelu"));
    return Stream.concat(
            mistakes.entrySet().stream(),
            Stream.of(Map.entry("float32", (Runnable) () -> DType.of("flot32"))))
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> helps(entry)));
  }

  private static void helps(Map.Entry<String, Runnable> mistake) {
    String message =
        assertThrows(IllegalArgumentException.class, mistake.getValue()::run).getMessage();
    assertTrue(message.contains("did you mean " + mistake.getKey() + "?"), message);
  }
}
