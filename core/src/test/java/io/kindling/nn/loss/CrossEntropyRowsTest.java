package io.kindling.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.autograd.Autograd;
import io.kindling.nn.functional.Reduction;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cross entropy in float32 against the same in float64: short rows, long ones, odd lengths. */
final class CrossEntropyRowsTest {
  private static final int ROWS = 37;

  private Tensor x;
  private Tensor target;

  private void make(int classes) {
    Generator.manualSeed(classes);
    x = Tensors.randn(ROWS, classes).mul(5).requiresGrad_();
    target = Tensors.randint(0, classes, ROWS);
    target.storage().setLong(3, -100);
  }

  private static Tensor gradientOf(CrossEntropyLoss loss, Tensor x, Tensor target) {
    Tensor leaf = x.detach().clone().requiresGrad_();
    loss.call(leaf, target).backward();
    return leaf.grad();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 100, 127, 128, 129, 1000, 20000})
  void lossAndGradientEqualFloat64(int classes) {
    make(classes);
    for (Reduction reduction : Reduction.values()) {
      if (reduction == Reduction.NONE || reduction == Reduction.BATCHMEAN) {
        continue;
      }
      CrossEntropyLoss loss = new CrossEntropyLoss(reduction);
      Tensor exact = x.detach().to(DType.FLOAT64);
      double want = loss.call(exact, target).item();
      assertEquals(want, loss.call(x, target).item(), 1e-6 * Math.abs(want));
      close(gradientOf(loss, exact, target), gradientOf(loss, x, target));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 300})
  void minusInfinityHasNoGradientAndNaNTheWholeRow(int classes) {
    make(classes);
    Tensor odd = x.detach().clone();
    target.storage().setLong(5, 0);
    odd.storage().setDouble(5 * classes + 4, Double.NEGATIVE_INFINITY);
    odd.storage().setDouble(6 * classes + 2, Double.NaN);
    odd.storage().setDouble(7 * classes + 2, Double.POSITIVE_INFINITY);
    Tensor g = gradientOf(new CrossEntropyLoss(Reduction.SUM), odd, target);
    for (int c = 0; c < classes; c++) {
      assertTrue(Float.isFinite((float) g.get(5, c)));
      assertTrue(Double.isNaN(g.get(6, c)));
      assertTrue(Double.isNaN(g.get(7, c)));
    }
    assertEquals(0, g.get(5, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 300})
  void hookSeesTheGradientWrittenOut(int classes) {
    make(classes);
    Tensor logs = x.logSoftmax(1);
    Tensor[] seen = new Tensor[1];
    logs.registerHook(
        g -> {
          seen[0] = g.clone();
          return g.mul(2);
        });
    new NLLLoss(Reduction.SUM).call(logs, target).backward();
    for (int n = 0; n < ROWS; n++) {
      for (int c = 0; c < classes; c++) {
        boolean chosen = n != 3 && c == (int) target.get(n);
        assertEquals(chosen ? -1 : 0, seen[0].get(n, c));
      }
    }
    close(gradientOf(new CrossEntropyLoss(Reduction.SUM), x, target).mul(2), x.grad());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 300})
  void recordedGradientEqualsTheOther(int classes) {
    make(classes);
    CrossEntropyLoss loss = new CrossEntropyLoss();
    Tensor recorded =
        Autograd.grad(List.of(loss.call(x, target)), List.of(x), null, true, true, false).get(0);
    assertTrue(recorded.requiresGrad());
    close(recorded.detach(), gradientOf(loss, x, target));
  }

  private static void close(Tensor want, Tensor got) {
    double[] a = want.toDoubleArray();
    double[] b = got.toDoubleArray();
    for (int i = 0; i < a.length; i++) {
      assertEquals(a[i], b[i], 2e-6 * Math.abs(a[i]) + 1e-7, "element " + i);
    }
  }
}
