package io.kindling.optim.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.io.StateDict;
import io.kindling.optim.Adagrad;
import io.kindling.optim.Optimizer;
import io.kindling.optim.SGD;
import io.kindling.tensor.Tensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Schedules by name, and everything that is refused. */
class SchedulesTest {
  private static SGD sgd() {
    return SGD.options().lr(0.1).momentum(0.9).create(List.of(Tensors.ones(1).requiresGrad_()));
  }

  @Test
  void settingsByNameAreThoseOfTheBuilders() {
    assertEquals(StepLR.options(30), Schedules.byName("steplr", Map.of("step_size", 30)));
    assertEquals(
        MultiStepLR.options(3, 7).gamma(0.5),
        Schedules.byName("MultiStepLR", Map.of("milestones", List.of(3, 7), "gamma", 0.5)));
    assertEquals(
        OneCycleLR.options(0.1, 100).annealStrategy(OneCycleLR.Anneal.LINEAR),
        Schedules.byName(
            "OneCycleLR", Map.of("maxLr", 0.1, "totalSteps", 100L, "anneal_strategy", "linear")));
    assertEquals(
        ReduceLROnPlateau.options().mode(ReduceLROnPlateau.Mode.MAX),
        Schedules.byName("ReduceLROnPlateau", Map.of("mode", "max")));
    assertEquals(
        CosineAnnealingLR.options(9), Schedules.byName("CosineAnnealingLR", Map.of("T_max", 9)));
  }

  @Test
  void badSettingsAreNamed() {
    refused(
        () -> Schedules.byName("Step"),
        "there is no schedule 'Step'; did you mean StepLR? known: StepLR, MultiStepLR, ConstantLR,"
            + " LinearLR, ExponentialLR, PolynomialLR, CosineAnnealingLR,"
            + " CosineAnnealingWarmRestarts, OneCycleLR, CyclicLR, ReduceLROnPlateau");
    refused(
        () -> Schedules.byName("StepLR"),
        "StepLR: option 'stepSize' is missing; options: stepSize, gamma=0.1");
    refused(
        () -> Schedules.byName("StepLR", Map.of("stepSize", 2, "rate", 1)),
        "StepLR: unknown option 'rate'; options: stepSize, gamma=0.1");
    refused(
        () -> Schedules.byName("StepLR", Map.of("stepSize", 2.5)),
        "StepLR: option 'stepSize' must be a whole number, got 2.5");
    refused(
        () -> Schedules.byName("MultiStepLR", Map.of("milestones", List.of(2.5))),
        "option 'milestones' must be a number or a list of numbers");
    refused(
        () -> Schedules.byName("ReduceLROnPlateau", Map.of("mode", "best")),
        "option 'mode' must be one of min, max, got \"best\"");
    refused(() -> StepLR.options(0), "StepLR: stepSize must be positive, got 0");
    refused(() -> ConstantLR.options().factor(2), "factor must be between 0 and 1, got 2.0");
    refused(() -> LinearLR.options().startFactor(0), "startFactor must be greater than 0");
    refused(() -> LinearLR.options().endFactor(-1), "endFactor must be between 0 and 1");
    refused(() -> LinearLR.options().totalIters(0), "totalIters must be positive");
    refused(() -> PolynomialLR.options().totalIters(0), "totalIters must be positive");
    refused(() -> CosineAnnealingLR.options(0), "tMax must be positive");
    refused(() -> CosineAnnealingWarmRestarts.options(0), "t0 must be positive");
    refused(() -> CosineAnnealingWarmRestarts.options(1).tMult(0), "tMult must be 1 or more");
    refused(() -> OneCycleLR.options(1, 0), "totalSteps must be positive");
    refused(() -> OneCycleLR.options(1, 10).pctStart(1.5), "pctStart must be between 0 and 1");
    refused(() -> CyclicLR.options(0, 1).stepSizeUp(0), "stepSizeUp must be positive");
    refused(() -> ReduceLROnPlateau.options().factor(1), "factor must be less than 1");
  }

