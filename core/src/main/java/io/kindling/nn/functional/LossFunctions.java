package io.kindling.nn.functional;

import io.kindling.nn.loss.BCELoss;
import io.kindling.nn.loss.BCEWithLogitsLoss;
import io.kindling.nn.loss.CTCLoss;
import io.kindling.nn.loss.CosineEmbeddingLoss;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.loss.GaussianNLLLoss;
import io.kindling.nn.loss.HingeEmbeddingLoss;
import io.kindling.nn.loss.HuberLoss;
import io.kindling.nn.loss.KLDivLoss;
import io.kindling.nn.loss.L1Loss;
import io.kindling.nn.loss.MSELoss;
import io.kindling.nn.loss.MarginRankingLoss;
import io.kindling.nn.loss.MultiLabelMarginLoss;
import io.kindling.nn.loss.MultiLabelSoftMarginLoss;
import io.kindling.nn.loss.MultiMarginLoss;
import io.kindling.nn.loss.NLLLoss;
import io.kindling.nn.loss.PoissonNLLLoss;
import io.kindling.nn.loss.Reduction;
import io.kindling.nn.loss.SmoothL1Loss;
import io.kindling.nn.loss.SoftMarginLoss;
import io.kindling.nn.loss.TripletMarginLoss;
import io.kindling.nn.loss.TripletMarginWithDistanceLoss;
import io.kindling.nn.loss.WeightedElements;
import io.kindling.tensor.Tensor;

/**
 * The losses as functions, those of {@code torch.nn.functional}. Each is the class of the same name
 * called once; formula, shapes, options and what is thrown stand there. Without a reduction it is
 * the mean.
 */
public class LossFunctions {
  /** Holds only static methods; a class that gathers more functions may extend it. */
  protected LossFunctions() {}

  /** {@link L1Loss}. */
  public static Tensor l1Loss(Tensor input, Tensor target) {
    return l1Loss(input, target, Reduction.MEAN);
  }

  /** {@link L1Loss}. */
  public static Tensor l1Loss(Tensor input, Tensor target, Reduction reduction) {
    return new L1Loss(reduction).call(input, target);
  }

  /** {@link L1Loss} in PyTorch's deprecated spelling; warns of it. Null is the default, true. */
  public static Tensor l1Loss(Tensor input, Tensor target, Boolean sizeAverage, Boolean reduce) {
    return l1Loss(input, target, Reduction.legacy(sizeAverage, reduce));
  }

  /** {@link MSELoss}. */
  public static Tensor mseLoss(Tensor input, Tensor target) {
    return mseLoss(input, target, Reduction.MEAN);
  }

  /** {@link MSELoss}. */
  public static Tensor mseLoss(Tensor input, Tensor target, Reduction reduction) {
    return new MSELoss(reduction).call(input, target);
  }

  /** {@link MSELoss} in PyTorch's deprecated spelling; warns of it. Null is the default, true. */
  public static Tensor mseLoss(Tensor input, Tensor target, Boolean sizeAverage, Boolean reduce) {
    return mseLoss(input, target, Reduction.legacy(sizeAverage, reduce));
  }

  /** {@link WeightedElements#l1}. */
  public static Tensor l1Loss(Tensor input, Tensor target, Tensor weight, Reduction reduction) {
    return WeightedElements.l1(input, target, weight, reduction);
  }

  /** {@link WeightedElements#mse}. */
  public static Tensor mseLoss(Tensor input, Tensor target, Tensor weight, Reduction reduction) {
    return WeightedElements.mse(input, target, weight, reduction);
  }

  /** {@link WeightedElements#huber}. */
  public static Tensor huberLoss(
      Tensor input, Tensor target, Reduction reduction, double delta, Tensor weight) {
    return WeightedElements.huber(input, target, weight, reduction, delta);
  }

  /** {@link CrossEntropyLoss}. */
  public static Tensor crossEntropy(Tensor input, Tensor target) {
    return crossEntropy(input, target, CrossEntropyLoss.options());
  }

  /** {@link CrossEntropyLoss}. */
  public static Tensor crossEntropy(Tensor input, Tensor target, Reduction reduction) {
    return new CrossEntropyLoss(reduction).call(input, target);
  }

