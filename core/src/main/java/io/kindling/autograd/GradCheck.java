package io.kindling.autograd;

import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Compares gradients with finite differences, as {@code torch.autograd.gradcheck}: every entry of
 * the Jacobian is {@code (f(x + eps) - f(x - eps)) / (2 eps)} within {@code atol + rtol * |entry|}.
 *
 * <p>Inputs that require a gradient must be float64 leaves, and f must be smooth around them.
 *
 * @param eps step of the finite differences
 * @param atol absolute tolerance
 * @param rtol relative tolerance
 */
public record GradCheck(double eps, double atol, double rtol) {
  private static final GradCheck DEFAULT = new GradCheck(1e-6, 1e-5, 1e-3);

  public GradCheck {
    if (!(eps > 0) || !(atol >= 0) || !(rtol >= 0)) {
      throw new IllegalArgumentException(
          "GradCheck: needs eps > 0, atol >= 0, rtol >= 0, got " + eps + ", " + atol + ", " + rtol);
    }
  }

  /**
   * Checks the first derivatives of {@code function} at {@code inputs}, with PyTorch's tolerances.
   *
   * @return true
   * @throws GradCheckException naming input, output, and both Jacobians, when they differ
   * @throws IllegalArgumentException when no input requires a gradient, or one is not float64
   */
  public static boolean gradCheck(
      Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {
    return DEFAULT.first(function, inputs);
  }

  /**
   * Checks the second derivatives: {@link #gradCheck} of the gradient, with respect to the inputs
   * and to random gradients of the outputs.
   */
  public static boolean gradGradCheck(
      Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {
    return DEFAULT.second(function, inputs);
  }

  /** {@link #gradCheck} with these tolerances. */
  public boolean first(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {
    checkInputs(inputs);
    List<Tensor> outputs = differentiable(function.apply(inputs));
    if (outputs.isEmpty()) {
      checkConstant(function, inputs);
      return true;
    }
    List<Tensor> wanted = inputs.stream().filter(Tensor::requiresGrad).toList();
    for (int o = 0; o < outputs.size(); o++) {
      double[][] analytical = analytical(outputs.get(o), wanted);
      for (int i = 0; i < wanted.size(); i++) {
        double[] numerical = numerical(function, inputs, wanted.get(i), o, outputs.get(o).numel());
        compare(o, i, outputs.get(o).numel(), wanted.get(i).numel(), numerical, analytical[i]);
      }
    }
    return true;
  }

  /** {@link #gradGradCheck} with these tolerances. */
  public boolean second(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {
    checkInputs(inputs);
    int count = inputs.size();
    List<Tensor> all = new ArrayList<>(inputs);
    Generator generator = new Generator(20_240_607);
    for (Tensor output : differentiable(function.apply(inputs))) {
      all.add(scattered(output, generator).requiresGrad_());
    }
    Function<List<Tensor>, List<Tensor>> gradient =
        both -> {
          List<Tensor> outputs = differentiable(function.apply(both.subList(0, count)));
          List<Tensor> wanted =
              both.subList(0, count).stream().filter(Tensor::requiresGrad).toList();
          List<Tensor> found =
              Autograd.grad(outputs, wanted, both.subList(count, both.size()), true, true, true);
          return found.stream().filter(g -> g != null).toList();
        };
    return all.size() == count || first(gradient, all);
  }

  /** Random values, not contiguous, so that gradient rules meet strides. */
  private static Tensor scattered(Tensor like, Generator generator) {
    Shape shape = like.shape();
    int[] strides = shape.contiguousStrides();
    Storage storage = Storage.allocate(like.dtype(), 2 * shape.numel() + 1);
    for (int i = 0; i < strides.length; i++) {
      strides[i] *= 2;
    }
    for (int i = 0; i < shape.numel(); i++) {
      storage.setDouble(2 * i + 1, generator.nextGaussian());
    }
    return Tensor.strided(storage, shape, strides, 1);
  }

  private static void checkInputs(List<Tensor> inputs) {
    boolean any = false;
    for (int i = 0; i < inputs.size(); i++) {
      Tensor input = inputs.get(i);
      if (input.requiresGrad()) {
        any = true;
        if (input.dtype() != DType.FLOAT64 || !input.isLeaf()) {
          throw new IllegalArgumentException(
              "gradCheck: input "
                  + i
                  + " requires a gradient and must be a float64 leaf, got "
                  + (input.isLeaf() ? "a leaf of " : "an operation's result of ")
                  + input.dtype()
                  + "; finite differences need double precision");
        }
      }
    }
    if (!any) {
      throw new IllegalArgumentException(
          "gradCheck: expects at least one input tensor to require gradient, but none of them have"
              + " requires_grad=True");
    }
  }

  private static List<Tensor> differentiable(List<Tensor> outputs) {
    return outputs.stream().filter(Tensor::requiresGrad).toList();
  }

  /** No output depends on the inputs: then finite differences must be zero too. */
  private void checkConstant(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {
    List<Tensor> outputs = function.apply(inputs);
    for (int o = 0; o < outputs.size(); o++) {
      for (Tensor input : inputs) {
        if (input.requiresGrad() && outputs.get(o).dtype().isFloatingPoint()) {
          double[] numerical =
              numerical(() -> function.apply(inputs), input, o, outputs.get(o).numel());
          if (Arrays.stream(numerical).anyMatch(v -> Math.abs(v) > atol)) {
            throw new GradCheckException(
                "Numerical gradient for function expected to be zero, got "
                    + Arrays.toString(numerical));
          }
        }
      }
    }
  }

  /** For each input, row by row of the inputs' elements, the derivative of each output element. */
  private static double[][] analytical(Tensor output, List<Tensor> inputs) {
    int m = output.numel();
    double[][] jacobians = new double[inputs.size()][];
    for (int i = 0; i < jacobians.length; i++) {
      jacobians[i] = new double[inputs.get(i).numel() * m];
    }
    for (int j = 0; j < m; j++) {
      Tensor direction = Tensors.zerosLike(output);
      direction.storage().setDouble(j, 1);
      List<Tensor> gradients =
          Autograd.grad(List.of(output), inputs, List.of(direction), true, false, true);
      for (int i = 0; i < jacobians.length; i++) {
        if (gradients.get(i) != null) {
          double[] values = gradients.get(i).toDoubleArray();
          for (int k = 0; k < values.length; k++) {
            jacobians[i][k * m + j] = values[k];
          }
        }
      }
    }
    return jacobians;
  }

  private double[] numerical(
      Function<List<Tensor>, List<Tensor>> function,
      List<Tensor> inputs,
      Tensor input,
      int output,
      int m) {
    return numerical(() -> differentiable(function.apply(inputs)), input, output, m);
  }

  private double[] numerical(
      java.util.function.Supplier<List<Tensor>> outputs, Tensor input, int output, int m) {
    int n = input.numel();
    double[] jacobian = new double[n * m];
    int[] index = new int[input.dim()];
    int[] strides = input.strides();
    Storage storage = input.storage();
    for (int k = 0; k < n; k++) {
      int at = input.offset();
      for (int d = 0; d < index.length; d++) {
        at += index[d] * strides[d];
      }
      double kept = storage.getDouble(at);
      storage.setDouble(at, kept + eps);
      double[] up = outputs.get().get(output).toDoubleArray();
      storage.setDouble(at, kept - eps);
      double[] down = outputs.get().get(output).toDoubleArray();
      storage.setDouble(at, kept);
      for (int j = 0; j < m; j++) {
        jacobian[k * m + j] = (up[j] - down[j]) / (2 * eps);
      }
      for (int d = index.length - 1; d >= 0 && ++index[d] == input.size(d); d--) {
        index[d] = 0;
      }
    }
    return jacobian;
  }

  private void compare(int output, int input, int m, int n, double[] numerical, double[] found) {
    for (int i = 0; i < numerical.length; i++) {
      boolean same = Math.abs(numerical[i] - found[i]) <= atol + rtol * Math.abs(numerical[i]);
      if (!same) {
        throw new GradCheckException(
            "Jacobian mismatch for output "
                + output
                + " with respect to input "
                + input
                + " (differentiable ones counted), at output element "
                + i % m
                + ", input element "
                + i / m
                + ": numerical "
                + numerical[i]
                + ", analytical "
                + found[i]
                + "\nnumerical ("
                + n
                + "x"
                + m
                + "): "
                + Arrays.toString(numerical)
                + "\nanalytical: "
                + Arrays.toString(found));
      }
    }
  }
}
