package io.kindling.spark.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.io.Checkpoint;
import io.kindling.io.StateDict;
import io.kindling.nn.BatchNorm1d;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A checkpoint that is whole, but says what none of ours would. */
final class HostileCheckpointTest {
  private static final Object[] VALUES = {
    null, -1L, 0L, Long.MAX_VALUE, 1e308, true, "", "NaN", List.of(), List.of(1L, "x"), 7L
  };

  private static Module module() {
    return new Sequential(new Linear(2, 3), new BatchNorm1d(3));
  }

  private static Checkpoint file(StateDict run, StateDict configuration) {
    return Checkpoint.empty()
        .with("model", new StateDict(module().stateDict(), Map.of()))
        .with("optimizer", StateDict.ofValues(Map.of()))
        .with("schedule", StateDict.ofValues(Map.of()))
        .with("run", run)
        .with("configuration", configuration)
        .with("history", StateDict.ofValues(Map.of()));
  }

  private static StateDict configuration() {
    return StateDict.ofValues(
        Map.of(
            "samples in each partition",
            List.of(3L, 4L),
            "micro-batch size",
            8L,
            "local steps",
            1L,
            "gradients on the wire",
            "FLOAT32"));
  }

  private static StateDict run(Object step, int buffers) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("step", step);
    return new StateDict(Map.of("buffers", Tensors.tensor(new double[buffers])), values);
  }

  @Test
  void stepsAndBuffersAreThoseOfTheModel() {
    assertEquals(
        5,
        TrainingCheckpoint.fromFile(file(run(5L, 7), configuration()), module()).snapshot().step());
    for (StateDict run : List.of(run(-5L, 7), run("5", 7), run(null, 7), run(5L, 6), run(5L, 0))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> TrainingCheckpoint.fromFile(file(run, configuration()), module()));
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> TrainingCheckpoint.fromFile(Checkpoint.empty(), module()))
            .getMessage();
    assertTrue(message.contains("there is no section"), message);
  }

  @Property(tries = 1000)
  void anyConfigurationIsComparedOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    RunConfiguration ours = RunConfiguration.of(configuration());
    List<String> names = new ArrayList<>(configuration().values().keySet());
    names.addAll(List.of("model", "other"));
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : names) {
      if (random.nextBoolean()) {
        values.put(name, VALUES[random.nextInt(VALUES.length)]);
      }
    }
    try {
      RunConfiguration theirs = RunConfiguration.of(StateDict.ofValues(values));
      ours.conflicts(theirs);
      ours.warnings(theirs);
    } catch (IllegalArgumentException refused) {
      assertTrue(refused.getMessage().startsWith("its configuration's"), refused.getMessage());
    }
  }
}