  /** {@link CrossEntropyLoss}. */
  public static Tensor crossEntropy(Tensor input, Tensor target, CrossEntropyLoss.Options options) {
    return new CrossEntropyLoss(options).call(input, target);
  }

  /** {@link NLLLoss}. */
  public static Tensor nllLoss(Tensor input, Tensor target) {
    return nllLoss(input, target, NLLLoss.options());
  }

  /** {@link NLLLoss}. */
  public static Tensor nllLoss(Tensor input, Tensor target, Reduction reduction) {
    return new NLLLoss(reduction).call(input, target);
  }

  /** {@link NLLLoss}. */
  public static Tensor nllLoss(Tensor input, Tensor target, NLLLoss.Options options) {
    return new NLLLoss(options).call(input, target);
  }

  /** {@link KLDivLoss}. */
  public static Tensor klDiv(Tensor input, Tensor target, Reduction reduction) {
    return klDiv(input, target, reduction, false);
  }

  /** {@link KLDivLoss}. */
  public static Tensor klDiv(Tensor input, Tensor target, Reduction reduction, boolean logTarget) {
    return new KLDivLoss(reduction, logTarget).call(input, target);
  }

  /** {@link BCELoss}. */
  public static Tensor binaryCrossEntropy(Tensor input, Tensor target) {
    return binaryCrossEntropy(input, target, null, Reduction.MEAN);
  }

  /** {@link BCELoss}; the weight may be null. */
  public static Tensor binaryCrossEntropy(
      Tensor input, Tensor target, Tensor weight, Reduction reduction) {
    return new BCELoss(reduction, weight).call(input, target);
  }

  /** {@link BCEWithLogitsLoss}. */
  public static Tensor binaryCrossEntropyWithLogits(Tensor input, Tensor target) {
    return binaryCrossEntropyWithLogits(input, target, BCEWithLogitsLoss.options());
  }

  /** {@link BCEWithLogitsLoss}. */
  public static Tensor binaryCrossEntropyWithLogits(
      Tensor input, Tensor target, BCEWithLogitsLoss.Options options) {
    return new BCEWithLogitsLoss(options).call(input, target);
  }

  /** {@link PoissonNLLLoss}. */
  public static Tensor poissonNllLoss(Tensor input, Tensor target) {
    return poissonNllLoss(input, target, PoissonNLLLoss.options());
  }

  /** {@link PoissonNLLLoss}. */
  public static Tensor poissonNllLoss(Tensor input, Tensor target, PoissonNLLLoss.Options options) {
    return new PoissonNLLLoss(options).call(input, target);
  }

  /** {@link GaussianNLLLoss}. */
  public static Tensor gaussianNllLoss(Tensor input, Tensor target, Tensor variance) {
    return gaussianNllLoss(input, target, variance, GaussianNLLLoss.options());
  }

  /** {@link GaussianNLLLoss}. */
  public static Tensor gaussianNllLoss(
      Tensor input, Tensor target, Tensor variance, GaussianNLLLoss.Options options) {
    return new GaussianNLLLoss(options).call(input, target, variance);
  }

  /** {@link SmoothL1Loss}, beta 1. */
  public static Tensor smoothL1Loss(Tensor input, Tensor target) {
    return smoothL1Loss(input, target, Reduction.MEAN, 1);
  }

  /** {@link SmoothL1Loss}. */
  public static Tensor smoothL1Loss(Tensor input, Tensor target, Reduction reduction, double beta) {
    return new SmoothL1Loss(reduction, beta).call(input, target);
  }

  /** {@link HuberLoss}, delta 1. */
  public static Tensor huberLoss(Tensor input, Tensor target) {
    return huberLoss(input, target, Reduction.MEAN, 1);
  }

  /** {@link HuberLoss}. */
  public static Tensor huberLoss(Tensor input, Tensor target, Reduction reduction, double delta) {
    return new HuberLoss(reduction, delta).call(input, target);
  }

  /** {@link HingeEmbeddingLoss}, margin 1. */
  public static Tensor hingeEmbeddingLoss(Tensor input, Tensor target) {
    return hingeEmbeddingLoss(input, target, Reduction.MEAN, 1);
  }

  /** {@link HingeEmbeddingLoss}. */
  public static Tensor hingeEmbeddingLoss(
      Tensor input, Tensor target, Reduction reduction, double margin) {
    return new HingeEmbeddingLoss(reduction, margin).call(input, target);
  }

