package io.kindling.optim.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.io.Checkpoint;
import io.kindling.io.Json;
import io.kindling.io.StateDict;
import io.kindling.optim.Adam;
import io.kindling.optim.Optimizer;
import io.kindling.optim.ParameterGroup;
import io.kindling.optim.SGD;
import io.kindling.tensor.Tensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Rates of every schedule against PyTorch's, run through and saved and loaded on the way. */
class ScheduleGoldenTest {
  private static final double TOLERANCE = 1e-13;

  private static final Map<String, ScheduleFactory> COMPOSED =
      Map.ofEntries(
          Map.entry("lambda", LambdaLR.options(e -> Math.pow(0.95, e))),
          Map.entry(
              "lambda per group",
              new LambdaLR.Options(List.of(e -> Math.floorDiv(e, 3), e -> 1 / (1.0 + e)))),
          Map.entry("multiplicative", MultiplicativeLR.options(e -> 1 - 0.01 * e)),
          Map.entry(
              "cyclic scale",
              CyclicLR.options(0.01, 0.1)
                  .stepSizeUp(3)
                  .scale(x -> 1 / Math.pow(5, x * 1e-2))
                  .scaleMode(CyclicLR.ScaleMode.ITERATIONS)),
          Map.entry(
              "sequential",
              SequentialLR.options(
                  List.of(
                      ConstantLR.options().factor(0.1).totalIters(2), ExponentialLR.options(0.9)),
                  List.of(3L))),
          Map.entry(
              "warm-up and cosine",
              SequentialLR.options(
                  List.of(
                      LinearLR.options().startFactor(0.1).totalIters(4),
                      CosineAnnealingLR.options(8),
                      StepLR.options(2)),
                  List.of(4L, 12L))),
          Map.entry(
              "sequential restarts",
              SequentialLR.options(
                  List.of(
                      PolynomialLR.options().totalIters(3),
                      CosineAnnealingWarmRestarts.options(4),
                      MultiStepLR.options(1, 2)),
                  List.of(3L, 9L))),
          Map.entry(
              "chained",
              ChainedScheduler.options(
                  ConstantLR.options().factor(0.1), ExponentialLR.options(0.9))),
          Map.entry(
              "chained three",
              ChainedScheduler.options(
                  LinearLR.options().startFactor(0.5).totalIters(4),
                  StepLR.options(3),
                  CosineAnnealingLR.options(6))),
          Map.entry(
              "chained in sequential",
              SequentialLR.options(
                  List.of(
                      ChainedScheduler.options(
                          ConstantLR.options().factor(0.5).totalIters(2),
                          ExponentialLR.options(0.8)),
                      StepLR.options(3)),
                  List.of(5L))));

  record Case(String name, Map<String, Object> options, boolean adam, List<List<Double>> rows) {
    ScheduleFactory factory() {
      return COMPOSED.containsKey(name) ? COMPOSED.get(name) : Schedules.byName(name, options);
    }
  }

  @Test
  void everyScheduleHasGoldenValues() throws IOException {
    Set<String> tested = cases().stream().map(Case::name).collect(Collectors.toSet());
    assertTrue(tested.containsAll(Schedules.names()));
    assertTrue(tested.containsAll(COMPOSED.keySet()));
  }

  @TestFactory
  Stream<DynamicTest> rates() throws IOException {
    List<Double> metrics = reals(golden().get("metrics"));
    return cases().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.name() + c.options() + (c.adam() ? " Adam" : ""), () -> check(c, metrics)));
  }

  private static void check(Case c, List<Double> metrics) throws IOException {
    Optimizer optimizer = optimizer(c.adam());
    LRScheduler schedule = c.factory().create(optimizer);
    compare(c.rows().get(0), optimizer, 0);
    for (int i = 1; i < c.rows().size(); i++) {
      if (i % 3 == 0) {
        // A stranger, made with the same settings, goes on in its place.
        Checkpoint saved = throughAFile(optimizer.stateDict(), schedule.stateDict());
        optimizer = optimizer(c.adam());
        schedule = c.factory().create(optimizer);
        optimizer.loadStateDict(saved.section("optimizer"));
        schedule.loadStateDict(saved.section("schedule"));
      }
      optimizer.step();
      schedule.step(i <= metrics.size() ? metrics.get(i - 1) : Double.NaN);
      compare(c.rows().get(i), optimizer, i);
      assertEquals(optimizer.groups().get(1).lr(), schedule.lastLr()[1]);
    }
  }

  private static Checkpoint throughAFile(StateDict optimizer, StateDict schedule)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Checkpoint.empty().with("optimizer", optimizer).with("schedule", schedule).write(out);
    return Checkpoint.read(new ByteArrayInputStream(out.toByteArray()));
  }

  @Test
  void restartsGoToFractionalEpochs() throws IOException {
    Optimizer optimizer = optimizer(false);
    CosineAnnealingWarmRestarts schedule =
        CosineAnnealingWarmRestarts.options(3).tMult(2).etaMin(0.001).create(optimizer);
    List<Double> epochs = reals(golden().get("epochs"));
    List<?> rows = (List<?>) golden().get("fractional");
    for (int i = 0; i < epochs.size(); i++) {
      schedule.toEpoch(epochs.get(i));
      compare(reals(rows.get(i)), optimizer, i);
    }
  }

  private static void compare(List<Double> row, Optimizer optimizer, int step) {
    for (int i = 0; i < 2; i++) {
      ParameterGroup group = optimizer.groups().get(i);
      close(row.get(i), group.lr(), "rate of group " + i + " after step " + step);
      close(
          row.get(2 + i),
          group.options().cycledMomentum().orElseThrow(),
          "momentum of group " + i + " after step " + step);
    }
  }

  private static void close(double wanted, double got, String what) {
    assertTrue(
        Math.abs(wanted - got) <= TOLERANCE * Math.max(1e-3, Math.abs(wanted)),
        what + ": " + got + ", PyTorch " + wanted);
  }

  private static Optimizer optimizer(boolean adam) {
    List<ParameterGroup> groups =
        Stream.of(0.5, 0.02)
            .map(
                lr ->
                    new ParameterGroup(
                        List.of(Tensors.ones(1).requiresGrad_()),
                        adam ? Adam.options().lr(lr) : SGD.options().lr(lr).momentum(0.9)))
            .toList();
    Optimizer optimizer = adam ? new Adam(groups) : new SGD(groups);
    optimizer.parameters().forEach(p -> p.setGrad(Tensors.zeros(1)));
    return optimizer;
  }

  @SuppressWarnings("unchecked")
  private static List<Case> cases() throws IOException {
    return ((List<Map<String, Object>>) golden().get("cases"))
        .stream()
            .map(
                c ->
                    new Case(
                        (String) c.get("name"),
                        (Map<String, Object>) c.get("options"),
                        (Boolean) c.get("adam"),
                        ((List<?>) c.get("rows")).stream().map(ScheduleGoldenTest::reals).toList()))
            .toList();
  }

  private static List<Double> reals(Object list) {
    return ((List<?>) list).stream().map(v -> ((Number) v).doubleValue()).toList();
  }

  private static Map<?, ?> golden() throws IOException {
    try (var in = ScheduleGoldenTest.class.getResourceAsStream("/golden/optim/schedules.json")) {
      return (Map<?, ?>) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
