package io.kindling.spark.worker;

import io.kindling.nn.functional.Reduction;
import io.kindling.nn.loss.Loss;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;

/**
 * The loss of a share of a batch: its sum, and what that is to be divided by for the mean. With
 * weights w the sum is of {@code w[i] * loss[i]} and the divisor of {@code w[i] * divisor[i]}; a
 * weight of 2 is the same as the sample twice.
 */
final class SampleLoss {
  private final Loss loss;
  private final Loss summed;

  SampleLoss(Loss loss) {
    this.loss = loss;
    this.summed = loss.withReduction(Reduction.SUM);
  }

  /**
   * The summed loss.
   *
   * @param weights one for each sample, or null when all are 1
   */
  Tensor sum(Tensor output, Tensor target, float[] weights) {
    if (weights == null) {
      return summed.call(output, target);
    }
    Tensor losses = loss.withReduction(Reduction.NONE).call(output, target);
    int n = weights.length;
    if (losses.dim() == 0 || losses.size(0) != n) {
      throw new IllegalArgumentException(
          loss.getClass().getSimpleName()
              + ": the losses of "
              + n
              + " samples have shape "
              + losses.shape()
              + ", so samples cannot be weighed; wanted one loss or one row of losses a sample");
    }
    int[] sizes = new int[losses.dim()];
    Arrays.fill(sizes, 1);
    sizes[0] = n;
    return losses.mul(Tensors.wrap(weights, sizes)).sum();
  }

  /** What {@link #sum} is divided by for the mean. */
  double divisor(Tensor output, Tensor target, float[] weights) {
    if (weights == null) {
      return loss.meanDivisor(output, target);
    }
    double divisor = 0;
    for (int i = 0; i < weights.length; i++) {
      divisor += weights[i] * loss.meanDivisor(output.narrow(0, i, 1), target.narrow(0, i, 1));
    }
    return divisor;
  }

  /** Samples whose highest output, the first of equals, is their class; 0 without classes. */
  static long correct(Tensor output, Tensor target) {
    if (output.dim() != 2 || target.dtype() != DType.INT64) {
      return 0;
    }
    float[] scores = output.detach().toFloatArray();
    long[] classes = target.toLongArray();
    int width = output.size(1);
    long correct = 0;
    for (int i = 0; i < classes.length; i++) {
      int best = 0;
      for (int c = 1; c < width; c++) {
        best = scores[i * width + c] > scores[i * width + best] ? c : best;
      }
      correct += best == classes[i] ? 1 : 0;
    }
    return correct;
  }
}
