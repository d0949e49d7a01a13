package io.kindling.testing;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One golden case: the inputs and options an operation gets, and what PyTorch answered. */
public final class GoldenCase {
  /** Values as they stand in the file. */
  record Values(DType dtype, Shape shape, double[] values, long[] whole) {
    Tensor tensor() {
      return fill(Tensor.allocate(dtype, shape));
    }

    /** The same elements, not contiguous: every other one of a larger storage. */
    Tensor strided() {
      int[] strides = shape.contiguousStrides();
      for (int i = 0; i < strides.length; i++) {
        strides[i] *= 2;
      }
      Storage storage = Storage.allocate(dtype, 2 * shape.numel() + 1);
      for (int i = 0; i < shape.numel(); i++) {
        set(storage, 2 * i + 1, i);
      }
      return Tensor.strided(storage, shape, strides, 1);
    }

    private Tensor fill(Tensor tensor) {
      for (int i = 0; i < shape.numel(); i++) {
        set(tensor.storage(), i, i);
      }
      return tensor;
    }

    private void set(Storage storage, int at, int i) {
      if (whole != null) {
        storage.setLong(at, whole[i]);
      } else {
        storage.setDouble(at, values[i]);
      }
    }
  }

  /** An output, and the gradient that was sent into it or null. */
  record Output(Values values, double[] seed) {
    Tensor seedTensor() {
      return new Values(values.dtype(), values.shape(), seed, null).tensor();
    }
  }

  final String name;
  final DType dtype;
  final boolean check;
  double tolerance;
  final Map<String, Values> inputs = new LinkedHashMap<>();
  final Map<String, Boolean> wantsGrad = new LinkedHashMap<>();
  final Map<String, String> options = new LinkedHashMap<>();
  final List<Output> outputs = new ArrayList<>();
  final Map<Integer, String> nodes = new LinkedHashMap<>();
  final Map<String, double[]> gradients = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  GoldenCase(String name, DType dtype, boolean check) {
    this.name = name;
    this.dtype = dtype;
    this.check = check;
    this.tolerance = dtype == DType.FLOAT32 ? 1e-5 : 1e-10;
  }

  /** The name's part before the slash: which operation to call. */
  public String operation() {
    int slash = name.indexOf('/');
    return slash < 0 ? name : name.substring(0, slash);
  }

  /** The type in which the case runs. */
  public DType dtype() {
    return dtype;
  }

  /** True when the case has this input or option. */
  public boolean has(String key) {
    return inputs.containsKey(key) || options.containsKey(key);
  }

  /** The input {@code key}. */
  public Tensor in(String key) {
    Tensor tensor = tensors.get(key);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "golden case " + name + " has no input " + key + "; inputs: " + inputs.keySet());
    }
    return tensor;
  }

  /** The input {@code key}, null when there is none. */
  public Tensor inOrNull(String key) {
    return tensors.get(key);
  }

  /** The option {@code key} as it was written. */
  public String text(String key) {
    String value = options.get(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "golden case " + name + " has no option " + key + "; options: " + options.keySet());
    }
    return value;
  }

  /** The option as a number; {@code None} and absence give {@code otherwise}. */
  public double number(String key, double otherwise) {
    String value = options.get(key);
    return value == null || value.equals("None") ? otherwise : Golden.parse(value);
  }

  /** The option as a number. */
  public double number(String key) {
    return Golden.parse(text(key));
  }

  /** The option as a whole number. */
  public int integer(String key) {
    return Integer.parseInt(text(key));
  }

  /** The option as whole numbers; empty when absent or {@code None}. */
  public int[] ints(String key) {
    String value = options.getOrDefault(key, "");
    return value.isEmpty() || value.equals("None")
        ? new int[0]
        : Arrays.stream(value.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  /** The option as a truth value; false when absent. */
  public boolean flag(String key) {
    return options.getOrDefault(key, "False").equals("True");
  }

  /** Makes fresh inputs for the next run. */
  void renew(boolean strided) {
    tensors.clear();
    inputs.forEach(
        (key, values) ->
            tensors.put(
                key,
                (strided ? values.strided() : values.tensor()).requiresGrad_(wantsGrad.get(key))));
  }

  /** The inputs whose gradients are wanted, in order. */
  List<Tensor> differentiable() {
    List<Tensor> all = new ArrayList<>();
    tensors.forEach(
        (key, tensor) -> {
          if (wantsGrad.get(key)) {
            all.add(tensor);
          }
        });
    return all;
  }

  /** Runs with {@code replaced} in the places of {@link #differentiable}. */
  void replace(List<Tensor> replaced) {
    int next = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      if (wantsGrad.get(entry.getKey())) {
        entry.setValue(replaced.get(next++));
      }
    }
  }

  @Override
  public String toString() {
    return name + " " + dtype.label();
  }
}
