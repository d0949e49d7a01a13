package io.kindling.optim;

import io.kindling.tensor.DType;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an optimizer remembers about a group: for each name one array over all its parameters side
 * by side (one for float32, one for float64), for each parameter a step count and a few numbers.
 */
final class GroupState {
  private final List<Tensor> parameters;
  private final int[] offsets;
  private final int[] totals = new int[DType.values().length];
  private final Map<String, Storage[]> arrays = new LinkedHashMap<>();
  private final Map<String, double[]> numbers = new LinkedHashMap<>();
  final long[] steps;

  GroupState(List<Tensor> parameters) {
    this.parameters = parameters;
    this.steps = new long[parameters.size()];
    this.offsets = new int[parameters.size()];
    for (int i = 0; i < offsets.length; i++) {
      int type = parameters.get(i).dtype().ordinal();
      offsets[i] = totals[type];
      totals[type] = Math.addExact(totals[type], parameters.get(i).numel());
    }
  }

  /** Where the state of parameter {@code i} begins in the arrays of its type. */
  int offset(int i) {
    return offsets[i];
  }

  /** The array {@code name} for parameters of {@code dtype}; zeros if new. */
  Storage array(String name, DType dtype) {
    Storage[] byType = arrays.get(name);
    if (byType == null) {
      byType = new Storage[totals.length];
      arrays.put(name, byType);
    }
    Storage storage = byType[dtype.ordinal()];
    if (storage == null) {
      storage = Storage.allocate(dtype, totals[dtype.ordinal()]);
      byType[dtype.ordinal()] = storage;
    }
    return storage;
  }

  /** The number {@code name} of every parameter. */
  double[] numbers(String name) {
    double[] values = numbers.get(name);
    if (values == null) {
      values = new double[steps.length];
      numbers.put(name, values);
    }
    return values;
  }

  /** The part of array {@code name} that belongs to parameter {@code i}, in its shape. */
  Tensor view(String name, int i) {
    Tensor parameter = parameters.get(i);
    return Tensor.strided(
        array(name, parameter.dtype()),
        parameter.shape(),
        parameter.shape().contiguousStrides(),
        offsets[i]);
  }

  void clear() {
    arrays.clear();
    numbers.clear();
    Arrays.fill(steps, 0);
  }
}
