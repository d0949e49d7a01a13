package io.kindling.spark.worker;

import io.kindling.io.StateDict;
import io.kindling.nn.ParameterGroups;
import io.kindling.optim.Optimizer;
import io.kindling.optim.OptimizerFactory;
import io.kindling.optim.OptimizerOptions;
import io.kindling.optim.ParameterGroup;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The optimizer of a run. All parameters are one group, or those of one dimension are another,
 * without weight decay. Its state is told in the order of the parameters, as if they were one
 * group, so that slices of it are joined and cut whoever holds which.
 *
 * <p>Every worker has both groups, for the schedule and the state's numbers: one without elements
 * has an element of its own, which nobody looks at.
 */
final class RunOptimizer {
  private static final String FIRST = "0.";
  private static final String SECOND = "1.";

  private final Optimizer optimizer;
  private final boolean grouped;

  /** Whether each tensor is of the second group, and its elements. */
  private final boolean[] second;

  private final int[] sizes;

  private RunOptimizer(Optimizer optimizer, boolean grouped, boolean[] second, int[] sizes) {
    this.optimizer = optimizer;
    this.grouped = grouped;
    this.second = second;
    this.sizes = sizes;
  }

  static RunOptimizer of(TrainingProgram program, TrainedElements elements) {
    List<Tensor> tensors = elements.tensors();
    boolean grouped = program.update().filterBiasAndBn();
    boolean[] second = new boolean[tensors.size()];
    int[] sizes = new int[second.length];
    for (int i = 0; i < sizes.length; i++) {
      second[i] = grouped && ParameterGroups.isOfOneDimension(elements.parameters().get(i));
      sizes[i] = tensors.get(i).numel();
    }
    Optimizer optimizer =
        grouped
            ? optionsWithDecay(program.optimizer())
                .createGroups(groups((OptimizerOptions) program.optimizer(), tensors, second))
            : program.optimizer().create(tensors);
    return new RunOptimizer(optimizer, grouped, second, sizes);
  }

  /**
   * The options, when they have a weight decay.
   *
   * @throws IllegalArgumentException when they have none, or are no options
   */
  static OptimizerOptions optionsWithDecay(OptimizerFactory factory) {
    if (factory instanceof OptimizerOptions options && options instanceof Record) {
      ParameterGroups.withoutDecay(options);
      return options;
    }
    throw new IllegalArgumentException(
        "filterBiasAndBn: the optimizer is made by "
            + factory.getClass().getName()
            + ", whose weight decay is not known; give options, as SGD.options().lr(0.1)");
  }

  private static List<ParameterGroup> groups(
      OptimizerOptions options, List<Tensor> tensors, boolean[] second) {
    List<Tensor> decayed = new ArrayList<>();
    List<Tensor> others = new ArrayList<>();
    for (int i = 0; i < second.length; i++) {
      (second[i] ? others : decayed).add(tensors.get(i));
    }
    return List.of(
        new ParameterGroup(orOwn(decayed), options),
        new ParameterGroup(orOwn(others), ParameterGroups.withoutDecay(options)));
  }

  private static List<Tensor> orOwn(List<Tensor> tensors) {
    if (!tensors.isEmpty()) {
      return tensors;
    }
    Tensor own = Tensors.zeros(1).requiresGrad_();
    own.setGrad(Tensors.zeros(1));
    return List.of(own);
  }

  Optimizer get() {
    return optimizer;
  }

  /** {@link Optimizer#flatState}, in the order of the parameters; its tensors may be live. */
  StateDict state() {
    StateDict flat = optimizer.flatState();
    if (!grouped) {
      return flat;
    }
    Map<String, Tensor> merged = new LinkedHashMap<>();
    flat.tensors()
        .forEach(
            (name, first) -> {
              if (name.startsWith(FIRST)) {
                Tensor other = flat.tensor(SECOND + name.substring(FIRST.length()));
                merged.put(name, merge(first.toFloatArray(), other.toFloatArray()));
              }
            });
    return new StateDict(merged, flat.values());
  }

  private Tensor merge(float[] first, float[] other) {
    float[] all = new float[elements(true) + elements(false)];
    walk(
        (i, at, inGroup) ->
            System.arraycopy(second[i] ? other : first, inGroup, all, at, sizes[i]));
    return Tensors.wrap(all, all.length);
  }

  /** Restores what {@link #state} gave. */
  void load(StateDict state) {
    if (!grouped) {
      optimizer.loadFlatState(state);
      return;
    }
    Map<String, Tensor> split = new LinkedHashMap<>();
    state
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(FIRST)) {
                split.put(name, part(tensor.toFloatArray(), false));
                split.put(
                    SECOND + name.substring(FIRST.length()), part(tensor.toFloatArray(), true));
              }
            });
    optimizer.loadFlatState(new StateDict(split, state.values()));
  }

  private Tensor part(float[] all, boolean ofSecond) {
    if (all.length != elements(true) + elements(false)) {
      throw new IllegalArgumentException(
          "flat state: got "
              + all.length
              + " elements, the parameters have "
              + (elements(true) + elements(false)));
    }
    float[] part = new float[Math.max(1, elements(ofSecond))];
    walk(
        (i, at, inGroup) -> {
          if (second[i] == ofSecond) {
            System.arraycopy(all, at, part, inGroup, sizes[i]);
          }
        });
    return Tensors.wrap(part, part.length);
  }

  private int elements(boolean ofSecond) {
    int count = 0;
    for (int i = 0; i < sizes.length; i++) {
      count += second[i] == ofSecond ? sizes[i] : 0;
    }
    return count;
  }

  /** Told of each tensor, where it begins among all and in its group. */
  @FunctionalInterface
  private interface Place {
    void of(int tensor, int at, int inGroup);
  }

  private void walk(Place place) {
    int at = 0;
    int inFirst = 0;
    int inSecond = 0;
    for (int i = 0; i < sizes.length; i++) {
      place.of(i, at, second[i] ? inSecond : inFirst);
      at += sizes[i];
      inFirst += second[i] ? 0 : sizes[i];
      inSecond += second[i] ? sizes[i] : 0;
    }
  }
}
