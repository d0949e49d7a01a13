package io.kindling.autograd;

import io.kindling.ops.Copy;
import io.kindling.tensor.IndexedSlices;
import io.kindling.tensor.Tensor;
import java.util.function.Consumer;
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
  private boolean retainsGrad;

  /** Where the gradient flows to, once it is known. */
  private Edge edge;

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
    return gradFn == null ? 0 : edge.inputNr();
  }

  public Tensor grad() {
    return grad;
  }

  /** Replaces the gradient; null clears it. */
  public void setGrad(Tensor grad) {
    if (grad != null && !grad.shape().equals(tensor.shape())) {
      throw new IllegalArgumentException(
          "attempting to assign a gradient of size "
              + grad.shape()
              + " to a tensor of size "
              + tensor.shape()
              + ". Please ensure that the gradient and the tensor are the same size");
    }
    if (grad != null && grad.dtype() != tensor.dtype()) {
      throw new IllegalArgumentException(
          "attempting to assign a gradient with dtype "
              + grad.dtype()
              + " to a tensor of "
              + tensor.dtype()
              + "; convert it with to("
              + tensor.dtype().name()
              + ")");
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
          "you can only change requires_grad flags of leaf variables. If you want to use a computed"
              + " variable in a subgraph that doesn't require differentiation use detach()");
    }
    if (requires && tensor.storage().isInference() && !GradMode.isInference()) {
      throw new IllegalStateException(
          "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed;"
              + " make a clone()");
    }
    requiresGrad = requires;
  }

  /** Follows the tensor to the type of its new elements. */
  public void retype() {
    if (edge != null && edge.function() instanceof AccumulateGrad accumulator) {
      accumulator.retype();
    }
    if (grad != null && grad.dtype() != tensor.dtype()) {
      grad = grad.detach().to(tensor.dtype());
    }
  }

  /**
   * Makes the tensor output {@code outputNr} of {@code function}. Hooks stay with the old history,
   * as they were registered for the gradient of the old value; a retained gradient is the new
   * value's.
   */
  public void setHistory(Node function, int outputNr) {
    boolean retains = retainsGrad;
    if (retains) {
      this.gradFn.forgetRetained(outputNr());
    }
    this.gradFn = function;
    this.edge = function == null ? null : new Edge(function, outputNr);
    this.retainsGrad = false;
    if (retains) {
      retainGrad();
    }
  }

  /** Makes the tensor a leaf that requires no gradient. */
  public void detach() {
    if (retainsGrad) {
      gradFn.forgetRetained(outputNr());
    }
    gradFn = null;
    edge = null;
    retainsGrad = false;
    requiresGrad = false;
  }

  /** Keeps the gradient of this non-leaf after backward. */
  public void retainGrad() {
    if (!requiresGrad()) {
      throw new IllegalStateException("can't retain_grad on Tensor that has requires_grad=False");
    }
    if (gradFn != null && !retainsGrad) {
      gradFn.hooks().retain(outputNr(), tensor);
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
    return edge.function().hooks().addTensorHook(edge.inputNr(), hook);
  }

  /** Adds a hook that runs after a backward pass has added to this leaf's gradient. */
  public HookHandle registerPostAccumulateGradHook(Consumer<Tensor> hook) {
    if (!requiresGrad()) {
      throw new IllegalStateException(
          "cannot register a hook on a tensor that doesn't require gradient");
    }
    if (gradFn != null) {
      throw new IllegalStateException(
          "post accumulate grad hooks cannot be registered on non-leaf tensors");
    }
    return ((AccumulateGrad) edge().function()).addPostHook(hook);
  }

  /** Where this tensor's gradient flows to; null when it requires none. */
  public Edge edge() {
    if (!requiresGrad()) {
      return null;
    }
    if (edge == null) {
      edge = new Edge(new AccumulateGrad(tensor), 0);
    }
    return edge;
  }

  /** Adds to the gradient; in place unless the addition itself is being recorded. */
  void accumulate(Tensor gradient) {
    if (grad == null) {
      // A copy, because the tensor must own what later passes add to.
      grad = Copy.copyOf("CopyBackwards", GradMode.isEnabled() ? gradient : gradient.detach());
    } else if (GradMode.isEnabled()) {
      grad = grad.add(gradient);
    } else if (!IndexedSlices.add(grad, gradient)) {
      grad.add_(gradient);
    }
  }
}
