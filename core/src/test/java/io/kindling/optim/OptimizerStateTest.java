package io.kindling.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.io.StateDict;
import io.kindling.optim.OptimizerGoldenTest.Trajectory;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What optimizers remember: saving, loading, groups, and parameters without a gradient. */
class OptimizerStateTest {
  private static final List<Shape> SHAPES = List.of(Shape.of(3, 2), Shape.of(4));

  /** Every optimizer, with the options that make it remember most. */
  static Stream<Arguments> optimizers() {
    Map<String, Map<String, Object>> rich =
        Map.of(
            "SGD", Map.of("momentum", 0.9, "nesterov", true),
            "Adam", Map.of("amsgrad", true),
            "AdamW", Map.of("amsgrad", true),
            "RMSprop", Map.of("momentum", 0.9, "centered", true),
            "ASGD", Map.of("t0", 3, "lr", 0.1),
            "LARS", Map.of("weight_decay", 0.01));
    return Optimizers.names().stream()
        .flatMap(
            name ->
                Stream.of(DType.FLOAT32, DType.FLOAT64)
                    .map(
                        dtype ->
                            Arguments.of(
                                Optimizers.byName(name, rich.getOrDefault(name, Map.of())),
                                dtype)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void loadedTrainingGoesOnBitwise(OptimizerOptions options, DType dtype) {
    List<Tensor> whole = Trajectory.parameters(SHAPES, dtype, true);
    List<Tensor> halted = Trajectory.parameters(SHAPES, dtype, true);
    Optimizer first = options.create(whole);
    Optimizer second = options.create(halted);
    run(first, whole, 1, 7);
    run(second, halted, 1, 7);
    first.setLearningRate(0.25);
    second.setLearningRate(0.25);
    StateDict saved = second.stateDict();
    StateDict flat = second.flatState();
    for (StateDict state : List.of(saved, flat)) {
      List<Tensor> resumed = copies(halted);
      // Other options than saved: loading brings the saved ones.
      Optimizer third = Optimizers.byName(options.optimizerName()).create(resumed);
      if (state == saved) {
        third.loadStateDict(state);
      } else {
        third.loadFlatState(state);
      }
      assertEquals(0.25, third.learningRate());
      assertEquals(second.groups().get(0).options(), third.groups().get(0).options());
      List<Tensor> reference = copies(halted);
      Optimizer fourth = options.create(reference);
      fourth.loadStateDict(saved);
      run(third, resumed, 8, 15);
      run(fourth, reference, 8, 15);
      assertSame(reference, resumed);
    }
    run(first, whole, 8, 15);
    run(second, halted, 8, 15);
    assertSame(whole, halted);
    List<Tensor> again = Trajectory.parameters(SHAPES, dtype, true);
    Optimizer fifth = options.create(again);
    run(fifth, again, 1, 7);
    fifth.setLearningRate(0.25);
    fifth.loadStateDict(fifth.stateDict());
    run(fifth, again, 8, 15);
    assertSame(whole, again);
  }

  @Test
  void aStateDictIsACopyNamedAsInPyTorch() {
    List<Tensor> parameters = Trajectory.parameters(SHAPES, DType.FLOAT32, true);
    Adam adam = Adam.options().lr(0.5).create(parameters);
    assertTrue(adam.stateDict().tensors().isEmpty());
    run(adam, parameters, 1, 1);
    StateDict state = adam.stateDict();
    assertEquals(
        List.of("state.0.exp_avg", "state.0.exp_avg_sq", "state.1.exp_avg", "state.1.exp_avg_sq"),
        List.copyOf(state.tensors().keySet()));
    assertEquals(Shape.of(3, 2), state.tensor("state.0.exp_avg").shape());
    assertEquals(1, state.whole("state.1.step"));
    assertEquals(0.5, state.real("param_groups.0.lr"));
    assertEquals(List.of(0L, 1L), state.values().get("param_groups.0.params"));
    float[] before = state.tensor("state.0.exp_avg").toFloatArray();
    run(adam, parameters, 2, 2);
    assertArrayEquals(before, state.tensor("state.0.exp_avg").toFloatArray());
    assertEquals(10, adam.flatState().tensor("0.exp_avg").numel());
  }

  @Test
  void aWrongStateDictIsRefusedAndNothingChanges() {
    List<Tensor> parameters = Trajectory.parameters(SHAPES, DType.FLOAT32, true);
    Adam adam = Adam.options().lr(0.5).create(parameters);
    run(adam, parameters, 1, 2);
    StateDict before = adam.stateDict();
    refused(adam, SGD.options().create(parameters).stateDict(), "it was saved by SGD");
    List<Tensor> one = Trajectory.parameters(List.of(Shape.of(6)), DType.FLOAT32, true);
    Adam other = Adam.options().create(one);
    refused(adam, other.stateDict(), "doesn't match the size");
    List<Tensor> swapped =
        Trajectory.parameters(List.of(Shape.of(4), Shape.of(3, 2)), DType.FLOAT32, true);
    Adam wrongShapes = Adam.options().lr(0.1).create(swapped);
    run(wrongShapes, swapped, 1, 1);
    refused(adam, wrongShapes.stateDict(), "has shape [4], its parameter here [3, 2]");
    Adam groups =
        new Adam(
            List.of(
                new ParameterGroup(List.of(swapped.get(0)), Adam.options()),
                new ParameterGroup(List.of(swapped.get(1)), Adam.options())));
    refused(adam, groups.stateDict(), "different number of parameter groups");
    assertEquals(before.values(), adam.stateDict().values());
    refused(adam, StateDict.ofValues(Map.of()), "\"optimizer\" must be a text, got null");
    assertThrows(IllegalArgumentException.class, () -> adam.loadFlatState(other.flatState()));
  }

  @Test
  void groupsHaveTheirOwnOptions() {
    List<Tensor> parameters = Trajectory.parameters(SHAPES, DType.FLOAT64, true);
    List<Tensor> alone = Trajectory.parameters(SHAPES, DType.FLOAT64, false);
    Adam both =
        new Adam(
            List.of(
                new ParameterGroup(List.of(parameters.get(0)), Adam.options().lr(0.1)),
                new ParameterGroup(
                    List.of(parameters.get(1)), Adam.options().lr(0.01).amsgrad(true))));
    Adam first = Adam.options().lr(0.1).create(List.of(alone.get(0)));
    Adam second = Adam.options().lr(0.01).amsgrad(true).create(List.of(alone.get(1)));
    for (int t = 1; t <= 5; t++) {
      Trajectory.setGradients(parameters, t);
      Trajectory.setGradients(alone, t);
      both.step();
      first.step();
      second.step();
    }
    assertSame(alone, parameters);
    both.setLearningRate(0.5);
    assertEquals(0.5, both.groups().get(1).lr());
  }

  @Test
  void aParameterWithoutGradientIsLeftOutAndCountsItsOwnSteps() {
    List<Tensor> parameters = Trajectory.parameters(SHAPES, DType.FLOAT64, true);
    List<Tensor> alone = Trajectory.parameters(SHAPES, DType.FLOAT64, false);
    Adam adam = Adam.options().lr(0.1).create(parameters);
    Adam first = Adam.options().lr(0.1).create(List.of(alone.get(0)));
    Adam second = Adam.options().lr(0.1).create(List.of(alone.get(1)));
    Tensor gradient = parameters.get(0).grad();
    for (int t = 1; t <= 4; t++) {
      parameters.get(0).setGrad(gradient);
      Trajectory.setGradients(parameters, t);
      Trajectory.setGradients(alone, t);
      if (t == 2) {
        parameters.get(0).setGrad(null);
      } else {
        first.step();
      }
      adam.step();
      second.step();
    }
    assertSame(alone, parameters);
    assertEquals(3, adam.stateDict().whole("state.0.step"));
    assertThrows(IllegalStateException.class, adam::flatState);
  }

  @Test
  void stridedParametersAndGradientsAreUpdatedToo() {
    Tensor plain = Tensors.arange(6).to(DType.FLOAT32).view(2, 3).t().contiguous();
    Tensor strided = Tensors.arange(6).to(DType.FLOAT32).view(2, 3).t().detach();
    Tensor gradient = Tensors.arange(6).to(DType.FLOAT32).view(2, 3).t().detach();
    for (Tensor parameter : List.of(plain, strided)) {
      parameter.requiresGrad_().setGrad(gradient);
      SGD sgd = SGD.options().lr(0.5).momentum(0.5).create(List.of(parameter));
      sgd.step();
      sgd.step();
    }
    assertArrayEquals(plain.toFloatArray(), strided.toFloatArray());
    assertEquals(2 - 0.5f * 2 - 0.5f * 3, strided.get(2, 0));
  }

  @Test
  void optionsTravelBySerialization() throws Exception {
    for (String name : Optimizers.names()) {
      OptimizerFactory factory = Optimizers.byName(name, Map.of("lr", 0.125));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(factory);
      }
      try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertEquals(factory, in.readObject());
      }
    }
  }

  private static void refused(Adam adam, StateDict state, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> adam.loadStateDict(state)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  private static void run(Optimizer optimizer, List<Tensor> parameters, int from, int to) {
    for (int t = from; t <= to; t++) {
      Trajectory.setGradients(parameters, t);
      optimizer.step();
    }
  }

  private static List<Tensor> copies(List<Tensor> parameters) {
    return parameters.stream()
        .map(
            parameter -> {
              Tensor copy = parameter.detach().clone().requiresGrad_();
              copy.setGrad(Tensors.zerosLike(copy));
              return copy;
            })
        .toList();
  }

  private static void assertSame(List<Tensor> wanted, List<Tensor> got) {
    for (int i = 0; i < wanted.size(); i++) {
      assertArrayEquals(wanted.get(i).toDoubleArray(), got.get(i).toDoubleArray());
    }
  }
}
