package io.kindling.nn.loss;

import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;
import java.util.List;

/** A loss of three tensors. What {@link Loss} says of means over shares of a batch holds here. */
public abstract class TripleLoss extends Criterion {
  private static final long serialVersionUID = 1L;

  protected TripleLoss(Reduction reduction) {
    super(reduction);
  }

  /** The loss; call {@link #call(Tensor, Tensor, Tensor)}, not this. */
  public abstract Tensor forward(Tensor first, Tensor second, Tensor third);

  /** The loss: Python's {@code loss(first, second, third)}. */
  public final Tensor call(Tensor first, Tensor second, Tensor third) {
    return callWithHooks(in -> forward(in[0], in[1], in[2]), first, second, third);
  }

  @Override
  protected final Tensor forward(List<Tensor> operands) {
    return forward(operands.get(0), operands.get(1), operands.get(2));
  }

  @Override
  public abstract TripleLoss withReduction(Reduction other);

  /** What this loss divides the sum by to make the mean: the number of element losses. */
  public abstract double meanDivisor(Tensor first, Tensor second, Tensor third);
}
