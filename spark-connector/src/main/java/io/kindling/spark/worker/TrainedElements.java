package io.kindling.spark.worker;

import io.kindling.nn.FlatParameters;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements of a model's trained parameters that one worker updates: all of them, or a slice.
 */
final class TrainedElements {
  private final float[] values;
  private final List<Tensor> all = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Tensor> parameters = new ArrayList<>();
  private final Ranges inModel;
  private final Ranges inState;

  /**
   * @param mine parameter elements that the worker updates, of those of all parameters
   */
  TrainedElements(FlatParameters flat, Ranges mine) {
    this.values = flat.values();
    List<Integer> model = new ArrayList<>();
    List<Integer> state = new ArrayList<>();
    int trained = 0;
    int start = 0;
    for (Tensor parameter : flat.parameters()) {
      int end = start + parameter.numel();
      if (parameter.requiresGrad()) {
        for (int i = 0; i < mine.size(); i++) {
          int first = Math.max(mine.from(i), start);
          int last = Math.min(mine.to(i), end);
          if (first < last) {
            boolean whole = first == start && last == end;
            tensors.add(whole ? parameter : flat.slice(first, last).get(0));
            parameters.add(parameter);
            model.addAll(List.of(first, last));
            state.addAll(List.of(trained + first - start, trained + last - start));
          }
        }
        trained += parameter.numel();
        all.add(parameter);
      }
      start = end;
    }
    this.inModel = ranges(model);
    this.inState = isEmpty() ? new Ranges(0, trained) : ranges(state);
  }

  private static Ranges ranges(List<Integer> bounds) {
    return new Ranges(bounds.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return tensors.isEmpty();
  }

  /**
   * The parameters, whole or cut; where there are no elements all trained parameters, so that an
   * optimizer has something that it is for.
   */
  List<Tensor> tensors() {
    return isEmpty() ? all : tensors;
  }

  /** The whole parameter that each of {@link #tensors} is of. */
  List<Tensor> parameters() {
    return isEmpty() ? all : parameters;
  }

  /** The values of all parameters of the model. */
  float[] values() {
    return values;
  }

  /** Where these elements are in {@link #values}. */
  Ranges inModel() {
    return inModel;
  }

  /** Where they are among the elements of all trained parameters; all, where there are none. */
  Ranges inState() {
    return inState;
  }
}