  @Test
  void whatDoesNotFitTheOptimizerIsRefused() {
    Optimizer adagrad = Adagrad.options().create(List.of(Tensors.ones(1).requiresGrad_()));
    refused(() -> OneCycleLR.options(1, 10).create(adagrad), "neither momentum nor beta1");
    refused(() -> CyclicLR.options(0.1, 1).create(adagrad), "neither momentum nor beta1");
    CyclicLR.options(0.1, 1).cycleMomentum(false).create(adagrad);
    refused(
        () -> OneCycleLR.options(List.of(1.0, 2.0), 10).create(sgd()),
        "OneCycleLR: maxLr has 2 values, the optimizer has 1 parameter groups");
    refused(
        () -> new LambdaLR.Options(List.of(e -> 1, e -> 2)).create(sgd()),
        "LambdaLR: expected 1 or 1 functions, got 2");
  }

  @Test
  void composedSchedulesAreChecked() {
    StepLR.Options step = StepLR.options(2);
    refused(ChainedScheduler::options, "expects at least one scheduler");
    refused(
        () -> ChainedScheduler.options(ReduceLROnPlateau.options()).create(sgd()),
        "ReduceLROnPlateau needs a metric and cannot be part of it, at index 0");
    refused(
        () -> new ChainedScheduler(List.of(step.create(sgd()), step.create(sgd()))),
        "the schedule at index 1 belongs to another optimizer");
    refused(
        () -> SequentialLR.options(List.of(step, step), List.of()),
        "one more than the number of milestones, got 2 and 0");
    refused(
        () -> SequentialLR.options(List.of(step, step, step), List.of(3L, 3L)),
        "milestones must rise, got [3, 3]");
    refused(
        () ->
            SequentialLR.options(List.of(step, ChainedScheduler.options(step)), List.of(1L))
                .create(sgd()),
        "the schedule at index 1 is made of others");
  }

  @Test
  void wrongStatesAreRefused() {
    LRScheduler step = StepLR.options(2).create(sgd());
    StateDict other = ExponentialLR.options(0.9).create(sgd()).stateDict();
    refused(
        () -> {
          step.loadStateDict(other);
          return null;
        },
        "it was saved by ExponentialLR, this is StepLR");
    assertEquals(0, step.lastEpoch());
    LRScheduler chained =
        ChainedScheduler.options(StepLR.options(2), StepLR.options(3)).create(sgd());
    StateDict mixed =
        ChainedScheduler.options(StepLR.options(4), ExponentialLR.options(0.9))
            .create(sgd())
            .stateDict();
    Map<String, Object> before = chained.stateDict().values();
    refused(
        () -> {
          chained.loadStateDict(mixed);
          return null;
        },
        "schedule 1 must be StepLR, got ExponentialLR");
    assertEquals(before, chained.stateDict().values());
  }

  @Test
  void misuseIsExplained() {
    LRScheduler plateau = ReduceLROnPlateau.options().create(sgd());
    String message = assertThrows(UnsupportedOperationException.class, plateau::step).getMessage();
    assertTrue(message.contains("call step(metric)"), message);
    LRScheduler cycle = OneCycleLR.options(1, 2).create(sgd());
    cycle.step();
    cycle.step();
    message = assertThrows(IllegalStateException.class, cycle::step).getMessage();
    assertTrue(message.contains("tried to step 3 times; the total number of steps is 2"), message);
    CosineAnnealingWarmRestarts restarts = CosineAnnealingWarmRestarts.options(3).create(sgd());
    assertThrows(IllegalArgumentException.class, () -> restarts.toEpoch(-1));
  }

  @Test
  void settingsTravelBySerialization() throws Exception {
    List<ScheduleFactory> all =
        List.of(
            OneCycleLR.options(1, 2),
            CyclicLR.options(0.1, 1),
            SequentialLR.options(
                List.of(LinearLR.options(), ExponentialLR.options(0.5)), List.of(5L)),
            ReduceLROnPlateau.options());
    for (ScheduleFactory factory : all) {
      assertEquals(factory, copy(factory));
    }
    SGD sgd = sgd();
    ((ScheduleFactory) copy(LambdaLR.options(e -> 0.5))).create(sgd);
    assertEquals(0.05, sgd.learningRate());
  }

  private static Object copy(Object object) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  private static void refused(Supplier<?> call, String expected) {
    String message = assertThrows(IllegalArgumentException.class, call::get).getMessage();
    assertTrue(message.contains(expected), message);
  }
}
