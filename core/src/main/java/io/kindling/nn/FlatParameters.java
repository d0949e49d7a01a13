package io.kindling.nn;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * All parameters of a module side by side in one array, and their gradients in another, in order of
 * registration. The parameters stay the tensors they were and now live here; backward adds straight
 * into the gradient array. All-reduce, clipping, the optimizer and checkpoints are then one loop
 * over one array.
 */
public final class FlatParameters {
  private final List<Tensor> parameters;
  private final float[] values;
  private final float[] gradients;

  private FlatParameters(List<Tensor> parameters, int length) {
    this.parameters = parameters;
    this.values = new float[length];
    this.gradients = new float[length];
    Storage valueStorage = Storage.of(values);
    Storage gradientStorage = Storage.of(gradients);
    int at = 0;
    for (Tensor parameter : parameters) {
      parameter.rehome(valueStorage, at);
      Shape shape = parameter.shape();
      parameter.setGrad(Tensor.strided(gradientStorage, shape, shape.contiguousStrides(), at));
      at += parameter.numel();
    }
  }

  /**
   * Moves the parameters of {@code module}.
   *
   * @throws IllegalArgumentException when one is not float32, or together they exceed 2^31-1
   */
  public static FlatParameters of(Module module) {
    long length = 0;
    for (var entry : module.namedParameters().entrySet()) {
      if (entry.getValue().dtype() != DType.FLOAT32) {
        throw new IllegalArgumentException(
            "FlatParameters: parameter "
                + entry.getKey()
                + " is "
                + entry.getValue().dtype()
                + "; only float32 parameters can be laid flat");
      }
      length += entry.getValue().numel();
    }
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "FlatParameters: " + length + " parameters exceed one Java array");
    }
    return new FlatParameters(module.parameters(), (int) length);
  }

  /** The parameters, views into {@link #values}. */
  public List<Tensor> parameters() {
    return parameters;
  }

  /** Number of floats. */
  public int length() {
    return values.length;
  }

  /** The values themselves; writing changes the module. */
  public float[] values() {
    return values;
  }

  /** The gradients themselves; backward adds to them. */
  public float[] gradients() {
    return gradients;
  }

  /** Overwrites all values. */
  public void load(float[] from) {
    if (from.length != values.length) {
      throw new IllegalArgumentException(
          "FlatParameters.load: the module has "
              + values.length
              + " parameters, got "
              + from.length);
    }
    System.arraycopy(from, 0, values, 0, from.length);
    if (!parameters.isEmpty()) {
      parameters.get(0).storage().bumpVersion();
    }
  }

  /** Sets all gradients to zero. */
  public void zeroGradients() {
    java.util.Arrays.fill(gradients, 0);
  }
}
