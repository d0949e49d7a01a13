package io.kindling.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.io.Json;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Trajectories of 30 steps against PyTorch's; make_optimizers.py says how they are made. */
class OptimizerGoldenTest {
  private static final List<Shape> SHAPES = List.of(Shape.of(3, 2), Shape.of(4));

  record Case(String name, Map<String, Object> options, Object float32, Object float64) {}

  @Test
  void everyOptimizerHasGoldenValues() throws IOException {
    Set<String> tested = cases().stream().map(Case::name).collect(Collectors.toSet());
    assertEquals(Set.copyOf(Optimizers.names()), tested);
  }

  @TestFactory
  Stream<DynamicTest> trajectories() throws IOException {
    List<Integer> kept = kept();
    return cases().stream()
        .flatMap(
            c ->
                Stream.of(false, true)
                    .flatMap(
                        flat ->
                            Stream.of(
                                DynamicTest.dynamicTest(
                                    c.name() + c.options() + " float32, flat " + flat,
                                    () -> check(c, kept, DType.FLOAT32, c.float32(), 1e-6, flat)),
                                DynamicTest.dynamicTest(
                                    c.name() + c.options() + " float64, flat " + flat,
                                    () ->
                                        check(c, kept, DType.FLOAT64, c.float64(), 1e-12, flat)))));
  }

  private static void check(
      Case c, List<Integer> kept, DType dtype, Object rows, double tolerance, boolean flat) {
    List<Tensor> parameters = Trajectory.parameters(SHAPES, dtype, flat);
    Optimizer optimizer = Optimizers.byName(c.name(), c.options()).create(parameters);
    int row = 0;
    for (int t = 1; t <= 30; t++) {
      Trajectory.setGradients(parameters, t);
      optimizer.step();
      if (kept.contains(t)) {
        compare(t, (List<?>) ((List<?>) rows).get(row++), parameters, tolerance);
      }
    }
    assertEquals(kept.size(), row);
  }

  private static void compare(int t, List<?> wanted, List<Tensor> got, double tolerance) {
    List<Double> values = new ArrayList<>();
    got.forEach(p -> Arrays.stream(p.toDoubleArray()).forEach(values::add));
    assertEquals(wanted.size(), values.size());
    for (int i = 0; i < values.size(); i++) {
      double want = ((Number) wanted.get(i)).doubleValue();
      double error = Math.abs(values.get(i) - want);
      assertTrue(
          error <= tolerance * Math.max(1, Math.abs(want)),
          "step " + t + ", element " + i + ": " + values.get(i) + ", PyTorch " + want);
    }
  }

  private static List<Integer> kept() throws IOException {
    return ((List<?>) golden().get("kept")).stream().map(t -> ((Long) t).intValue()).toList();
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
                        c.get("float32"),
                        c.get("float64")))
            .toList();
  }

  private static Map<?, ?> golden() throws IOException {
    try (var in = OptimizerGoldenTest.class.getResourceAsStream("/golden/optim/optimizers.json")) {
      return (Map<?, ?>) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The fixed start and the fixed gradients of make_optimizers.py. */
  static final class Trajectory {
    private Trajectory() {}

    static List<Tensor> parameters(List<Shape> shapes, DType dtype, boolean flat) {
      int total = shapes.stream().mapToInt(Shape::numel).sum();
      Storage values = Storage.allocate(dtype, total);
      Storage gradients = Storage.allocate(dtype, total);
      List<Tensor> parameters = new ArrayList<>();
      int at = 0;
      for (Shape shape : shapes) {
        Storage own = flat ? values : Storage.allocate(dtype, shape.numel());
        Storage gradient = flat ? gradients : Storage.allocate(dtype, shape.numel());
        int offset = flat ? at : 0;
        for (int i = 0; i < shape.numel(); i++) {
          own.setDouble(offset + i, (i * 5 % 7 - 3) / 4.0);
        }
        Tensor parameter = Tensor.strided(own, shape, shape.contiguousStrides(), offset);
        parameter.requiresGrad_();
        parameter.setGrad(Tensor.strided(gradient, shape, shape.contiguousStrides(), offset));
        parameters.add(parameter);
        at += shape.numel();
      }
      return parameters;
    }

    static void setGradients(List<Tensor> parameters, int t) {
      double wave = (t * 3 % 7 - 3) / 4.0;
      for (Tensor parameter : parameters) {
        Storage values = parameter.storage();
        Storage gradients = parameter.grad().storage();
        for (int i = 0; i < parameter.numel(); i++) {
          double p = values.getDouble(parameter.offset() + i);
          double scaled = p * (1 + i / 8.0);
          if (parameter.dtype() == DType.FLOAT32) {
            scaled = (float) scaled;
          }
          gradients.setDouble(parameter.grad().offset() + i, scaled + wave);
        }
      }
    }
  }
}
