package io.kindling.nn.functional;

import io.kindling.ops.ConnectionistTemporal;
import io.kindling.ops.Distance;
import io.kindling.ops.ScalarArithmetic;
import io.kindling.ops.Selection;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.function.BinaryOperator;

/**
 * The losses as functions, those of {@code torch.nn.functional}, with the arguments in its order;
 * those of pairs, triplets and sequences stand here, the others in the classes above. Formula,
 * shapes and what is thrown stand at the module of the same name in {@code nn.loss}, which calls
 * the function. Without a reduction it is the mean.
 */
public class LossFunctions extends ClassificationLossFunctions {
  /** PyTorch's, under the root of the squared lengths, a float there too. */
  private static final double COSINE_EPSILON = 1e-12f;

  /** Holds only static methods; a class that gathers more functions may extend it. */
  protected LossFunctions() {}

  /** {@link io.kindling.nn.loss.HingeEmbeddingLoss}, margin 1. */
  public static Tensor hingeEmbeddingLoss(Tensor input, Tensor target) {
    return hingeEmbeddingLoss(input, target, Reduction.MEAN, 1);
  }

  /** {@link io.kindling.nn.loss.HingeEmbeddingLoss}. */
  public static Tensor hingeEmbeddingLoss(
      Tensor input, Tensor target, Reduction reduction, double margin) {
    Tensor zero = Tensors.scalar(input.dtype(), 0);
    Tensor apart = Tensors.scalar(input.dtype(), margin).sub(input).clampMin(0);
    Tensor losses =
        Selection.where(target.ne(1), apart, zero).add(Selection.where(target.ne(-1), input, zero));
    return Reduction.of("hinge_embedding_loss", reduction, losses);
  }

  /** {@link io.kindling.nn.loss.CosineEmbeddingLoss}, margin 0. */
  public static Tensor cosineEmbeddingLoss(Tensor input1, Tensor input2, Tensor target) {
    return cosineEmbeddingLoss(input1, input2, target, Reduction.MEAN, 0);
  }

  /**
   * {@link io.kindling.nn.loss.CosineEmbeddingLoss}.
   *
   * @param margin from -1 to 1; 0 to 0.5 is suggested
   */
  public static Tensor cosineEmbeddingLoss(
      Tensor input1, Tensor input2, Tensor target, Reduction reduction, double margin) {
    int dim = target.dim();
    if (dim > 1 || input1.dim() != dim + 1 || input2.dim() != dim + 1) {
      throw new IllegalArgumentException(
          "cosine_embedding_loss: a target of shape () expects inputs (D), one of shape (N) expects"
              + " inputs (N, D); got target "
              + target.shape()
              + " and inputs "
              + input1.shape()
              + " and "
              + input2.shape());
    }
    Tensor product = input1.mul(input2).sum(dim);
    Tensor square1 = ScalarArithmetic.add(input1.mul(input1).sum(dim), COSINE_EPSILON);
    Tensor square2 = ScalarArithmetic.add(input2.mul(input2).sum(dim), COSINE_EPSILON);
    Tensor cosine = product.div(square1.mul(square2).sqrt());
    Tensor zero = Tensors.scalar(cosine.dtype(), 0);
    Tensor alike = Tensors.scalar(cosine.dtype(), 1).sub(cosine);
    Tensor apart = ScalarArithmetic.sub(cosine, margin).clampMin(0);
    Tensor losses =
        Selection.where(target.eq(1), alike, zero).add(Selection.where(target.eq(-1), apart, zero));
    return Reduction.of("cosine_embedding_loss", reduction, losses);
  }

  /** {@link io.kindling.nn.loss.MarginRankingLoss}, margin 0. */
  public static Tensor marginRankingLoss(Tensor input1, Tensor input2, Tensor target) {
    return marginRankingLoss(input1, input2, target, Reduction.MEAN, 0);
  }

  /** {@link io.kindling.nn.loss.MarginRankingLoss}. */
  public static Tensor marginRankingLoss(
      Tensor input1, Tensor input2, Tensor target, Reduction reduction, double margin) {
    if (input1.dim() != input2.dim() || input1.dim() != target.dim()) {
      throw new IllegalArgumentException(
          "margin_ranking_loss: All input tensors should have same dimension but got sizes: input1:"
              + " "
              + input1.shape()
              + ", input2: "
              + input2.shape()
              + ", target: "
              + target.shape());
    }
    Tensor wrong = ScalarArithmetic.add(target.neg().mul(input1.sub(input2)), margin);
    return Reduction.of("margin_ranking_loss", reduction, wrong.clampMin(0));
  }

