package io.kindling.autograd;

import io.kindling.tensor.Tensor;

/** A {@link Function} in the graph; PyTorch names it after its class, as {@code CubeBackward}. */
final class FunctionNode extends SavingNode {
  private final Function function;
  private final Function.Context ctx;

  private FunctionNode(Function function, Function.Context ctx, Edge[] next) {
    super(function.getClass().getSimpleName() + "Backward", next);
    this.function = function;
    this.ctx = ctx;
  }

  static Tensor[] record(
      Function function, Function.Context ctx, Tensor[] inputs, Tensor[] outputs) {
    Edge[] edges = new Edge[inputs.length];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = ctx.needs[i] ? inputs[i].autograd().edge() : null;
    }
    FunctionNode node = new FunctionNode(function, ctx, edges);
    for (Tensor tensor : ctx.dirty) {
      if (!Function.Context.contains(outputs, tensor)) {
        throw new IllegalStateException(
            node.name()
                + ": a tensor was marked dirty but is not an output. Every tensor given to"
                + " markDirty must be returned from forward");
      }
      InPlaceHistory.check(node.name(), tensor, inputs);
      tensor.storage().bumpVersion(node.name());
    }
    OutputMeta[] metas = new OutputMeta[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      metas[i] = OutputMeta.of(outputs[i]);
    }
    node.setOutputs(metas);
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = node.history(outputs[i], i, inputs);
    }
    node.save(ctx.toSave);
    ctx.saved = node;
    return outputs;
  }

  private Tensor history(Tensor output, int i, Tensor[] inputs) {
    boolean dirty = Function.Context.contains(ctx.dirty, output);
    if (!output.dtype().isFloatingPoint() || Function.Context.contains(ctx.constant, output)) {
      return output;
    }
    if (dirty && output.base() != null) {
      Tensor changed = output.detach();
      changed.autograd().setHistory(this, i);
      InPlaceHistory.rebase(output, changed);
      return output;
    }
    Tensor result = output;
    if (!dirty && (Function.Context.contains(inputs, output) || output.requiresGrad())) {
      result = output.viewAs(output.shape(), output.strides(), output.offset());
    }
    result.autograd().setHistory(this, i);
    return result;
  }

  @Override
  protected Tensor[] backward(Tensor[] gradOutputs) {
    Tensor[] full = ctx.materialized(gradOutputs, this);
    if (!function.onceDifferentiable()) {
      return function.backward(ctx, full);
    }
    Tensor[] results;
    try (var scope = GradMode.noGrad()) {
      results = function.backward(ctx, full);
    }
    for (int i = 0; GradMode.isEnabled() && i < results.length; i++) {
      results[i] = refuseTwice(results[i], full);
    }
    return results;
  }

  private static Tensor refuseTwice(Tensor result, Tensor[] gradOutputs) {
    if (result == null) {
      return null;
    }
    return Recorder.op("OnceDifferentiableBackward")
        .inputs(
            (g, s) -> {
              throw new IllegalStateException(
                  "trying to differentiate twice a function that was marked with"
                      + " once_differentiable");
            },
            gradOutputs)
        .record(result.detach());
  }
}
