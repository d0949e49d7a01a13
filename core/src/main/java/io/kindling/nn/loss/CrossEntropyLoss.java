package io.kindling.nn.loss;

import io.kindling.ops.NegativeLogLikelihood;
import io.kindling.ops.ScalarArithmetic;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.Serializable;

/**
 * The cross entropy of a target distribution and the softmax of logits; {@code
 * torch.nn.CrossEntropyLoss}. With classes y as target
 *
 * <pre>{@code l_n = -w[y_n] log softmax(x_n)[y_n]}</pre>
 *
 * and with probabilities p as target {@code l_n = -sum_c w[c] p[n, c] log softmax(x_n)[c]}. Label
 * smoothing e mixes the target with the uniform distribution: {@code (1-e) target + e/C}.
 *
 * <p>Input (C), (N, C) or (N, C, d1, ..., dk) of logits; target either int64 or uint8 classes of
 * shape (), (N) or (N, d1, ..., dk), or probabilities of the input's shape. The loss has the shape
 * of the classes, or is one number. The mean over classes is weighted, {@code sum l_n / sum
 * w[y_n]}, and leaves ignored targets out; the mean over probabilities divides by the number of
 * positions.
 */
public final class CrossEntropyLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final Options options;
  private final Tensor weight;

  /** The mean over the batch. */
  public CrossEntropyLoss() {
    this(options());
  }

  public CrossEntropyLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  public CrossEntropyLoss(Options options) {
    super(options.reduction);
    this.options = options;
    this.weight = registerBuffer("weight", options.weight);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(null, -100, 0, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param weight of each class (C), or null for ones
   * @param ignoreIndex the target class that does not count
   * @param labelSmoothing e in [0, 1]
   */
  public record Options(Tensor weight, long ignoreIndex, double labelSmoothing, Reduction reduction)
      implements Serializable {
    /** Checks the smoothing. */
    public Options {
      if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
        throw new IllegalArgumentException(
            "CrossEntropyLoss: label_smoothing must be between 0.0 and 1.0. Got: "
                + labelSmoothing);
      }
    }

    public Options weight(Tensor value) {
      return new Options(value, ignoreIndex, labelSmoothing, reduction);
    }

    public Options ignoreIndex(long value) {
      return new Options(weight, value, labelSmoothing, reduction);
    }

    public Options labelSmoothing(double value) {
      return new Options(weight, ignoreIndex, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(weight, ignoreIndex, labelSmoothing, value);
    }
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    if (input.dim() == 0) {
      throw new IllegalArgumentException(
          "cross_entropy: expected input (C) or (N, C, ...), got a scalar");
    }
    if (input.shape().equals(target.shape())) {
      return ofProbabilities(input, target);
    }
    Tensor logs = input.logSoftmax(classDim(input));
    Tensor loss =
        NegativeLogLikelihood.loss(logs, target, weight, options.ignoreIndex, reduction().fused());
    return options.labelSmoothing == 0 ? loss : smoothed(loss, logs, target);
  }

  /** The distance to the uniform distribution mixed in, over the targets that count. */
  private Tensor smoothed(Tensor loss, Tensor logs, Tensor target) {
    int dim = classDim(logs);
    Tensor weighted = weight == null ? logs : logs.mul(alongClasses(logs));
    Tensor each = weighted.sum(dim).neg().maskedFill(target.eq(options.ignoreIndex), 0);
    Tensor uniform =
        switch (reduction()) {
          case NONE -> each;
          case MEAN -> each.sum().div(Tensors.scalar(each.dtype(), meanDivisor(logs, target)));
          default -> each.sum();
        };
    double e = options.labelSmoothing;
    return ScalarArithmetic.mul(loss, 1 - e)
        .add(ScalarArithmetic.mul(uniform, e / Math.max(1, logs.size(dim))));
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
    if (options.ignoreIndex >= 0) {
      throw new IllegalArgumentException(
          "cross_entropy: ignore_index is not supported for floating point target, got "
              + options.ignoreIndex);
    }
    if (weight != null) {
      checkWeight(input);
    }
    int dim = classDim(input);
    int classes = input.size(dim);
    Tensor logs = input.logSoftmax(dim);
    double e = options.labelSmoothing;
    Tensor mixed =
        e == 0 ? target : ScalarArithmetic.add(ScalarArithmetic.mul(target, 1 - e), e / classes);
    Tensor product = logs.mul(mixed);
    if (weight != null) {
      product = product.mul(alongClasses(input));
    }
    return switch (reduction()) {
      case NONE -> product.sum(dim).neg();
      case MEAN -> ScalarArithmetic.div(product.sum().neg(), meanDivisor(input, target));
      default -> product.sum().neg();
    };
  }

  private static int classDim(Tensor input) {
    return input.dim() <= 1 ? 0 : 1;
  }

  /** The weights in a shape that broadcasts along the classes of {@code input}. */
  private Tensor alongClasses(Tensor input) {
    int[] sizes = new int[input.dim()];
    java.util.Arrays.fill(sizes, 1);
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

  @Override
  public double meanDivisor(Tensor input, Tensor target) {
    if (input.shape().equals(target.shape())) {
      return (double) input.numel() / Math.max(1, input.size(classDim(input)));
    }
    return NegativeLogLikelihood.divisor(target, weight, options.ignoreIndex);
  }

  @Override
  public CrossEntropyLoss withReduction(Reduction other) {
    return new CrossEntropyLoss(options.reduction(other));
  }
}
