package io.kindling.spark.worker;

import io.kindling.io.StateDict;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.Serializable;
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

  /** The elements of these runs of every array. */
  public FlatState part(Ranges ranges) {
    LinkedHashMap<String, float[]> parts = new LinkedHashMap<>();
    arrays.forEach((name, array) -> parts.put(name, ranges.gather(array)));
    return new FlatState(parts, values);
  }

  /** A {@link #part} and where it belongs. */
  public record Placed(FlatState part, Ranges ranges) implements Serializable {}

  /** The state that all parts are of; empty ones are skipped. */
  public static FlatState join(List<Placed> parts) {
    List<Placed> some = parts.stream().filter(placed -> !placed.part.isEmpty()).toList();
    if (some.isEmpty()) {
      return empty();
    }
    FlatState first = some.get(0).part;
    int length = some.stream().mapToInt(placed -> placed.ranges.count()).sum();
    LinkedHashMap<String, float[]> joined = new LinkedHashMap<>();
    for (String name : first.arrays.keySet()) {
      float[] all = new float[length];
      for (Placed placed : some) {
        placed.ranges.scatter(placed.part.arrays.get(name), all);
      }
      joined.put(name, all);
    }
    return new FlatState(joined, first.values);
  }
}
