package io.kindling.nn.loss;

import static io.kindling.tensor.Tensors.tensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.autograd.GradMode;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinearCrossEntropyLossTest {
  private static LinearCrossEntropyLoss loss() {
    LinearCrossEntropyLoss loss =
        new LinearCrossEntropyLoss(
            LinearCrossEntropyLoss.options(2, 3)
                .outFeatures(2)
                .bias(true)
                .weight(tensor(1f, 2, 0.5f))
                .labelSmoothing(0.1));
    try (var scope = GradMode.noGrad()) {
      loss.linear().weight().copy_(Tensors.arange(12).reshape(6, 2).div(10).sub(0.5));
      loss.linear().bias().copy_(Tensors.arange(6).div(5));
    }
    return loss;
  }

  /** The numbers are PyTorch's. */
  @Test
  void valueAndGradients() {
    LinearCrossEntropyLoss loss = loss();
    Tensor x = tensor(new float[][] {{1, -2}, {0.5f, 3}}).requiresGrad_();
    Tensor y = tensor(new long[][] {{0, 2}, {1, -100}});
    Tensor out = loss.call(x, y);
    out.backward();
    assertEquals(1.5877426862716675, out.item(), 1e-6);
    float[] expected = {0.0552381f, 0.0552381f, 0.1805551f, 0.1805551f};
    assertArrayEquals(expected, x.grad().toFloatArray(), 1e-6f);
    float[] weight = {
      -0.1683300f, 0.3487500f, 0.0444444f, -0.0888889f, -0.1509386f, -1.5278535f,
      0.0349206f, -0.0698413f, 0.3192686f, 1.1791036f, -0.0793651f, 0.1587301f
    };
    assertArrayEquals(weight, loss.linear().weight().grad().toFloatArray(), 1e-6f);
    float[] bias = {-0.1668188f, 0.0444444f, -0.3796549f, 0.0349206f, 0.5464737f, -0.0793651f};
    assertArrayEquals(bias, loss.linear().bias().grad().toFloatArray(), 1e-6f);
    double sum = loss.withReduction(Reduction.SUM).call(x, y).item();
    assertEquals(out.item(), sum / loss.meanDivisor(x, y), 1e-6);
  }

  @Test
  void anotherReductionSharesTheLayer() {
    LinearCrossEntropyLoss loss = loss();
    assertSame(loss.linear(), loss.withReduction(Reduction.SUM).linear());
    assertEquals(Set.of("linear.weight", "linear.bias"), loss.namedParameters().keySet());
  }

  @Test
  void unbatchedAndProbabilities() {
    LinearCrossEntropyLoss loss = new LinearCrossEntropyLoss(2, 3);
    Tensor x = tensor(1f, 2);
    double one = loss.call(x, Tensors.tensor(1L).reshape()).item();
    assertEquals(one, loss.call(x, tensor(0f, 1, 0)).item(), 1e-6);
    assertEquals(1, loss.meanDivisor(x, tensor(0f, 1, 0)));
  }

  @Test
  void printsAsPyTorchDoes() {
    LinearCrossEntropyLoss.Options options =
        LinearCrossEntropyLoss.options(5, 10).outFeatures(4, 3).bias(true).ignoreIndex(3);
    assertEquals(
        """
        LinearCrossEntropyLoss(
          in_features=5, num_classes=10, out_features=(4, 3), bias=True, reduction=mean, \
        ignore_index=3, label_smoothing=0.0, options=None
          (linear): Linear(in_features=5, out_features=120, bias=True)
        )\
        """,
        new LinearCrossEntropyLoss(options).toString());
  }

  @Test
  void refusesWhatDoesNotFit() {
    LinearCrossEntropyLoss.Options options = LinearCrossEntropyLoss.options(2, 3);
    refused("weight shape to be [3], got [2]", () -> options.weight(tensor(1f, 2)));
    refused("label_smoothing", () -> options.labelSmoothing(-1));
    refused("positive in_features", () -> LinearCrossEntropyLoss.options(0, 3));
    refused("(N, 2)", () -> loss().call(tensor(1f, 2), tensor(0L)));
    refused(
        "ignore_index cannot be specified",
        () ->
            new LinearCrossEntropyLoss(options.ignoreIndex(1))
                .call(tensor(1f, 2), tensor(0f, 1, 0)));
  }

  private static void refused(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
