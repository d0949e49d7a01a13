package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.kindling.optim.GradientClipping;
import io.kindling.optim.Optimizer;
import io.kindling.optim.OptimizerOptions;
import io.kindling.optim.Optimizers;
import io.kindling.random.Generator;
import io.kindling.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Slices: what a worker that owns a part of the parameters does with them. */
class FlatParametersTest {
  private static Sequential model() {
    Generator.manualSeed(3);
    return new Sequential(new Linear(40, 50), new Linear(50, 30), new Linear(30, 7));
  }

  static Stream<OptimizerOptions> optimizers() {
    return Optimizers.names().stream().map(name -> Optimizers.byName(name, Map.of("lr", 0.01)));
  }

  /** Also joins the state of the slices into that of the whole, and cuts it anew. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void slicesAreUpdatedToTheBitsOfTheWhole(OptimizerOptions options) {
    FlatParameters whole = FlatParameters.of(model());
    FlatParameters sliced = FlatParameters.of(model());
    int[] cuts = sliced.cuts(3, !options.elementwise());
    assertTrue(0 < cuts[1] && cuts[1] < cuts[2] && cuts[2] < cuts[3]);
    Optimizer one = options.create(whole.parameters());
    List<Optimizer> many = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      many.add(options.create(sliced.slice(cuts[i], cuts[i + 1])));
    }
    for (int t = 0; t < 4; t++) {
      for (int i = 0; i < whole.length(); i++) {
        float gradient = (float) Math.sin(i + 10.0 * t) + 0.01f * whole.values()[i];
        whole.gradients()[i] = gradient;
        sliced.gradients()[i] = gradient;
      }
      one.step();
      many.forEach(Optimizer::step);
      assertArrayEquals(whole.values(), sliced.values());
    }
    for (var entry : one.flatState().tensors().entrySet()) {
      float[] all = entry.getValue().toFloatArray();
      for (int i = 0; i < 3; i++) {
        assertArrayEquals(
            Arrays.copyOfRange(all, cuts[i], cuts[i + 1]),
            many.get(i).flatState().tensor(entry.getKey()).toFloatArray());
      }
    }
    assertEquals(one.flatState().values(), many.get(1).flatState().values());
  }

  @Test
  void cutsCoverEverythingWhateverTheNumberOfParts() {
    FlatParameters flat = FlatParameters.of(model());
    for (int parts : new int[] {1, 2, 7, 100}) {
      for (boolean wholeParameters : new boolean[] {false, true}) {
        int[] cuts = flat.cuts(parts, wholeParameters);
        assertEquals(0, cuts[0]);
        assertEquals(flat.length(), cuts[parts]);
        int pieces = 0;
        for (int i = 0; i < parts; i++) {
          assertTrue(cuts[i] <= cuts[i + 1]);
          assertTrue(i == 0 || wholeParameters || cuts[i] % FlatParameters.BLOCK == 0);
          pieces += flat.slice(cuts[i], cuts[i + 1]).size();
        }
        assertTrue(!wholeParameters || pieces == flat.parameters().size());
      }
    }
    assertThrows(IllegalArgumentException.class, () -> flat.cuts(0, false));
    assertThrows(IndexOutOfBoundsException.class, () -> flat.slice(0, flat.length() + 1));
    assertThrows(IndexOutOfBoundsException.class, () -> flat.slice(-1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> flat.slice(2, 1));
  }

  @Test
  void normsOfSlicesJoinToTheBitsOfTheWhole() {
    FlatParameters flat = FlatParameters.of(model());
    for (int i = 0; i < flat.length(); i++) {
      flat.gradients()[i] = (float) Math.sin(i) * (i % 13);
    }
    for (double type : new double[] {1, 2, 3.5, Double.POSITIVE_INFINITY}) {
      double[] whole = GradientClipping.blockSums(flat.gradients(), 0, flat.length(), type);
      int[] cuts = flat.cuts(3, false);
      List<Double> joined = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        for (double sum :
            GradientClipping.blockSums(flat.gradients(), cuts[i], cuts[i + 1], type)) {
          joined.add(sum);
        }
      }
      assertArrayEquals(whole, joined.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  @Test
  void aSliceIsAViewOfValuesAndGradients() {
    FlatParameters flat = FlatParameters.of(model());
    List<Tensor> pieces = flat.slice(1990, 2060);
    assertEquals(3, pieces.size());
    assertEquals(List.of(10, 50, 10), pieces.stream().map(Tensor::numel).toList());
    flat.values()[2055] = 42;
    flat.gradients()[2055] = 43;
    assertEquals(42, pieces.get(2).get(5));
    assertEquals(43, pieces.get(2).grad().get(5));
    assertEquals(List.of(), flat.slice(5, 5));
  }

  /**
   * Bytes, not times: the first steps make the state, and vectors are objects until the JIT has
   * compiled their loops; later ones nothing.
   */
  @ParameterizedTest
  @MethodSource("optimizers")
  void laterStepsAllocateNothing(OptimizerOptions options) {
    FlatParameters flat = FlatParameters.of(model());
    Optimizer optimizer = options.create(flat.parameters());
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20_000 && least > 200; i++) {
      long before = memory.getCurrentThreadAllocatedBytes();
      optimizer.step();
      least = Math.min(least, memory.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least <= 200, least + " bytes a step, for " + flat.length() + " parameters");
  }
}
