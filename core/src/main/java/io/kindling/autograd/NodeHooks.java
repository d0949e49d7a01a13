package io.kindling.autograd;

import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The hooks of one node; made when the first is registered. */
final class NodeHooks {
  private final List<UnaryOperator<Tensor>>[] tensorHooks;
  private final Tensor[] retained;
  private final List<UnaryOperator<Tensor[]>> before = new ArrayList<>(0);
  private final List<BinaryOperator<Tensor[]>> after = new ArrayList<>(0);

  @SuppressWarnings("unchecked")
  NodeHooks(int outputs) {
    tensorHooks = (List<UnaryOperator<Tensor>>[]) new List<?>[outputs];
    retained = new Tensor[outputs];
  }

  HookHandle addTensorHook(int output, UnaryOperator<Tensor> hook) {
    if (tensorHooks[output] == null) {
      tensorHooks[output] = new ArrayList<>(1);
    }
    // A wrapper of its own, so that the handle removes this registration and no equal one.
    return add(tensorHooks[output], (UnaryOperator<Tensor>) hook::apply);
  }

  HookHandle addBefore(UnaryOperator<Tensor[]> hook) {
    return add(before, (UnaryOperator<Tensor[]>) hook::apply);
  }

  HookHandle addAfter(BinaryOperator<Tensor[]> hook) {
    return add(after, (BinaryOperator<Tensor[]>) hook::apply);
  }

  private static <T> HookHandle add(List<T> hooks, T hook) {
    hooks.add(hook);
    return () -> hooks.removeIf(other -> other == hook);
  }

  void retain(int output, Tensor tensor) {
    retained[output] = tensor;
  }

  /** The gradient of output {@code i} after its hooks. */
  Tensor applyTensorHooks(String node, int i, Tensor gradient) {
    Tensor current = gradient;
    if (tensorHooks[i] != null) {
      for (UnaryOperator<Tensor> hook : List.copyOf(tensorHooks[i])) {
        current = checked(node, current, hook.apply(current));
      }
    }
    if (retained[i] != null) {
      retained[i].autograd().accumulate(current);
    }
    return current;
  }

  private static Tensor checked(String node, Tensor current, Tensor replaced) {
    if (replaced == null) {
      return current;
    }
    if (!replaced.shape().equals(current.shape()) || replaced.dtype() != current.dtype()) {
      throw new IllegalStateException(
          "a tensor hook on an output of "
              + node
              + " has changed the size or type of value: got "
              + replaced.dtype()
              + " "
              + replaced.shape()
              + ", expected "
              + current.dtype()
              + " "
              + current.shape());
    }
    return replaced;
  }

  Tensor[] applyBefore(Tensor[] gradOutputs) {
    Tensor[] current = gradOutputs;
    for (UnaryOperator<Tensor[]> hook : List.copyOf(before)) {
      Tensor[] replaced = hook.apply(current.clone());
      current = replaced == null ? current : replaced;
    }
    return current;
  }

  Tensor[] applyAfter(Tensor[] gradInputs, Tensor[] gradOutputs) {
    Tensor[] current = gradInputs;
    for (BinaryOperator<Tensor[]> hook : List.copyOf(after)) {
      Tensor[] replaced = hook.apply(current.clone(), gradOutputs.clone());
      current = replaced == null ? current : replaced;
    }
    return current;
  }
}
