package io.kindling.nn.loss;

import io.kindling.nn.Module;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * What all losses have in common: a module that measures, and reduces what it measured. Whatever a
 * loss compares, {@link #call(List)} takes it:
 *
 * <pre>{@code
 * Criterion criterion = Losses.criterionByName(name, options);
 * Tensor loss = criterion.call(List.of(model.call(batch.inputs()), batch.labels()));
 * }</pre>
 */
public abstract class Criterion extends Module {
  private static final long serialVersionUID = 1L;

  private final Reduction reduction;

  /**
   * @throws IllegalArgumentException for {@link Reduction#BATCHMEAN}, unless this is a {@link
   *     KLDivLoss}
   */
  protected Criterion(Reduction reduction) {
    if (reduction == null || (reduction == Reduction.BATCHMEAN && !(this instanceof KLDivLoss))) {
      throw new IllegalArgumentException(
          name()
              + ": "
              + (reduction == null ? null : reduction.label())
              + " is not a valid value for reduction; wanted none, mean or sum");
    }
    this.reduction = reduction;
  }

  /** How the losses of a batch are reduced. */
  public final Reduction reduction() {
    return reduction;
  }

  /**
   * What the loss compares, by PyTorch's names in its order: {@code input} and {@code target} of
   * most, {@code anchor}, {@code positive} and {@code negative} of the triplet losses, {@code
   * log_probs}, {@code targets}, {@code input_lengths} and {@code target_lengths} of {@link
   * CTCLoss}.
   */
  public abstract List<String> operands();

  /** The loss of its {@link #operands}; call {@link #call(List)}, not this. */
  protected abstract Tensor forward(List<Tensor> operands);

  /**
   * The loss of its {@link #operands}, Python's {@code criterion(*tensors)}: the one call that all
   * losses have, for code that trains under any of them.
   *
   * @throws IllegalArgumentException for more or fewer tensors than it has operands
   */
  public final Tensor call(List<Tensor> tensors) {
    if (tensors.size() != operands().size()) {
      throw new IllegalArgumentException(
          name()
              + ": expected "
              + operands().size()
              + " tensors ("
              + String.join(", ", operands())
              + "), got "
              + tensors.size());
    }
    return callWithHooks(in -> forward(List.of(in)), tensors.toArray(new Tensor[0]));
  }

  /** The same loss with another reduction. */
  public abstract Criterion withReduction(Reduction other);
}
