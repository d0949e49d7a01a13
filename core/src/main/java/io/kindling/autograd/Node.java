package io.kindling.autograd;

import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
  private OutputMeta[] outputs = {};
  private List<UnaryOperator<Tensor>>[] hooks;
  private Tensor[] retained;

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
  }

  /**
   * The gradients of the inputs; null where none is wanted or it is zero everywhere.
   *
   * @param gradOutputs one for each output; null stands for zeros
   */
  protected abstract Tensor[] backward(Tensor[] gradOutputs);

  /** Lets go of what the forward pass saved; a second backward then fails with the cure. */
  protected void release() {}

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

  final Edge[] edges() {
    return next;
  }

  /** Later operations have larger numbers and run first in backward. */
  final long sequence() {
    return sequence;
  }

  final int numOutputs() {
    return Math.max(1, outputs.length);
  }

  final OutputMeta output(int i) {
    return outputs[i];
  }

  final void setOutputs(OutputMeta... outputs) {
    this.outputs = outputs;
  }

  @SuppressWarnings("unchecked")
  final List<UnaryOperator<Tensor>> hooks(int output) {
    if (hooks == null) {
      hooks = (List<UnaryOperator<Tensor>>[]) new List<?>[numOutputs()];
    }
    if (hooks[output] == null) {
      hooks[output] = new ArrayList<>(1);
    }
    return hooks[output];
  }

  final void retain(int output, Tensor tensor) {
    if (retained == null) {
      retained = new Tensor[numOutputs()];
    }
    retained[output] = tensor;
  }

  /** Runs the tensor hooks of output {@code i}, each of which may replace the gradient. */
  final Tensor applyHooks(int i, Tensor gradient) {
    Tensor current = gradient;
    if (hooks != null && hooks[i] != null) {
      for (UnaryOperator<Tensor> hook : List.copyOf(hooks[i])) {
        Tensor replaced = hook.apply(current);
        if (replaced != null) {
          if (!replaced.shape().equals(current.shape())) {
            throw new IllegalStateException(
                "hook has changed the size of value: got "
                    + replaced.shape()
                    + ", expected "
                    + current.shape());
          }
          current = replaced;
        }
      }
    }
    if (retained != null && retained[i] != null) {
      retained[i].autograd().accumulate(current);
    }
    return current;
  }

  @Override
  public String toString() {
    return "<" + name + ">";
  }
}
