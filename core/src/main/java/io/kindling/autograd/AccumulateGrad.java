package io.kindling.autograd;

import io.kindling.tensor.GradientArrays;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The end of a path: adds the gradient into a leaf's {@code grad}. */
public final class AccumulateGrad extends Node {
  private static final Tensor[] NOTHING = {};

  private final Tensor variable;
  private final List<Consumer<Tensor>> hooks = new ArrayList<>(0);

  AccumulateGrad(Tensor variable) {
    // Runs as soon as it is ready: leaves first keeps few gradients alive.
    super("AccumulateGrad", new Edge[0], Long.MAX_VALUE);
    this.variable = variable;
    setOutput(OutputMeta.of(variable));
  }

  /** The leaf. */
  public Tensor variable() {
    return variable;
  }

  HookHandle addPostHook(Consumer<Tensor> hook) {
    // A wrapper of its own, so that the handle removes this registration and no equal one.
    Consumer<Tensor> registered = hook::accept;
    hooks.add(registered);
    return () -> hooks.removeIf(other -> other == registered);
  }

  /** The variable has another type now. */
  void retype() {
    setOutput(OutputMeta.of(variable));
  }

  @Override
  boolean showsGradients() {
    return false;
  }

  @Override
  protected Tensor[] backward(Tensor[] gradOutputs) {
    if (gradOutputs[0] != null) {
      variable.autograd().accumulate(gradOutputs[0]);
      if (!hooks.isEmpty()) {
        GradientArrays.unseenBy(() -> List.copyOf(hooks).forEach(hook -> hook.accept(variable)));
      }
    }
    return NOTHING;
  }
}
