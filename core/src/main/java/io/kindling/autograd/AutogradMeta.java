package io.kindling.autograd;

import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What autograd keeps about one tensor: whether it requires a gradient, where it came from, its
 * gradient.
 */
public final class AutogradMeta {
  private final Tensor tensor;
  private boolean requiresGrad;
  private Tensor grad;
  private Node gradFn;
  private int outputNr;
  private boolean retainsGrad;
  private AccumulateGrad accumulator;

  public AutogradMeta(Tensor tensor) {
    this.tensor = tensor;
  }

  public boolean requiresGrad() {
    return requiresGrad || gradFn != null;
  }

  public boolean isLeaf() {
    return gradFn == null;
  }

  public Node gradFn() {
    return gradFn;
  }

  /** Which output of {@link #gradFn} this tensor is. */
  public int outputNr() {
    return outputNr;
  }

  public Tensor grad() {
    return grad;
  }

  /** Replaces the gradient; null clears it. */
  public void setGrad(Tensor grad) {
    if (grad != null && !grad.shape().equals(tensor.shape())) {
      throw new IllegalArgumentException(
          "assigned grad has data of a different size: got "
              + grad.shape()
              + ", expected "
              + tensor.shape());
    }
    this.grad = grad;
  }

  public void setRequiresGrad(boolean requires) {
    if (requires && !tensor.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "only Tensors of floating point dtype can require gradients, got "
              + tensor.dtype()
              + "; convert with to(DType.FLOAT32)");
    }
    if (!requires && gradFn != null) {
      throw new IllegalStateException(
          "you can only change requires_grad flags of leaf variables; use detach() for a tensor"
              + " that does not require grad");
    }
    requiresGrad = requires;
  }

  /** Makes the tensor output {@code outputNr} of {@code function}. */
  public void setHistory(Node function, int outputNr) {
    this.gradFn = function;
    this.outputNr = outputNr;
    this.accumulator = null;
    this.retainsGrad = false;
  }

  /** Keeps the gradient of this non-leaf after backward. */
  public void retainGrad() {
    if (!requiresGrad()) {
      throw new IllegalStateException("can't retain_grad on Tensor that has requires_grad=False");
    }
    if (gradFn != null && !retainsGrad) {
      gradFn.retain(outputNr, tensor);
      retainsGrad = true;
    }
  }

  public boolean retainsGrad() {
    return retainsGrad;
  }

  /** Adds a hook that sees, and may replace, this tensor's gradient. */
  public HookHandle registerHook(UnaryOperator<Tensor> hook) {
    if (!requiresGrad()) {
      throw new IllegalStateException(
          "cannot register a hook on a tensor that doesn't require gradient");
    }
    Edge edge = edge();
    List<UnaryOperator<Tensor>> hooks = edge.function().hooks(edge.inputNr());
    hooks.add(hook);
    return () -> hooks.remove(hook);
  }

  /** Where this tensor's gradient flows to; null when it requires none. */
  public Edge edge() {
    if (gradFn != null) {
      return new Edge(gradFn, outputNr);
    }
    if (!requiresGrad) {
      return null;
    }
    if (accumulator == null) {
      accumulator = new AccumulateGrad(tensor);
    }
    return new Edge(accumulator, 0);
  }

  /** Adds to the gradient; in place unless the addition itself is being recorded. */
  void accumulate(Tensor gradient) {
    if (grad == null) {
      // A recorded gradient is kept as it is; otherwise the tensor must own its gradient.
      grad = GradMode.isEnabled() ? gradient : gradient.detach().clone();
    } else if (GradMode.isEnabled()) {
      grad = grad.add(gradient);
    } else {
      grad.add_(gradient);
    }
  }
}