  /** {@link CosineEmbeddingLoss}, margin 0. */
  public static Tensor cosineEmbeddingLoss(Tensor input1, Tensor input2, Tensor target) {
    return cosineEmbeddingLoss(input1, input2, target, Reduction.MEAN, 0);
  }

  /** {@link CosineEmbeddingLoss}. */
  public static Tensor cosineEmbeddingLoss(
      Tensor input1, Tensor input2, Tensor target, Reduction reduction, double margin) {
    return new CosineEmbeddingLoss(reduction, margin).call(input1, input2, target);
  }

  /** {@link MarginRankingLoss}, margin 0. */
  public static Tensor marginRankingLoss(Tensor input1, Tensor input2, Tensor target) {
    return marginRankingLoss(input1, input2, target, Reduction.MEAN, 0);
  }

  /** {@link MarginRankingLoss}. */
  public static Tensor marginRankingLoss(
      Tensor input1, Tensor input2, Tensor target, Reduction reduction, double margin) {
    return new MarginRankingLoss(reduction, margin).call(input1, input2, target);
  }

  /** {@link MultiMarginLoss}. */
  public static Tensor multiMarginLoss(Tensor input, Tensor target) {
    return multiMarginLoss(input, target, MultiMarginLoss.options());
  }

  /** {@link MultiMarginLoss}. */
  public static Tensor multiMarginLoss(
      Tensor input, Tensor target, MultiMarginLoss.Options options) {
    return new MultiMarginLoss(options).call(input, target);
  }

  /** {@link MultiLabelMarginLoss}. */
  public static Tensor multilabelMarginLoss(Tensor input, Tensor target) {
    return multilabelMarginLoss(input, target, Reduction.MEAN);
  }

  /** {@link MultiLabelMarginLoss}. */
  public static Tensor multilabelMarginLoss(Tensor input, Tensor target, Reduction reduction) {
    return new MultiLabelMarginLoss(reduction).call(input, target);
  }

  /** {@link MultiLabelSoftMarginLoss}. */
  public static Tensor multilabelSoftMarginLoss(Tensor input, Tensor target) {
    return multilabelSoftMarginLoss(input, target, null, Reduction.MEAN);
  }

  /** {@link MultiLabelSoftMarginLoss}; the weight may be null. */
  public static Tensor multilabelSoftMarginLoss(
      Tensor input, Tensor target, Tensor weight, Reduction reduction) {
    return new MultiLabelSoftMarginLoss(reduction, weight).call(input, target);
  }

  /** {@link SoftMarginLoss}. */
  public static Tensor softMarginLoss(Tensor input, Tensor target) {
    return softMarginLoss(input, target, Reduction.MEAN);
  }

  /** {@link SoftMarginLoss}. */
  public static Tensor softMarginLoss(Tensor input, Tensor target, Reduction reduction) {
    return new SoftMarginLoss(reduction).call(input, target);
  }

  /** {@link TripletMarginLoss}. */
  public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative) {
    return tripletMarginLoss(anchor, positive, negative, TripletMarginLoss.options());
  }

  /** {@link TripletMarginLoss}. */
  public static Tensor tripletMarginLoss(
      Tensor anchor, Tensor positive, Tensor negative, TripletMarginLoss.Options options) {
    return new TripletMarginLoss(options).call(anchor, positive, negative);
  }

  /** {@link TripletMarginWithDistanceLoss}. */
  public static Tensor tripletMarginWithDistanceLoss(
      Tensor anchor,
      Tensor positive,
      Tensor negative,
      TripletMarginWithDistanceLoss.Options options) {
    return new TripletMarginWithDistanceLoss(options).call(anchor, positive, negative);
  }

  /** {@link CTCLoss}. */
  public static Tensor ctcLoss(
      Tensor logProbs, Tensor targets, long[] inputLengths, long[] targetLengths) {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, CTCLoss.options());
  }

  /** {@link CTCLoss}. */
  public static Tensor ctcLoss(
      Tensor logProbs,
      Tensor targets,
      long[] inputLengths,
      long[] targetLengths,
      CTCLoss.Options options) {
    return new CTCLoss(options).call(logProbs, targets, inputLengths, targetLengths);
  }
}
