package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.LossArguments;
import io.kindling.nn.functional.Reduction;
import io.kindling.ops.Distance;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.io.Serializable;
import java.util.List;

/**
 * As {@link TripletMarginLoss} with any distance d; {@code torch.nn.TripletMarginWithDistanceLoss}:
 * {@code l = max(0, margin + d(a, p) - d(a, n))}. All three of equal dimensions; the loss has the
 * shape that d gives, or is one number.
 */
public final class TripletMarginWithDistanceLoss extends TripleLoss {
  private static final long serialVersionUID = 1L;

  private final Options options;

  /** A real, not negative number for each pair, made of tensor operations. */
  @FunctionalInterface
  public interface DistanceFunction extends Serializable {
    Tensor between(Tensor first, Tensor second);
  }

  /** The mean over the batch; margin 1, Euclidean distance. */
  public TripletMarginWithDistanceLoss() {
    this(options());
  }

  public TripletMarginWithDistanceLoss(DistanceFunction distance) {
    this(options().distance(distance));
  }

  public TripletMarginWithDistanceLoss(Options options) {
    super(options.reduction);
    this.options = options;
  }

  /** PyTorch's defaults: {@code pairwise_distance} with p 2 and eps 1e-6. */
  public static Options options() {
    return new Options((a, b) -> Distance.pairwise(a, b, 2, 1e-6), 1, false, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param swap compare with the nearer of anchor and positive
   */
  public record Options(DistanceFunction distance, double margin, boolean swap, Reduction reduction)
      implements Serializable {
    /** Checks that there is a distance and that the margin is positive. */
    public Options {
      if (distance == null) {
        throw new IllegalArgumentException(
            "TripletMarginWithDistanceLoss: expected a distance function, got null");
      }
      LossArguments.positive("TripletMarginWithDistanceLoss", "margin", margin);
    }

    public Options distance(DistanceFunction value) {
      return new Options(value, margin, swap, reduction);
    }

    public Options margin(double value) {
      return new Options(distance, value, swap, reduction);
    }

    public Options swap(boolean value) {
      return new Options(distance, margin, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(distance, margin, swap, value);
    }
  }

  @Override
  public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
    return F.tripletMarginWithDistanceLoss(
        anchor,
        positive,
        negative,
        options.distance::between,
        options.margin,
        options.swap,
        reduction());
  }

  /** How many vectors the three hold when broadcast. */
  static double vectors(Tensor anchor, Tensor positive, Tensor negative) {
    Shape pair = Shape.broadcast("triplet_margin_loss", anchor.shape(), positive.shape());
    Shape all = Shape.broadcast("triplet_margin_loss", pair, negative.shape());
    return (double) all.numel() / Math.max(1, all.size(-1));
  }

  /** The number of vectors, which is right for distances that drop the last dimension. */
  @Override
  public double meanDivisor(Tensor anchor, Tensor positive, Tensor negative) {
    return vectors(anchor, positive, negative);
  }

  @Override
  public List<String> operands() {
    return List.of("anchor", "positive", "negative");
  }

  @Override
  public TripletMarginWithDistanceLoss withReduction(Reduction other) {
    return new TripletMarginWithDistanceLoss(options.reduction(other));
  }
}
