package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Minus the logarithmic probability of the target class. */
public final class NegativeLogLikelihood {
  private NegativeLogLikelihood() {}

  /**
   * {@code -weight[target] * logProbabilities[target]} of each row, 0 for an ignored one, and with
   * it the row's weight.
   *
   * @param logProbabilities (N, C)
   * @param target (N) int64 classes
   * @param weight (C), or null for ones
   * @param ignoreIndex the class that does not count
   * @return losses (N) and the weights (N) that a mean divides by
   * @throws IllegalArgumentException for a class outside [0, C)
   */
  public static Result perSample(
      Tensor logProbabilities, Tensor target, Tensor weight, long ignoreIndex) {
    int n = logProbabilities.size(0);
    int classes = logProbabilities.size(1);
    long[] labels = target.toLongArray();
    Tensor weights = Tensor.allocate(logProbabilities.dtype(), target.shape());
    long[] safe = new long[n];
    for (int i = 0; i < n; i++) {
      boolean ignored = labels[i] == ignoreIndex;
      if (!ignored && (labels[i] < 0 || labels[i] >= classes)) {
        throw new IllegalArgumentException(
            "nll_loss: Target "
                + labels[i]
                + " is out of bounds: classes are 0 to "
                + (classes - 1)
                + " (element "
                + i
                + " of the target)");
      }
      safe[i] = ignored ? 0 : labels[i];
      double w = weight == null ? 1 : weight.get((int) safe[i]);
      weights.storage().setDouble(i, ignored ? 0 : w);
    }
    Tensor index = Tensors.wrap(safe, n, 1);
    Tensor zero = Tensors.scalar(logProbabilities.dtype(), 0);
    Tensor picked = Indexing.gather(logProbabilities.detach(), 1, index).reshape(n);
    // An ignored row counts 0 even where its logarithm is infinite.
    Tensor used = Tensors.wrap(labels, n).ne(ignoreIndex);
    Tensor losses = Selection.where(used, picked.neg().mul(weights), zero);
    Recorder.op("NllLossBackward0")
        .save(index, weights)
        .input(
            logProbabilities,
            (g, s) ->
                Tensors.zeros(g.dtype(), n, classes)
                    .scatterAdd(1, s.get(0), g.mul(s.get(1)).neg().reshape(n, 1)))
        .record(losses);
    return new Result(losses, weights);
  }

  /** Losses and weights, row by row. */
  public record Result(Tensor losses, Tensor weights) {}

  static void checkTarget(Tensor target) {
    if (target.dtype() != DType.INT64 && target.dtype() != DType.UINT8) {
      throw new IllegalArgumentException(
          "nll_loss: expected target of int64 class indices, got " + target.dtype());
    }
  }
}
