package io.kindling.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.kindling.autograd.Autograd;
import io.kindling.autograd.GradCheck;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Compares operations with what PyTorch answered. To add a family:
 *
 * <ol>
 *   <li>Write {@code core/src/test/resources/golden/<family>/make.py} (see {@code golden.py} beside
 *       it for the few functions it needs), run it with a Python that has PyTorch, commit it with
 *       the {@code cases.txt} it writes. Keep the tensors small: 2 to 60 elements.
 *   <li>Write a test that names for each operation of the file how to call it:
 *       <pre>{@code
 * final class HuberGoldenTest {
 *   @TestFactory
 *   Stream<DynamicTest> golden() {
 *     return Golden.family("huber")
 *         .op("huber", c -> new HuberLoss(c.number("delta", 1)).call(c.in("input"), c.in("target")))
 *         .ops("max", c -> { var r = c.in("x").max(c.integer("dim")); return List.of(r.values(), r.indices()); })
 *         .tests();
 *   }
 * }
 * }</pre>
 * </ol>
 *
 * <p>Each case becomes a test, run with contiguous and with strided inputs: outputs (type, shape,
 * values) and the gradients of all inputs must agree to a relative 1e-5 in float32, 1e-10 in
 * float64 (with a small absolute allowance near 0); in float64 {@link GradCheck#gradCheck} and
 * {@link GradCheck#gradGradCheck} run too, unless the case says {@code check=False}. An operation
 * without a case, or a case without an operation, is a failing test.
 */
public final class Golden {
  private final String family;
  private final List<GoldenCase> cases;
  private final Map<String, Function<GoldenCase, List<Tensor>>> operations = new LinkedHashMap<>();

  private Golden(String family, List<GoldenCase> cases) {
    this.family = family;
    this.cases = cases;
  }

  /** The cases of {@code golden/<family>/cases.txt}. */
  public static Golden family(String family) {
    return family(family, "cases.txt");
  }

  /** The cases of {@code golden/<family>/<file>}. */
  public static Golden family(String family, String file) {
    return new Golden(family, GoldenFile.read("/golden/" + family + "/" + file));
  }

  /** How to call the operation of one output. */
  public Golden op(String operation, Function<GoldenCase, Tensor> call) {
    return ops(operation, c -> List.of(call.apply(c)));
  }

  /** How to call the operation of several outputs. */
  public Golden ops(String operation, Function<GoldenCase, List<Tensor>> call) {
    if (operations.put(operation, call) != null) {
      throw new IllegalArgumentException("golden " + family + ": twice " + operation);
    }
    return this;
  }

  /** A test for each case. */
  public Stream<DynamicTest> tests() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String operation : operations.keySet()) {
      if (cases.stream().noneMatch(c -> c.operation().equals(operation))) {
        tests.add(
            DynamicTest.dynamicTest(
                operation, () -> fail("golden " + family + " has no case of " + operation)));
      }
    }
    for (GoldenCase c : cases) {
      tests.add(DynamicTest.dynamicTest(c.toString(), () -> run(c)));
    }
    return tests.stream();
  }

  private void run(GoldenCase c) {
    Function<GoldenCase, List<Tensor>> call = operations.get(c.operation());
    assertTrue(call != null, () -> "golden " + family + ": nothing calls " + c.operation());
    GoldenCase truth = truth(c);
    compare(c, truth, call, false);
    compare(c, truth, call, true);
    if (c.check && c.dtype == DType.FLOAT64 && !c.gradients.isEmpty()) {
      c.renew(false);
      Function<List<Tensor>, List<Tensor>> function =
          inputs -> {
            c.replace(inputs);
            return call.apply(c).stream().filter(Tensor::requiresGrad).toList();
          };
      List<Tensor> inputs = c.differentiable();
      assertTrue(GradCheck.gradCheck(function, inputs));
      assertTrue(GradCheck.gradGradCheck(function, inputs));
    }
  }

  /** The same case in float64; null if there is none, or this is it. */
  private GoldenCase truth(GoldenCase c) {
    int next = cases.indexOf(c) + 1;
    boolean follows =
        c.dtype == DType.FLOAT32
            && next < cases.size()
            && cases.get(next).dtype == DType.FLOAT64
            && cases.get(next).name.equals(c.name);
    return follows ? cases.get(next) : null;
  }

  private static void compare(
      GoldenCase c, GoldenCase truth, Function<GoldenCase, List<Tensor>> call, boolean strided) {
    c.renew(strided);
    String where = c + (strided ? " (strided)" : "");
    List<Tensor> outputs = call.apply(c);
    assertEquals(c.outputs.size(), outputs.size(), where + ": number of outputs");
    List<Tensor> roots = new ArrayList<>();
    List<Tensor> seeds = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      GoldenCase.Output expected = c.outputs.get(i);
      Tensor got = outputs.get(i);
      String what = where + ": output " + i;
      assertEquals(expected.values().dtype(), got.dtype(), what + " dtype");
      assertEquals(expected.values().shape(), got.shape(), what + " shape");
      if (expected.values().whole() != null) {
        assertArrayEquals(expected.values().whole(), got.toLongArray(), what);
      } else {
        // A float64 result of a float32 case is as exact as its inputs.
        double[] exact = truth == null ? null : truth.outputs.get(i).values().values();
        close(what, expected.values().values(), exact, got, c.tolerance);
      }
      assertEquals(expected.seed() != null, got.requiresGrad(), what + " requiresGrad");
      if (!strided && c.nodes.containsKey(i)) {
        assertEquals(c.nodes.get(i), got.gradFn().name(), what + " gradFn");
      }
      if (expected.seed() != null) {
        roots.add(got);
        seeds.add(expected.seedTensor());
      }
    }
    if (roots.isEmpty()) {
      return;
    }
    List<Tensor> inputs = c.differentiable();
    List<Tensor> got = Autograd.grad(roots, inputs, seeds, false, false, true);
    int i = 0;
    for (Map.Entry<String, double[]> expected : c.gradients.entrySet()) {
      Tensor gradient = got.get(i);
      String what = where + ": gradient of " + expected.getKey();
      if (expected.getValue() == null) {
        assertNull(gradient, what);
      } else {
        assertTrue(gradient != null, what + " is missing");
        assertEquals(inputs.get(i).shape(), gradient.shape(), what + " shape");
        double[] exact = truth == null ? null : truth.gradients.get(expected.getKey());
        close(what, expected.getValue(), exact, gradient, c.tolerance);
      }
      i++;
    }
  }

  /** Asserts that {@code got} has the values, within the tolerance of {@code dtype}. */
  public static void close(String what, double[] expected, Tensor got, DType dtype) {
    close(what, expected, null, got, dtype == DType.FLOAT32 ? 1e-5 : 1e-10);
  }

  /**
   * @param exact what float64 gives: where PyTorch's float32 is further from it than ours, ours is
   *     right; null if unknown
   */
  private static void close(
      String what, double[] expected, double[] exact, Tensor got, double relative) {
    double[] values = got.toDoubleArray();
    assertEquals(expected.length, values.length, what + ": number of elements");
    for (int i = 0; i < values.length; i++) {
      boolean same =
          Double.compare(expected[i], values[i]) == 0
              || Math.abs(expected[i] - values[i]) <= relative * (Math.abs(expected[i]) + 0.1)
              || exact != null
                  && Math.abs(values[i] - exact[i]) <= Math.abs(expected[i] - exact[i]);
      if (!same) {
        fail(what + "[" + i + "]: expected " + expected[i] + ", got " + values[i]);
      }
    }
  }

  static double parse(String word) {
    return switch (word) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(word);
    };
  }
}
