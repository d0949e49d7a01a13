package io.kindling.spark.worker;

import io.kindling.io.StateDict;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link io.kindling.optim.Optimizer#flatState} gives, of all parameters or of a slice of
 * them, in a form that travels; or what a schedule remembers, which has no arrays.
 *
 * @param arrays elements by name, one for each parameter element; not copied
 * @param values options and counts; empty when there is no state yet
 */
public record FlatState(LinkedHashMap<String, float[]> arrays, LinkedHashMap<String, Object> values)
    implements Serializable {

  /** Nothing to restore. */
  public static FlatState empty() {
    return new FlatState(new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /** A copy of {@code state}. */
  public static FlatState of(StateDict state) {
    LinkedHashMap<String, float[]> arrays = new LinkedHashMap<>();
    state.tensors().forEach((name, tensor) -> arrays.put(name, tensor.toFloatArray()));
    return new FlatState(arrays, new LinkedHashMap<>(state.values()));
  }

  /** The same as tensors, over the same arrays. */
  public StateDict toStateDict() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    arrays.forEach((name, array) -> tensors.put(name, Tensors.wrap(array, array.length)));
    return new StateDict(tensors, values);
  }

  /** Whether there is nothing to restore. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The elements [from, to) of every array. */
  public FlatState part(int from, int to) {
    LinkedHashMap<String, float[]> parts = new LinkedHashMap<>();
    arrays.forEach((name, array) -> parts.put(name, Arrays.copyOfRange(array, from, to)));
    return new FlatState(parts, values);
  }

  /** The states of neighbouring slices, side by side; empty ones are skipped. */
  public static FlatState join(List<FlatState> slices) {
    List<FlatState> some = slices.stream().filter(slice -> !slice.isEmpty()).toList();
    if (some.size() < 2) {
      return some.isEmpty() ? empty() : some.get(0);
    }
    LinkedHashMap<String, float[]> joined = new LinkedHashMap<>();
    for (String name : some.get(0).arrays.keySet()) {
      float[] all = new float[some.stream().mapToInt(slice -> slice.arrays.get(name).length).sum()];
      int at = 0;
      for (FlatState slice : some) {
        float[] part = slice.arrays.get(name);
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      joined.put(name, all);
    }
    return new FlatState(joined, some.get(0).values);
  }
}
