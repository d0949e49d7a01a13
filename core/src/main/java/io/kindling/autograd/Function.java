package io.kindling.autograd;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * An operation with a gradient of its own, as {@code torch.autograd.Function}:
 *
 * <pre>{@code
 * final class Cube extends Function {
 *   @Override
 *   protected Tensor[] forward(Context ctx, Tensor... inputs) {
 *     ctx.saveForBackward(inputs[0]);
 *     return new Tensor[] {inputs[0].pow(3)};
 *   }
 *
 *   @Override
 *   protected Tensor[] backward(Context ctx, Tensor... gradOutputs) {
 *     Tensor x = ctx.savedTensors()[0];
 *     return new Tensor[] {gradOutputs[0].mul(x.square().mul(3))};
 *   }
 * }
 *
 * Tensor y = new Cube().apply(x);
 * }</pre>
 *
 * <p>Beside {@code import java.util.function.*} import this one by its name, {@code
 * io.kindling.autograd.Function}, which wins.
 *
 * <p>What is no tensor belongs into the constructor. The forward pass is not recorded; the backward
 * pass is when it runs with {@code createGraph}, so a rule written in tensor operations gives
 * higher derivatives too. One object may be applied many times.
 */
public abstract class Function {

  /** The outputs from the inputs. An input returned as it is becomes a view of itself. */
  protected abstract Tensor[] forward(Context ctx, Tensor... inputs);

  /**
   * The gradients of the inputs, one each; null where {@link Context#needsInputGrad} says that none
   * is wanted.
   *
   * @param gradOutputs one for each output; zeros where none arrived, or null after {@link
   *     Context#setMaterializeGrads setMaterializeGrads(false)}
   */
  protected abstract Tensor[] backward(Context ctx, Tensor... gradOutputs);

  /**
   * True when {@link #backward} cannot itself be differentiated; then it runs unrecorded, and
   * differentiating its result is an error. PyTorch's {@code once_differentiable}.
   */
  protected boolean onceDifferentiable() {
    return false;
  }

  /** The operation on {@code inputs}; its first output. */
  public final Tensor apply(Tensor... inputs) {
    return applyAll(inputs)[0];
  }

  /** The operation on {@code inputs}; all outputs. */
  public final Tensor[] applyAll(Tensor... inputs) {
    Context ctx = new Context(inputs.length);
    boolean recorded = false;
    for (int i = 0; i < inputs.length; i++) {
      ctx.needs[i] = inputs[i] != null && inputs[i].requiresGrad();
      recorded |= ctx.needs[i];
    }
    recorded &= GradMode.isEnabled();
    Tensor[] outputs;
    try (var scope = GradMode.noGrad()) {
      outputs = forward(ctx, inputs.clone());
    }
    if (outputs == null || outputs.length == 0) {
      throw new IllegalStateException(
          getClass().getSimpleName() + ".forward must return at least one tensor");
    }
    return recorded ? FunctionNode.record(this, ctx, inputs, outputs.clone()) : outputs;
  }

  /** What the forward pass hands to the backward pass; {@code ctx} in PyTorch. */
  public static final class Context {
    final boolean[] needs;
    Tensor[] toSave = {};
    Tensor[] dirty = {};
    Tensor[] constant = {};
    boolean materialize = true;
    Saved saved;

    private Context(int inputs) {
      needs = new boolean[inputs];
    }

    /** Keeps inputs or outputs for the backward pass; once, in forward. */
    public void saveForBackward(Tensor... tensors) {
      toSave = tensors.clone();
    }

    /**
     * What was saved.
     *
     * @throws IllegalStateException when freed, or changed in place since
     */
    public Tensor[] savedTensors() {
      Tensor[] tensors = new Tensor[toSave.length];
      for (int i = 0; i < tensors.length; i++) {
        tensors[i] = saved.get(i);
      }
      return tensors;
    }

    /** Says which inputs the forward pass changed in place; they must be among its outputs. */
    public void markDirty(Tensor... tensors) {
      dirty = tensors.clone();
    }

    /** Says which outputs have no gradient. */
    public void markNonDifferentiable(Tensor... tensors) {
      constant = tensors.clone();
    }

    /** Whether missing gradients of outputs reach backward as zeros (default) or as null. */
    public void setMaterializeGrads(boolean materialize) {
      this.materialize = materialize;
    }

    /** True when input {@code i} wants a gradient. */
    public boolean needsInputGrad(int i) {
      return needs[i];
    }

    static boolean contains(Tensor[] tensors, Tensor wanted) {
      for (Tensor tensor : tensors) {
        if (tensor == wanted) {
          return true;
        }
      }
      return false;
    }

    Tensor[] materialized(Tensor[] gradients, Node node) {
      Tensor[] full = gradients.clone();
      for (int i = 0; materialize && i < full.length; i++) {
        if (full[i] == null) {
          OutputMeta meta = node.output(i);
          full[i] = Tensors.zeros(meta.dtype(), meta.shape().toArray());
        }
      }
      return full;
    }
  }
}
