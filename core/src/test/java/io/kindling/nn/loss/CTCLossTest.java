package io.kindling.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.functional.Reduction;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CTCLossTest {
  private static final int CLASSES = 3;

  /** The definition: all paths whose labels, repeats merged and blanks dropped, are the target. */
  @Property(tries = 60)
  void isTheSumOverAllAlignments(
      @ForAll @IntRange(max = 5) int steps,
      @ForAll @Size(max = 3) List<@IntRange(min = 0, max = 1) Integer> target,
      @ForAll @IntRange(max = 2) int blank,
      @ForAll long seed) {
    List<Integer> labels = target.stream().map(l -> l < blank ? l : l + 1).toList();
    Tensor logs =
        Tensors.randn(DType.FLOAT64, new Generator(seed), steps, 1, CLASSES).logSoftmax(2);
    double probability = 0;
    for (int path = 0; path < Math.pow(CLASSES, steps); path++) {
      List<Integer> spelled = new ArrayList<>();
      double log = 0;
      int before = -1;
      int rest = path;
      for (int t = 0; t < steps; t++, rest /= CLASSES) {
        int label = rest % CLASSES;
        log += logs.get(t, 0, label);
        if (label != blank && label != before) {
          spelled.add(label);
        }
        before = label;
      }
      probability += spelled.equals(labels) ? Math.exp(log) : 0;
    }
    long[] classes = labels.stream().mapToLong(l -> l).toArray();
    Tensor loss =
        new CTCLoss(CTCLoss.options().blank(blank).reduction(Reduction.SUM))
            .call(logs, Tensors.tensor(classes), new long[] {steps}, new long[] {classes.length});
    if (probability == 0) {
      assertEquals(Double.POSITIVE_INFINITY, loss.item());
    } else {
      assertEquals(-Math.log(probability), loss.item(), 1e-9);
    }
  }

  @Test
  void anImpossibleClassHasAFiniteGradient() {
    Tensor x =
        Tensors.tensor(
                new double[][] {
                  {Double.NEGATIVE_INFINITY, -0.1, -3}, {-0.5, -1, -0.9}, {-0.5, -1.5, -1}
                })
            .requiresGrad_();
    new CTCLoss()
        .call(x.logSoftmax(1), Tensors.tensor(1L, 2), new long[] {3}, new long[] {2})
        .backward();
    for (double slope : x.grad().toDoubleArray()) {
      assertTrue(Double.isFinite(slope), x.grad().toString());
    }
    assertEquals(0, x.grad().get(0, 0));
  }
}
