package io.kindling.nn.loss;

import io.kindling.nn.Linear;
import io.kindling.nn.functional.Reduction;
import io.kindling.ops.NegativeLogLikelihood;
import io.kindling.tensor.Tensor;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * {@link CrossEntropyLoss} of logits that a linear layer of its own makes; {@code
 * torch.nn.LinearCrossEntropyLoss}.
 *
 * <p>Input (in) or (N, in); the logits are (C) or (N, C, d1, ..., dk), the sizes d being the
 * options' {@code outFeatures}; target as cross entropy takes it. The layer's weight is (C d1 ...
 * dk, in); an optimizer is to be given this module's parameters too.
 */
public final class LinearCrossEntropyLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final Options options;
  private final Tensor weight;
  private final Linear linear;
  private final CrossEntropyLoss crossEntropy;

  /** The mean over the batch, without bias. */
  public LinearCrossEntropyLoss(int inFeatures, int numClasses) {
    this(options(inFeatures, numClasses));
  }

  public LinearCrossEntropyLoss(Options options) {
    this(options, layer(options));
  }

  private LinearCrossEntropyLoss(Options options, Linear linear) {
    super(options.reduction);
    this.options = options;
    this.weight = registerBuffer("weight", options.weight);
    this.linear = register("linear", linear);
    this.crossEntropy =
        new CrossEntropyLoss(
            CrossEntropyLoss.options()
                .weight(options.weight)
                .ignoreIndex(options.ignoreIndex == null ? -100 : options.ignoreIndex)
                .labelSmoothing(options.labelSmoothing)
                .reduction(options.reduction));
  }

  private static Linear layer(Options options) {
    int outputs = options.numClasses;
    for (int size : options.outFeatures) {
      outputs *= size;
    }
    return new Linear(options.inFeatures, outputs, options.bias);
  }

  /** The sizes every layer needs; the rest have PyTorch's defaults. */
  public static Options options(int inFeatures, int numClasses) {
    return new Options(inFeatures, numClasses, new int[0], false, null, null, 0, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param outFeatures further sizes (d1, ..., dk) of the logits
   * @param weight of each class (C), or null for ones
   * @param ignoreIndex the target class that does not count; null for PyTorch's -100
   * @param labelSmoothing in [0, 1]
   */
  public record Options(
      int inFeatures,
      int numClasses,
      int[] outFeatures,
      boolean bias,
      Tensor weight,
      Long ignoreIndex,
      double labelSmoothing,
      Reduction reduction)
      implements Serializable {
    /** Checks sizes, weight and smoothing. */
    public Options {
      outFeatures = outFeatures.clone();
      if (inFeatures < 1 || numClasses < 1 || Arrays.stream(outFeatures).anyMatch(d -> d < 1)) {
        throw new IllegalArgumentException(
            "LinearCrossEntropyLoss: expected positive in_features, num_classes and out_features,"
                + " got "
                + inFeatures
                + ", "
                + numClasses
                + " and "
                + Arrays.toString(outFeatures));
      }
      if (weight != null && (weight.dim() != 1 || weight.size(0) != numClasses)) {
        throw new IllegalArgumentException(
            "LinearCrossEntropyLoss: expected weight shape to be ["
                + numClasses
                + "], got "
                + weight.shape());
      }
      if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
        throw new IllegalArgumentException(
            "LinearCrossEntropyLoss: expected label_smoothing to be in range [0, 1], got "
                + labelSmoothing);
      }
    }

    public Options outFeatures(int... value) {
      return new Options(
          inFeatures, numClasses, value, bias, weight, ignoreIndex, labelSmoothing, reduction);
    }

    public Options bias(boolean value) {
      return new Options(
          inFeatures,
          numClasses,
          outFeatures,
          value,
          weight,
          ignoreIndex,
          labelSmoothing,
          reduction);
    }

    public Options weight(Tensor value) {
      return new Options(
          inFeatures, numClasses, outFeatures, bias, value, ignoreIndex, labelSmoothing, reduction);
    }

    public Options ignoreIndex(long value) {
      return new Options(
          inFeatures, numClasses, outFeatures, bias, weight, value, labelSmoothing, reduction);
    }

    public Options labelSmoothing(double value) {
      return new Options(
          inFeatures, numClasses, outFeatures, bias, weight, ignoreIndex, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(
          inFeatures, numClasses, outFeatures, bias, weight, ignoreIndex, labelSmoothing, value);
    }
  }

  /** The layer that makes the logits. */
  public Linear linear() {
    return linear;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    if (input.dim() < 1
        || input.dim() > 2
        || (options.outFeatures.length > 0 && input.dim() == 1)) {
      throw new IllegalArgumentException(
          "linear_cross_entropy: expected input (N, "
              + options.inFeatures
              + ")"
              + (options.outFeatures.length == 0 ? " or (" + options.inFeatures + ")" : "")
              + ", got "
              + input.shape());
    }
    Tensor logits = linear.call(input).reshape(logits(input));
    if (options.ignoreIndex != null && logits.shape().equals(target.shape())) {
      throw new IllegalArgumentException(
          "linear_cross_entropy: ignore_index cannot be specified when target contains"
              + " probabilities, got "
              + options.ignoreIndex);
    }
    return crossEntropy.call(logits, target);
  }

  /** (C) or (N, C, d1, ..., dk). */
  private int[] logits(Tensor input) {
    int first = input.dim() - 1;
    int[] sizes = new int[first + 1 + options.outFeatures.length];
    if (first == 1) {
      sizes[0] = input.size(0);
    }
    sizes[first] = options.numClasses;
    System.arraycopy(options.outFeatures, 0, sizes, first + 1, options.outFeatures.length);
    return sizes;
  }

  @Override
  public double meanDivisor(Tensor input, Tensor target) {
    if (target.dtype().isFloatingPoint()) {
      return (double) target.numel() / options.numClasses;
    }
    long ignored = options.ignoreIndex == null ? -100 : options.ignoreIndex;
    return NegativeLogLikelihood.divisor(target, weight, ignored);
  }

  /** The same layer, not a copy, under another reduction. */
  @Override
  public LinearCrossEntropyLoss withReduction(Reduction other) {
    return new LinearCrossEntropyLoss(options.reduction(other), linear);
  }

  @Override
  protected String extraRepr() {
    String sizes =
        Arrays.stream(options.outFeatures)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    return "in_features="
        + options.inFeatures
        + ", num_classes="
        + options.numClasses
        + ", out_features=("
        + sizes
        + (options.outFeatures.length == 1 ? ",)" : ")")
        + ", bias="
        + (options.bias ? "True" : "False")
        + ", reduction="
        + reduction().label()
        + ", ignore_index="
        + (options.ignoreIndex == null ? "None" : options.ignoreIndex)
        + ", label_smoothing="
        + options.labelSmoothing
        + ", options=None";
  }
}
