package io.kindling.nn.loss;

import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * How far an input is from a target.
 *
 * <p>A mean over a batch that is spread over several workers is not the mean of their means. It is
 * the sum of {@code withReduction(SUM)} over the shares, divided by the sum of {@link #meanDivisor}
 * over the shares; that holds for every loss here, with weights and ignored targets too.
 */
public abstract class Loss extends Criterion {
  private static final long serialVersionUID = 1L;

  protected Loss(Reduction reduction) {
    super(reduction);
  }

  /** The loss; call {@link #call(Tensor, Tensor)}, not this. */
  public abstract Tensor forward(Tensor input, Tensor target);

  /** The loss: Python's {@code loss(input, target)}. */
  public final Tensor call(Tensor input, Tensor target) {
    return callWithHooks(in -> forward(in[0], in[1]), input, target);
  }

  @Override
  public List<String> operands() {
    return List.of("input", "target");
  }

  @Override
  protected final Tensor forward(List<Tensor> operands) {
    return forward(operands.get(0), operands.get(1));
  }

  @Override
  public abstract Loss withReduction(Reduction other);

  /**
   * What this loss divides the sum by to make the mean: the number of element losses, for weighted
   * classes the sum of the weights used, for {@link Reduction#BATCHMEAN} the size of the batch. It
   * adds up over the shares of a batch, and does not depend on whether this instance sums or
   * averages.
   */
  public double meanDivisor(Tensor input, Tensor target) {
    return Shape.broadcast(name(), input.shape(), target.shape()).numel();
  }
}
