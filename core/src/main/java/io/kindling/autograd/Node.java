package io.kindling.autograd;

import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * One operation of the graph, seen from behind: takes the gradients of its outputs and gives those
 * of its inputs. PyTorch's {@code grad_fn}.
 */
public abstract class Node {
  private static final AtomicLong SEQUENCE = new AtomicLong();

  private final String name;
  private final Edge[] next;
  private final long sequence;
  private final ForwardCall forwardCall;
  private OutputMeta output;
  private OutputMeta[] outputs;
  private NodeHooks hooks;

  /**
   * @param name PyTorch's name, as {@code MulBackward0}
   * @param next for each input where its gradient goes; null where none is wanted
   */
  protected Node(String name, Edge[] next) {
    this(name, next, SEQUENCE.getAndIncrement());
  }

  Node(String name, Edge[] next, long sequence) {
    this.name = name;
    this.next = next;
    this.sequence = sequence;
    this.forwardCall = AnomalyMode.isEnabled() ? new ForwardCall(name) : null;
  }

  /**
   * The gradients of the inputs; null where none is wanted or it is zero everywhere.
   *
   * @param gradOutputs one for each output; null stands for zeros
   */
  protected abstract Tensor[] backward(Tensor[] gradOutputs);

  /** Lets go of what the forward pass saved; a second backward then fails with the cure. */
  protected void release() {}

  /** True if what is not of this library sees gradients when this node runs, and may keep them. */
  boolean showsGradients() {
    return true;
  }

  final boolean isWatched() {
    return hooks != null || showsGradients();
  }

  public final String name() {
    return name;
  }

  /** The functions that produced the inputs, in their order; null for an input without gradient. */
  public final List<Node> nextFunctions() {
    List<Node> functions = new ArrayList<>(next.length);
    for (Edge edge : next) {
      functions.add(edge == null ? null : edge.function());
    }
    return functions;
  }

  /**
   * Calls {@code hook} with the gradients of the inputs and of the outputs after this node has run;
   * what it returns, unless null, takes the place of the inputs' gradients.
   */
  public final HookHandle registerHook(BinaryOperator<Tensor[]> hook) {
    return hooks().addAfter(hook);
  }

  /** Calls {@code hook} with the gradients of the outputs before this node runs. */
  public final HookHandle registerPrehook(UnaryOperator<Tensor[]> hook) {
    return hooks().addBefore(hook);
  }

  final NodeHooks hooks() {
    if (hooks == null) {
      hooks = new NodeHooks(numOutputs());
    }
    return hooks;
  }

  final void forgetRetained(int output) {
    if (hooks != null) {
      hooks.retain(output, null);
    }
  }

  final Edge[] edges() {
    return next;
  }

  /** Later operations have larger numbers and run first in backward. */
  final long sequence() {
    return sequence;
  }

  final int numOutputs() {
    return outputs == null ? 1 : outputs.length;
  }

  final OutputMeta output(int i) {
    return outputs == null ? output : outputs[i];
  }

  /** The only output. */
  final void setOutput(OutputMeta output) {
    this.output = output;
  }

  final void setOutputs(OutputMeta[] outputs) {
    this.outputs = outputs;
  }

  /** Runs the tensor hooks on the gradients, in place. */
  final void applyTensorHooks(Tensor[] gradOutputs) {
    if (hooks != null) {
      for (int i = 0; i < gradOutputs.length; i++) {
        if (gradOutputs[i] != null) {
          gradOutputs[i] = hooks.applyTensorHooks(name, i, gradOutputs[i]);
        }
      }
    }
  }

  /** {@link #backward} with this node's hooks around it, its result checked. */
  final Tensor[] run(Tensor[] gradOutputs) {
    Tensor[] given = hooks == null ? gradOutputs : hooks.applyBefore(gradOutputs);
    Tensor[] results;
    try {
      results = backward(given);
    } catch (RuntimeException e) {
      if (forwardCall != null) {
        e.addSuppressed(forwardCall);
      }
      throw e;
    }
    if (hooks != null) {
      results = hooks.applyAfter(results, given);
    }
    if (results.length != next.length) {
      throw new IllegalStateException(
          "function "
              + name
              + " returned an incorrect number of gradients (expected "
              + next.length
              + ", got "
              + results.length
              + ")");
    }
    if (AnomalyMode.checksNan()) {
      for (int i = 0; i < results.length; i++) {
        if (results[i] != null && next[i] != null) {
          checkNumbers(results[i], i);
        }
      }
    }
    return results;
  }

  private void checkNumbers(Tensor result, int index) {
    for (double value : result.detach().toDoubleArray()) {
      if (Double.isNaN(value)) {
        IllegalStateException failure =
            new IllegalStateException(
                "Function '"
                    + name
                    + "' returned nan values in its "
                    + index
                    + "th output."
                    + (forwardCall == null
                        ? " No forward pass information is available: run the forward pass inside"
                            + " Autograd.detectAnomaly() too"
                        : " Traceback of forward call that caused the error:"
                            + forwardCall.trace()));
        if (forwardCall != null) {
          failure.initCause(forwardCall);
        }
        throw failure;
      }
    }
  }

  @Override
  public String toString() {
    return "<" + name + ">";
  }
}
