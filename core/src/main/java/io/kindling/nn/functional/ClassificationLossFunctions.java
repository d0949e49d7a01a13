package io.kindling.nn.functional;

import io.kindling.ops.Activations;
import io.kindling.ops.Arithmetic;
import io.kindling.ops.BinaryLosses;
import io.kindling.ops.MarginLosses;
import io.kindling.ops.NegativeLogLikelihood;
import io.kindling.ops.SpecialMath;
import io.kindling.tensor.Tensor;

/**
 * Losses of classes and of probabilities; formulas and shapes stand at the modules of their names.
 */
abstract class ClassificationLossFunctions extends RegressionLossFunctions {
  ClassificationLossFunctions() {}

  /** {@link io.kindling.nn.loss.CrossEntropyLoss}. */
  public static Tensor crossEntropy(Tensor input, Tensor target) {
    return crossEntropy(input, target, Reduction.MEAN);
  }

  /** {@link io.kindling.nn.loss.CrossEntropyLoss}. */
  public static Tensor crossEntropy(Tensor input, Tensor target, Reduction reduction) {
    return crossEntropy(input, target, null, -100, reduction, 0);
  }

  /**
   * {@link io.kindling.nn.loss.CrossEntropyLoss}.
   *
   * @param weight of each class (C), or null for ones
   * @param ignoreIndex the target class that does not count
   * @param labelSmoothing in [0, 1]
   */
  public static Tensor crossEntropy(
      Tensor input,
      Tensor target,
      Tensor weight,
      long ignoreIndex,
      Reduction reduction,
      double labelSmoothing) {
    return new CrossEntropy(weight, ignoreIndex, reduction, labelSmoothing).of(input, target);
  }

  /** {@link io.kindling.nn.loss.NLLLoss}. */
  public static Tensor nllLoss(Tensor input, Tensor target) {
    return nllLoss(input, target, Reduction.MEAN);
  }

  /** {@link io.kindling.nn.loss.NLLLoss}. */
  public static Tensor nllLoss(Tensor input, Tensor target, Reduction reduction) {
    return nllLoss(input, target, null, -100, reduction);
  }

  /**
   * {@link io.kindling.nn.loss.NLLLoss}.
   *
   * @param weight of each class (C), or null for ones
   * @param ignoreIndex the target class that does not count
   */
  public static Tensor nllLoss(
      Tensor input, Tensor target, Tensor weight, long ignoreIndex, Reduction reduction) {
    return NegativeLogLikelihood.loss(
        input, target, weight, ignoreIndex, Reduction.fused("nll_loss", reduction));
  }

  /** {@link io.kindling.nn.loss.KLDivLoss}. */
  public static Tensor klDiv(Tensor input, Tensor target, Reduction reduction) {
    return klDiv(input, target, reduction, false);
  }

