package io.kindling.nn;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.HookHandle;
import io.kindling.autograd.Recorder;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The hooks of one module, and a forward pass with them around it. */
final class ModuleHooks {
  private final List<Module.ForwardPreHook> before = new ArrayList<>(0);
  private final List<Module.ForwardHook> after = new ArrayList<>(0);
  private final List<Module.BackwardHook> backward = new ArrayList<>(0);

  HookHandle addForwardPreHook(Module.ForwardPreHook hook) {
    return add(before, (Module.ForwardPreHook) hook::apply);
  }

  HookHandle addForwardHook(Module.ForwardHook hook) {
    return add(after, (Module.ForwardHook) hook::apply);
  }

  HookHandle addBackwardHook(Module.BackwardHook hook) {
    return add(backward, (Module.BackwardHook) hook::apply);
  }

  /**
   * The caller wrapped the hook, so that a handle removes its own registration and no equal one.
   */
  private static <T> HookHandle add(List<T> hooks, T hook) {
    hooks.add(hook);
    return () -> hooks.removeIf(other -> other == hook);
  }

  Tensor run(Module module, Function<Tensor[], Tensor> forward, Tensor... given) {
    Tensor[] inputs = given;
    for (Module.ForwardPreHook hook : List.copyOf(before)) {
      Tensor[] replaced = hook.apply(module, inputs.clone());
      inputs = replaced == null ? inputs : replaced;
    }
    Backward pass = backward.isEmpty() || !GradMode.isEnabled() ? null : new Backward(module);
    if (pass != null) {
      inputs = pass.watchInputs(inputs);
    }
    Tensor output = forward.apply(inputs);
    for (Module.ForwardHook hook : List.copyOf(after)) {
      Tensor replaced = hook.apply(module, inputs.clone(), output);
      output = replaced == null ? output : replaced;
    }
    return pass == null ? output : pass.watchOutput(output);
  }

  /** Watches the gradients that pass one call: identities around it that see them. */
  private final class Backward {
    private static final String NAME = "BackwardHookFunctionBackward";
    private final Module module;
    private final List<Module.BackwardHook> hooks = List.copyOf(backward);
    private int inputs;
    private boolean inputsWatched;
    private Tensor gradOutput;

    Backward(Module module) {
      this.module = module;
    }

    Tensor[] watchInputs(Tensor[] given) {
      inputs = given.length;
      for (Tensor input : given) {
        inputsWatched |= input.requiresGrad();
      }
      if (!inputsWatched) {
        return given;
      }
      Tensor[] watched = new Tensor[given.length];
      for (int i = 0; i < watched.length; i++) {
        watched[i] = same(given[i]);
      }
      Recorder.op(NAME).showsGradients().inputs((g, s) -> call(g), given).recordAll(watched);
      return watched;
    }

    Tensor watchOutput(Tensor output) {
      return Recorder.op(NAME)
          .showsGradients()
          .input(
              output,
              (g, s) -> {
                gradOutput = g;
                if (!inputsWatched) {
                  call(new Tensor[inputs]);
                }
                return g;
              })
          .record(same(output));
    }

    private Tensor same(Tensor x) {
      return x.viewAs(x.shape(), x.strides(), x.offset());
    }

    private Tensor[] call(Tensor[] gradInput) {
      Tensor[] current = gradInput;
      for (Module.BackwardHook hook : hooks) {
        Tensor[] replaced = hook.apply(module, current.clone(), new Tensor[] {gradOutput});
        if (replaced != null && replaced.length != current.length) {
          throw new IllegalStateException(
              "Backward hook of "
                  + module.getClass().getSimpleName()
                  + " returned an invalid number of grad_input, got "
                  + replaced.length
                  + ", but expected "
                  + current.length);
        }
        current = replaced == null ? current : replaced;
      }
      return current;
    }
  }
}
