package io.kindling.nn.functional;

import io.kindling.ops.NegativeLogLikelihood;
import io.kindling.ops.ScalarArithmetic;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;

/**
 * Cross entropy of logits with classes or with probabilities.
 *
 * @param weight of each class, or null for ones
 * @param smoothing the share of the uniform distribution in the target
 */
record CrossEntropy(Tensor weight, long ignoreIndex, Reduction reduction, double smoothing) {
  private static final String NAME = "cross_entropy";

  CrossEntropy {
    Reduction.plain(NAME, reduction);
    LossArguments.labelSmoothing(NAME, smoothing);
  }

  Tensor of(Tensor input, Tensor target) {
    if (input.dim() == 0) {
      throw new IllegalArgumentException(
          "cross_entropy: expected input (C) or (N, C, ...), got a scalar");
    }
    if (input.shape().equals(target.shape())) {
      return ofProbabilities(input, target);
    }
    Tensor logs = input.logSoftmax(classDim(input));
    Tensor loss =
        NegativeLogLikelihood.loss(
            logs, target, weight, ignoreIndex, Reduction.fused(NAME, reduction));
    return smoothing == 0 ? loss : smoothed(loss, logs, target);
  }

  /** The distance to the uniform distribution mixed in, over the targets that count. */
  private Tensor smoothed(Tensor loss, Tensor logs, Tensor target) {
    int dim = classDim(logs);
    Tensor weighted = weight == null ? logs : logs.mul(alongClasses(logs));
    Tensor each = weighted.sum(dim).neg().maskedFill(target.eq(ignoreIndex), 0);
    Tensor uniform =
        switch (reduction) {
          case NONE -> each;
          case MEAN ->
              each.sum()
                  .div(
                      Tensors.scalar(
                          each.dtype(),
                          NegativeLogLikelihood.divisor(target, weight, ignoreIndex)));
          default -> each.sum();
        };
    return ScalarArithmetic.mul(loss, 1 - smoothing)
        .add(ScalarArithmetic.mul(uniform, smoothing / Math.max(1, logs.size(dim))));
  }

  private Tensor ofProbabilities(Tensor input, Tensor target) {
    if (!target.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "cross_entropy: Expected floating point type for target with class probabilities (it has"
              + " the input's shape "
              + input.shape()
              + "), got "
              + target.dtype()
              + "; class indices have one dimension less");
    }
    if (ignoreIndex >= 0) {
      throw new IllegalArgumentException(
          "cross_entropy: ignore_index is not supported for floating point target, got "
              + ignoreIndex);
    }
    if (weight != null) {
      checkWeight(input);
    }
    int dim = classDim(input);
    int classes = input.size(dim);
    Tensor logs = input.logSoftmax(dim);
    Tensor mixed =
        smoothing == 0
            ? target
            : ScalarArithmetic.add(
                ScalarArithmetic.mul(target, 1 - smoothing), smoothing / classes);
    Tensor product = logs.mul(mixed);
    if (weight != null) {
      product = product.mul(alongClasses(input));
    }
    return switch (reduction) {
      case NONE -> product.sum(dim).neg();
      case MEAN ->
          ScalarArithmetic.div(product.sum().neg(), (double) input.numel() / Math.max(1, classes));
      default -> product.sum().neg();
    };
  }

  private static int classDim(Tensor input) {
    return input.dim() <= 1 ? 0 : 1;
  }

  /** The weights in a shape that broadcasts along the classes of {@code input}. */
  private Tensor alongClasses(Tensor input) {
    int[] sizes = new int[input.dim()];
    Arrays.fill(sizes, 1);
    sizes[classDim(input)] = weight.numel();
    return weight.reshape(sizes);
  }

  private void checkWeight(Tensor input) {
    int classes = input.dim() == 0 ? 0 : input.size(classDim(input));
    if (weight.dim() != 1 || weight.size(0) != classes) {
      throw new IllegalArgumentException(
          "cross_entropy: weight tensor should be defined either for all "
              + classes
              + " classes or no classes but got weight tensor of shape: "
              + weight.shape());
    }
  }
}
