package io.kindling.autograd;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/** Gradients of recorded computations, as {@code torch.autograd}. */
public final class Autograd {
  private Autograd() {}

  /**
   * Adds d({@code outputs} . {@code gradOutputs})/d(leaf) into every leaf's {@code grad}.
   *
   * @param gradOutputs one for each output, null for 1 where the output is a scalar; or null
   * @param retainGraph keep what was saved, so that backward can run again
   * @param createGraph record the backward pass itself, for higher derivatives
   * @throws IllegalStateException when an output requires no gradient or is not a scalar and no
   *     gradient is given
   */
  public static void backward(
      List<Tensor> outputs, List<Tensor> gradOutputs, boolean retainGraph, boolean createGraph) {
    BackwardEngine.run(
        roots(outputs),
        gradients(outputs, gradOutputs),
        null,
        retainGraph || createGraph,
        createGraph);
  }

  /**
   * {@link #backward(List, List, boolean, boolean)} that adds only into {@code inputs}, leaves or
   * not, and leaves all other gradients as they are.
   */
  public static void backward(
      List<Tensor> outputs,
      List<Tensor> gradOutputs,
      boolean retainGraph,
      boolean createGraph,
      List<Tensor> inputs) {
    List<Tensor> found = grad(outputs, inputs, gradOutputs, retainGraph, createGraph, true);
    try (var mode = GradMode.setGradEnabled(createGraph)) {
      for (int i = 0; i < found.size(); i++) {
        if (found.get(i) != null) {
          inputs.get(i).autograd().accumulate(found.get(i));
        }
      }
    }
  }

  /** {@code grad(output, inputs)} of a scalar; the graph is freed. */
  public static List<Tensor> grad(Tensor output, List<Tensor> inputs) {
    return grad(List.of(output), inputs, null, false, false, false);
  }

  /** {@code grad(output, inputs)} of a scalar, keeping the graph when {@code retainGraph}. */
  public static List<Tensor> grad(Tensor output, List<Tensor> inputs, boolean retainGraph) {
    return grad(List.of(output), inputs, null, retainGraph, false, false);
  }

  /**
   * The gradients of {@code outputs} with respect to {@code inputs}; leaves' {@code grad} stay as
   * they are.
   *
   * @param gradOutputs as for {@link #backward}
   * @param allowUnused give null for an input that the outputs do not depend on, instead of failing
   * @throws IllegalStateException for an input that requires no gradient or is not used
   */
  public static List<Tensor> grad(
      List<Tensor> outputs,
      List<Tensor> inputs,
      List<Tensor> gradOutputs,
      boolean retainGraph,
      boolean createGraph,
      boolean allowUnused) {
    List<Edge> captures = new ArrayList<>(inputs.size());
    for (Tensor input : inputs) {
      if (!input.requiresGrad()) {
        throw new IllegalStateException("One of the differentiated Tensors does not require grad");
      }
      captures.add(input.autograd().edge());
    }
    Tensor[] captured =
        BackwardEngine.run(
            roots(outputs),
            gradients(outputs, gradOutputs),
            captures,
            retainGraph || createGraph,
            createGraph);
    List<Tensor> result = new ArrayList<>(captured.length);
    for (int i = 0; i < captured.length; i++) {
      if (captured[i] == null && !allowUnused) {
        throw new IllegalStateException(
            "The differentiated Tensor at index "
                + i
                + " appears to not have been used in the graph. Set allowUnused=true if this is the"
                + " desired behavior.");
      }
      result.add(captured[i]);
    }
    return result;
  }

  /**
   * Until closed, every operation of this thread remembers where it was called, and a backward pass
   * that makes a NaN fails, naming the operation and that call; as {@code
   * torch.autograd.detect_anomaly()}. Slow: for finding errors.
   *
   * <pre>{@code
   * try (var scope = Autograd.detectAnomaly()) {
   *   loss(model.call(x)).backward();
   * }
   * }</pre>
   */
  public static GradMode.Scope detectAnomaly() {
    return AnomalyMode.enter(true);
  }

  /** {@link #detectAnomaly()}; with {@code checkNan} false only other errors name their call. */
  public static GradMode.Scope detectAnomaly(boolean checkNan) {
    return AnomalyMode.enter(checkNan);
  }

  private static List<Edge> roots(List<Tensor> outputs) {
    List<Edge> roots = new ArrayList<>(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      Edge edge = outputs.get(i).autograd().edge();
      if (edge == null) {
        throw new IllegalStateException(
            "element " + i + " of tensors does not require grad and does not have a grad_fn");
      }
      roots.add(edge);
    }
    return roots;
  }

  private static List<Tensor> gradients(List<Tensor> outputs, List<Tensor> given) {
    if (given != null && given.size() != outputs.size()) {
      throw new IllegalArgumentException(
          "got " + outputs.size() + " tensors and " + given.size() + " gradients");
    }
    List<Tensor> gradients = new ArrayList<>(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      Tensor gradient = given == null ? null : given.get(i);
      if (gradient == null) {
        if (output.numel() != 1) {
          throw new IllegalStateException(
              "grad can be implicitly created only for scalar outputs, got shape "
                  + output.shape()
                  + "; pass a gradient of that shape");
        }
        gradient = Tensors.ones(output.dtype(), output.shape().toArray());
      } else if (!gradient.shape().equals(output.shape())) {
        throw new IllegalArgumentException(
            "Mismatch in shape: grad_output["
                + i
                + "] has a shape of "
                + gradient.shape()
                + " and output["
                + i
                + "] has a shape of "
                + output.shape()
                + ".");
      }
      gradients.add(gradient);
    }
    return gradients;
  }
}