  /** {@link io.kindling.nn.loss.TripletMarginLoss}, margin 1, Euclidean distance. */
  public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative) {
    return tripletMarginLoss(anchor, positive, negative, 1, 2, 1e-6, false, Reduction.MEAN);
  }

  /**
   * {@link io.kindling.nn.loss.TripletMarginLoss}.
   *
   * @param p of the norm
   * @param eps added to every difference
   * @param swap compare with the nearer of anchor and positive
   */
  public static Tensor tripletMarginLoss(
      Tensor anchor,
      Tensor positive,
      Tensor negative,
      double margin,
      double p,
      double eps,
      boolean swap,
      Reduction reduction) {
    LossArguments.positive("triplet_margin_loss", "margin", margin);
    checkDims("triplet_margin_loss", anchor, positive, negative);
    Tensor near = Distance.pairwise(anchor, positive, p, eps);
    Tensor far = Distance.pairwise(anchor, negative, p, eps);
    if (swap) {
      far = far.minimum(Distance.pairwise(positive, negative, p, eps));
    }
    return Reduction.of(
        "triplet_margin_loss", reduction, ScalarArithmetic.add(near, margin).sub(far).clampMin(0));
  }

  /**
   * {@link io.kindling.nn.loss.TripletMarginWithDistanceLoss}.
   *
   * @param distance a real, not negative number for each pair, made of tensor operations
   * @param swap compare with the nearer of anchor and positive
   */
  public static Tensor tripletMarginWithDistanceLoss(
      Tensor anchor,
      Tensor positive,
      Tensor negative,
      BinaryOperator<Tensor> distance,
      double margin,
      boolean swap,
      Reduction reduction) {
    LossArguments.positive("triplet_margin_with_distance_loss", "margin", margin);
    checkDims("triplet_margin_with_distance_loss", anchor, positive, negative);
    Tensor near = distance.apply(anchor, positive);
    Tensor far = distance.apply(anchor, negative);
    if (swap) {
      far = far.minimum(distance.apply(positive, negative));
    }
    return Reduction.of(
        "triplet_margin_with_distance_loss",
        reduction,
        near.add(Operands.number(near, margin)).sub(far).clampMin(0));
  }

  private static void checkDims(String operation, Tensor anchor, Tensor positive, Tensor negative) {
    if (anchor.dim() != positive.dim() || anchor.dim() != negative.dim()) {
      throw new IllegalArgumentException(
          operation
              + ": The anchor, positive, and negative tensors are expected to have the same number"
              + " of dimensions, but got: anchor "
              + anchor.shape()
              + ", positive "
              + positive.shape()
              + ", and negative "
              + negative.shape());
    }
  }

  /** {@link io.kindling.nn.loss.CTCLoss}, blank 0. */
  public static Tensor ctcLoss(
      Tensor logProbs, Tensor targets, long[] inputLengths, long[] targetLengths) {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, 0, Reduction.MEAN, false);
  }

  /**
   * {@link io.kindling.nn.loss.CTCLoss}.
   *
   * @param blank the class that stands for no label
   * @param zeroInfinity a target too long for its input costs 0, with gradient 0, not infinity
   */
  public static Tensor ctcLoss(
      Tensor logProbs,
      Tensor targets,
      long[] inputLengths,
      long[] targetLengths,
      int blank,
      Reduction reduction,
      boolean zeroInfinity) {
    boolean batched = logProbs.dim() == 3;
    if (!batched && logProbs.dim() != 2) {
      throw new IllegalArgumentException(
          "ctc_loss: expected log_probs (T, N, C) or (T, C), got " + logProbs.shape());
    }
    if (!logProbs.dtype().isFloatingPoint() || targets.dtype() != DType.INT64) {
      throw new IllegalArgumentException(
          "ctc_loss: expected floating log_probs and int64 targets, got "
              + logProbs.dtype()
              + " and "
              + targets.dtype());
    }
    Tensor logs = batched ? logProbs : logProbs.unsqueeze(1);
    Tensor labels = batched || targets.dim() != 1 ? targets : targets.unsqueeze(0);
    ConnectionistTemporal.Targets prepared =
        CtcTargets.prepare(logs, labels, inputLengths, targetLengths, blank, zeroInfinity);
    Tensor losses = ConnectionistTemporal.loss(logs, prepared);
    if (zeroInfinity) {
      Tensor zero = Tensors.scalar(losses.dtype(), 0);
      losses = Selection.where(losses.eq(Double.POSITIVE_INFINITY), zero, losses);
    }
    return switch (Reduction.plain("ctc_loss", reduction)) {
      case NONE -> batched ? losses : losses.squeeze(0);
      case SUM -> losses.sum();
      default -> losses.div(divisors(losses, targetLengths)).mean();
    };
  }

  private static Tensor divisors(Tensor losses, long[] targetLengths) {
    Tensor divisors = Tensors.zerosLike(losses);
    for (int i = 0; i < targetLengths.length; i++) {
      divisors.storage().setDouble(i, Math.max(1, targetLengths[i]));
    }
    return divisors;
  }
}