  /**
   * {@link io.kindling.nn.loss.KLDivLoss}.
   *
   * @param logTarget the target holds logarithms of probabilities
   */
  public static Tensor klDiv(Tensor input, Tensor target, Reduction reduction, boolean logTarget) {
    if (!input.dtype().isFloatingPoint() || !target.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "kl_div: Integral inputs not supported; got input of "
              + input.dtype()
              + " and target of "
              + target.dtype()
              + ", wanted float32 or float64");
    }
    if (reduction == Reduction.MEAN) {
      Warnings.once(
          "reduction: 'mean' divides the total loss by both the batch size and the support size."
              + "'batchmean' divides only by the batch size, and aligns with the KL div math"
              + " definition.'mean' will be changed to behave the same as 'batchmean' in the next"
              + " major release.");
    }
    Tensor losses =
        logTarget
            ? target.exp().mul(target.sub(input))
            : SpecialMath.xlogy(target, target).sub(target.mul(input));
    if (reduction != Reduction.BATCHMEAN) {
      return reduction.of(losses);
    }
    Tensor sum = losses.sum();
    return input.dim() == 0 ? sum : sum.div(Operands.number(sum, input.size(0)));
  }

  /** {@link io.kindling.nn.loss.BCELoss}. */
  public static Tensor binaryCrossEntropy(Tensor input, Tensor target) {
    return binaryCrossEntropy(input, target, null, Reduction.MEAN);
  }

  /**
   * {@link io.kindling.nn.loss.BCELoss}.
   *
   * @param weight of each element, or null for ones
   */
  public static Tensor binaryCrossEntropy(
      Tensor input, Tensor target, Tensor weight, Reduction reduction) {
    String operation = "binary_cross_entropy";
    if (!target.shape().equals(input.shape())) {
      throw new IllegalArgumentException(
          operation
              + ": Using a target size ("
              + target.shape()
              + ") that is different to the input size ("
              + input.shape()
              + ") is not supported. Please ensure they have the same size.");
    }
    if (!input.dtype().isFloatingPoint() || target.dtype() != input.dtype()) {
      throw new IllegalArgumentException(
          operation
              + ": Found target of "
              + target.dtype()
              + " but expected the input's floating type, "
              + input.dtype()
              + "; convert with to(DType.FLOAT32)");
    }
    return BinaryLosses.crossEntropy(input, target, weight, Reduction.fused(operation, reduction));
  }

  /** {@link io.kindling.nn.loss.BCEWithLogitsLoss}. */
  public static Tensor binaryCrossEntropyWithLogits(Tensor input, Tensor target) {
    return binaryCrossEntropyWithLogits(input, target, null, Reduction.MEAN, null);
  }

  /**
   * {@link io.kindling.nn.loss.BCEWithLogitsLoss}.
   *
   * @param weight of each element, or null for ones
   * @param posWeight of the positive target, or null for ones
   */
  public static Tensor binaryCrossEntropyWithLogits(
      Tensor input, Tensor target, Tensor weight, Reduction reduction, Tensor posWeight) {
    String operation = "binary_cross_entropy_with_logits";
    if (!target.shape().equals(input.shape())) {
      throw new IllegalArgumentException(
          operation
              + ": Target size ("
              + target.shape()
              + ") must be the same as input size ("
              + input.shape()
              + ")");
    }
    if (!target.dtype().isFloatingPoint() || !input.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          operation
              + ": expected floating input and target, got "
              + input.dtype()
              + " and "
              + target.dtype()
              + "; convert with to(DType.FLOAT32)");
    }
    return BinaryLosses.crossEntropyWithLogits(
        input, target, weight, posWeight, Reduction.fused(operation, reduction));
  }

  /** {@link io.kindling.nn.loss.MultiMarginLoss}, p 1 and margin 1. */
  public static Tensor multiMarginLoss(Tensor input, Tensor target) {
    return multiMarginLoss(input, target, 1, 1, null, Reduction.MEAN);
  }

  /**
   * {@link io.kindling.nn.loss.MultiMarginLoss}.
   *
   * @param p 1 or 2
   * @param weight of each class (C), or null for ones
   */
  public static Tensor multiMarginLoss(
      Tensor input, Tensor target, int p, double margin, Tensor weight, Reduction reduction) {
    LossArguments.power("multi_margin_loss", p);
    return MarginLosses.multiMargin(
        input, target, p, margin, weight, Reduction.fused("multi_margin_loss", reduction));
  }

  /** {@link io.kindling.nn.loss.MultiLabelMarginLoss}. */
  public static Tensor multilabelMarginLoss(Tensor input, Tensor target) {
    return multilabelMarginLoss(input, target, Reduction.MEAN);
  }

  /** {@link io.kindling.nn.loss.MultiLabelMarginLoss}. */
  public static Tensor multilabelMarginLoss(Tensor input, Tensor target, Reduction reduction) {
    return MarginLosses.multiLabelMargin(
        input, target, Reduction.fused("multilabel_margin_loss", reduction));
  }

  /** {@link io.kindling.nn.loss.MultiLabelSoftMarginLoss}. */
  public static Tensor multilabelSoftMarginLoss(Tensor input, Tensor target) {
    return multilabelSoftMarginLoss(input, target, null, Reduction.MEAN);
  }

  /**
   * {@link io.kindling.nn.loss.MultiLabelSoftMarginLoss}.
   *
   * @param weight of each class (C), or null for ones
   */
  public static Tensor multilabelSoftMarginLoss(
      Tensor input, Tensor target, Tensor weight, Reduction reduction) {
    if (input.dim() == 0) {
      throw new IllegalArgumentException(
          "multilabel_soft_margin_loss: expected input (*, C), got a scalar");
    }
    Tensor positive = target.mul(Activations.logSigmoid(input));
    Tensor negative = Arithmetic.rsub(1, target).mul(Activations.logSigmoid(input.neg()));
    Tensor loss = positive.add(negative).neg();
    if (weight != null) {
      loss = loss.mul(weight);
    }
    Tensor classes = Operands.number(loss, input.size(-1));
    return Reduction.of(
        "multilabel_soft_margin_loss", reduction, loss.sum(input.dim() - 1).div(classes));
  }

  /** {@link io.kindling.nn.loss.SoftMarginLoss}. */
  public static Tensor softMarginLoss(Tensor input, Tensor target) {
    return softMarginLoss(input, target, Reduction.MEAN);
  }

  /** {@link io.kindling.nn.loss.SoftMarginLoss}. */
  public static Tensor softMarginLoss(Tensor input, Tensor target, Reduction reduction) {
    return BinaryLosses.softMargin(input, target, Reduction.fused("soft_margin_loss", reduction));
  }
}
