package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.Serializable;
import java.util.List;

/**
 * Connectionist temporal classification: minus the logarithmic probability of a label sequence,
 * summed over all alignments with an unsegmented input; {@code torch.nn.CTCLoss}.
 *
 * <p>Logarithmic probabilities (T, N, C), as {@code logSoftmax(2)} gives, or (T, C); int64 targets
 * (N, S) padded, or all one after the other (sum of lengths); lengths (N) of inputs, at most T, and
 * of targets. The loss is (N) or one number. The mean first divides each loss by its target's
 * length (at least 1). The gradient is that of PyTorch, exact through {@code logSoftmax}. Source:
 * A. Graves et al., "Connectionist temporal classification", ICML 2006.
 */
public final class CTCLoss extends Criterion {
  private static final long serialVersionUID = 1L;

  private final Options options;

  /** The mean over the batch; blank is class 0. */
  public CTCLoss() {
    this(options());
  }

  public CTCLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  public CTCLoss(Options options) {
    super(options.reduction);
    this.options = options;
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(0, false, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param blank the class that stands for no label
   * @param zeroInfinity a target too long for its input costs 0, with gradient 0, not infinity
   */
  public record Options(int blank, boolean zeroInfinity, Reduction reduction)
      implements Serializable {
    public Options blank(int value) {
      return new Options(value, zeroInfinity, reduction);
    }

    public Options zeroInfinity(boolean value) {
      return new Options(blank, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(blank, zeroInfinity, value);
    }
  }

  /** The loss: Python's {@code loss(log_probs, targets, input_lengths, target_lengths)}. */
  public Tensor call(Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths) {
    return call(List.of(logProbs, targets, inputLengths, targetLengths));
  }

  @Override
  public List<String> operands() {
    return List.of("log_probs", "targets", "input_lengths", "target_lengths");
  }

  @Override
  protected Tensor forward(List<Tensor> in) {
    return F.ctcLoss(
        in.get(0),
        in.get(1),
        lengths("input", in.get(2)),
        lengths("target", in.get(3)),
        options.blank,
        reduction(),
        options.zeroInfinity);
  }

  /** The same with lengths as numbers. */
  public Tensor call(Tensor logProbs, Tensor targets, long[] inputLengths, long[] targetLengths) {
    return call(logProbs, targets, Tensors.tensor(inputLengths), Tensors.tensor(targetLengths));
  }

  private static long[] lengths(String what, Tensor lengths) {
    if (lengths.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "ctc_loss: " + what + "_lengths must be integral, got " + lengths.dtype());
    }
    return lengths.toLongArray();
  }

  @Override
  public CTCLoss withReduction(Reduction other) {
    return new CTCLoss(options.reduction(other));
  }
}
