package io.kindling.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.io.Json;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradientClippingTest {
  private static final List<Shape> SHAPES = List.of(Shape.of(3, 2), Shape.of(4), Shape.of());

  private static List<Tensor> parameters(DType dtype) {
    List<Tensor> parameters = new ArrayList<>();
    for (int k = 0; k < SHAPES.size(); k++) {
      Tensor parameter = Tensor.allocate(dtype, SHAPES.get(k)).requiresGrad_();
      Tensor gradient = Tensor.allocate(dtype, SHAPES.get(k));
      for (int i = 0; i < gradient.numel(); i++) {
        gradient.storage().setDouble(i, (i * 5 % 7 - 3 + k) / 4.0);
      }
      parameter.setGrad(gradient);
      parameters.add(parameter);
    }
    parameters.add(Tensor.allocate(dtype, Shape.of(2)).requiresGrad_());
    return parameters;
  }

  @Test
  void isPyTorchs() throws IOException {
    List<?> cases;
    try (var in = GradientClippingTest.class.getResourceAsStream("/golden/optim/clipping.json")) {
      cases = (List<?>) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertEquals(42, cases.size());
    for (Object each : cases) {
      Map<?, ?> c = (Map<?, ?>) each;
      DType dtype = DType.of((String) c.get("dtype"));
      double tolerance = dtype == DType.FLOAT32 ? 1e-6 : 1e-12;
      List<Tensor> parameters = parameters(dtype);
      float[] flat = flat(parameters);
      if (c.containsKey("clip_value")) {
        GradientClipping.clipGradValue(parameters, 0.4);
        GradientClipping.clipGradValue(flat, 0, flat.length, 0.4);
      } else {
        double maxNorm = ((Number) c.get("max_norm")).doubleValue();
        double type = Double.parseDouble(((String) c.get("norm_type")).replace("inf", "Infinity"));
        double norm = ((Number) c.get("norm")).doubleValue();
        assertEquals(
            norm,
            GradientClipping.clipGradNorm(parameters, maxNorm, type, true),
            tolerance * norm,
            c.toString());
        assertEquals(
            norm,
            GradientClipping.clipGradNorm(flat, 0, flat.length, maxNorm, type, true),
            1e-6 * norm);
      }
      double[] wanted =
          ((List<?>) c.get("gradients"))
              .stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
      assertArrayEquals(wanted, doubles(parameters), tolerance, c.toString());
      for (int i = 0; i < wanted.length; i++) {
        assertEquals(wanted[i], flat[i], 1e-6);
      }
    }
  }

  @Test
  void aPartOfAFlatArrayIsClippedAlone() {
    float[] flat = {9, 3, 4, 9};
    assertEquals(5, GradientClipping.clipGradNorm(flat, 1, 3, 1, 2, false));
    assertArrayEquals(new float[] {9, 0.6f, 0.8f, 9}, flat, 1e-6f);
    GradientClipping.clipGradValue(flat, 0, 2, 0.5);
    assertArrayEquals(new float[] {0.5f, 0.5f, 0.8f, 9}, flat, 1e-6f);
  }

  @Test
  void stridedGradientsAreClippedInPlace() {
    Tensor parameter = Tensors.zeros(2, 2).requiresGrad_();
    Tensor gradient = Tensors.tensor(new float[][] {{1, 2}, {3, 4}}).t();
    parameter.setGrad(gradient);
    GradientClipping.clipGradValue(List.of(parameter), 2.5);
    assertArrayEquals(new float[] {1, 2.5f, 2, 2.5f}, parameter.grad().toFloatArray());
    double norm = GradientClipping.clipGradNorm(List.of(parameter), 1);
    assertEquals(Math.sqrt(1 + 4 + 2 * 6.25), norm, 1e-6);
    assertEquals(2 / norm, parameter.grad().get(1, 0), 1e-6);
  }

  @Test
  void normsThatAreNotFiniteAreErrorsIfWanted() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      List<Tensor> parameters = parameters(DType.FLOAT32);
      parameters.get(0).grad().storage().setDouble(0, bad);
      float[] before = flat(parameters);
      String message =
          assertThrows(
                  IllegalStateException.class,
                  () -> GradientClipping.clipGradNorm(parameters, 1, 2, true))
              .getMessage();
      assertTrue(message.contains("The total norm of order 2.0 for gradients is " + bad), message);
      assertArrayEquals(before, flat(parameters));
      GradientClipping.clipGradNorm(parameters, 1);
      // As in PyTorch: an infinite norm makes zeros (and NaN), a NaN norm makes NaN.
      double other = parameters.get(1).grad().get(0);
      assertTrue(Double.isNaN(bad) ? Double.isNaN(other) : other == 0);
    }
  }

  @Test
  void badArgumentsAreRefused() {
    List<Tensor> parameters = parameters(DType.FLOAT32);
    assertThrows(
        IllegalArgumentException.class, () -> GradientClipping.clipGradNorm(parameters, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> GradientClipping.clipGradNorm(parameters, 1, 0, false));
    assertThrows(
        IllegalArgumentException.class, () -> GradientClipping.clipGradValue(parameters, -1));
  }

  private static double[] doubles(List<Tensor> parameters) {
    return parameters.stream()
        .filter(p -> p.grad() != null)
        .flatMapToDouble(p -> Arrays.stream(p.grad().toDoubleArray()))
        .toArray();
  }

  private static float[] flat(List<Tensor> parameters) {
    double[] values = doubles(parameters);
    float[] flat = new float[values.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) values[i];
    }
    return flat;
  }
}
