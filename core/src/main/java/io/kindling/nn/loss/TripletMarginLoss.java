package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.LossArguments;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;
import java.io.Serializable;
import java.util.List;

/**
 * An anchor is to be nearer to a positive than to a negative example by a margin; {@code
 * torch.nn.TripletMarginLoss}:
 *
 * <pre>{@code l = max(0, d(a, p) - d(a, n) + margin),   d(u, v) = ||u - v + eps||_p}</pre>
 *
 * <p>With swap, d(a, n) is the smaller of d(a, n) and d(p, n). All three (N, D) or (D), sizes
 * broadcast; the loss is (N) or one number. Source: V. Balntas et al., "Learning shallow
 * convolutional feature descriptors with triplet losses", 2016.
 */
public final class TripletMarginLoss extends TripleLoss {
  private static final long serialVersionUID = 1L;

  private final Options options;

  /** The mean over the batch; margin 1, Euclidean distance. */
  public TripletMarginLoss() {
    this(options());
  }

  public TripletMarginLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  public TripletMarginLoss(Options options) {
    super(options.reduction);
    this.options = options;
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1, 2, 1e-6, false, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param p of the norm
   * @param eps added to every difference
   * @param swap compare with the nearer of anchor and positive
   */
  public record Options(double margin, double p, double eps, boolean swap, Reduction reduction)
      implements Serializable {
    /** Checks that the margin is positive. */
    public Options {
      LossArguments.positive("TripletMarginLoss", "margin", margin);
    }

    public Options margin(double value) {
      return new Options(value, p, eps, swap, reduction);
    }

    public Options p(double value) {
      return new Options(margin, value, eps, swap, reduction);
    }

    public Options eps(double value) {
      return new Options(margin, p, value, swap, reduction);
    }

    public Options swap(boolean value) {
      return new Options(margin, p, eps, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(margin, p, eps, swap, value);
    }
  }

  @Override
  public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
    return F.tripletMarginLoss(
        anchor,
        positive,
        negative,
        options.margin,
        options.p,
        options.eps,
        options.swap,
        reduction());
  }

  @Override
  public double meanDivisor(Tensor anchor, Tensor positive, Tensor negative) {
    return TripletMarginWithDistanceLoss.vectors(anchor, positive, negative);
  }

  @Override
  public List<String> operands() {
    return List.of("anchor", "positive", "negative");
  }

  @Override
  public TripletMarginLoss withReduction(Reduction other) {
    return new TripletMarginLoss(options.reduction(other));
  }
}
