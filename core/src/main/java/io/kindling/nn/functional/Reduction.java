package io.kindling.nn.functional;

import io.kindling.ops.LossReduction;
import io.kindling.tensor.Tensor;
import io.kindling.text.Names;
import java.util.Arrays;
import java.util.Locale;

/** What becomes of the losses of a batch. */
public enum Reduction {
  /** Each loss by itself. */
  NONE,
  /** Their mean; the default. */
  MEAN,
  /** Their sum. */
  SUM,
  /** Their sum divided by the size of the batch; {@link F#klDiv} only. */
  BATCHMEAN;

  /** This reduction of element losses. */
  public Tensor of(Tensor losses) {
    return switch (this) {
      case NONE -> losses;
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
      case BATCHMEAN -> {
        Tensor sum = losses.sum();
        yield losses.dim() == 0 ? sum : sum.div(Operands.number(sum, losses.size(0)));
      }
    };
  }

  /** PyTorch's name: {@code none}, {@code mean}, {@code sum} or {@code batchmean}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The reduction of this name, in any case.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Reduction of(String label) {
    for (Reduction reduction : values()) {
      if (reduction.name().equalsIgnoreCase(label)) {
        return reduction;
      }
    }
    throw new IllegalArgumentException(
        label
            + " is not a valid value for reduction"
            + Names.hint(label, Arrays.stream(values()).map(Reduction::label).toList()));
  }

  /**
   * The reduction that PyTorch's deprecated arguments {@code size_average} and {@code reduce} mean;
   * warns once of what to write instead. Null stands for the default, true.
   */
  public static Reduction legacy(Boolean sizeAverage, Boolean reduce) {
    boolean average = sizeAverage == null || sizeAverage;
    boolean reduces = reduce == null || reduce;
    Reduction meant = !reduces ? NONE : average ? MEAN : SUM;
    Warnings.once(
        "size_average and reduce args will be deprecated, please use reduction='"
            + meant.label()
            + "' instead.");
    return meant;
  }

  /**
   * For the losses that know only none, mean and sum.
   *
   * @throws IllegalArgumentException for any other, naming the operation
   */
  static LossReduction fused(String operation, Reduction reduction) {
    return LossReduction.valueOf(plain(operation, reduction).name());
  }

  /** This reduction of the element losses of an operation that knows only none, mean and sum. */
  static Tensor of(String operation, Reduction reduction, Tensor losses) {
    return plain(operation, reduction).of(losses);
  }

  static Reduction plain(String operation, Reduction reduction) {
    if (reduction == null || reduction == BATCHMEAN) {
      throw new IllegalArgumentException(
          operation
              + ": "
              + (reduction == null ? null : reduction.label())
              + " is not a valid value for reduction; wanted none, mean or sum");
    }
    return reduction;
  }
}
