package io.kindling.optim;

import io.kindling.io.StateDict;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.text.RecordOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Saves and restores what optimizers remember. Loading checks everything before it changes any. */
final class OptimizerState {
  private OptimizerState() {}

  static StateDict save(Optimizer optimizer) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("optimizer", optimizer.getClass().getSimpleName());
    int parameter = 0;
    for (int k = 0; k < optimizer.groups().size(); k++) {
      ParameterGroup group = optimizer.groups().get(k);
      List<Object> indices = new ArrayList<>();
      for (int i = 0; i < group.parameters().size(); i++, parameter++) {
        indices.add((long) parameter);
        if (group.state.steps[i] > 0) {
          String prefix = "state." + parameter + ".";
          values.put(prefix + "step", group.state.steps[i]);
          for (String name : optimizer.numberNames()) {
            values.put(prefix + name, group.state.numbers(name)[i]);
          }
          for (String name : optimizer.stateNames(group.options())) {
            tensors.put(prefix + name, group.state.view(name, i).clone());
          }
        }
      }
      saveOptions(group, "param_groups." + k + ".", values);
      values.put("param_groups." + k + ".params", indices);
    }
    return new StateDict(tensors, values);
  }

  private static void saveOptions(ParameterGroup group, String prefix, Map<String, Object> values) {
    RecordOptions.values((Record) group.options())
        .forEach((name, value) -> values.put(prefix + name, value));
    if (!Double.isNaN(group.initialLr())) {
      values.put(prefix + "initial_lr", group.initialLr());
    }
  }

  static void load(Optimizer optimizer, StateDict state) {
    List<OptimizerOptions> options = checkedOptions(optimizer, state);
    int parameter = 0;
    for (int k = 0; k < options.size(); k++) {
      ParameterGroup group = optimizer.groups().get(k);
      double[] indices = state.reals("param_groups." + k + ".params");
      if (indices.length != group.parameters().size()) {
        throw new IllegalArgumentException(
            "loaded state dict contains a parameter group that doesn't match the size of"
                + " optimizer's group: group "
                + k
                + " has "
                + indices.length
                + " parameters there, "
                + group.parameters().size()
                + " here");
      }
      for (Tensor tensor : group.parameters()) {
        check(optimizer, options.get(k), tensor, "state." + parameter++ + ".", state);
      }
    }
    parameter = 0;
    for (int k = 0; k < options.size(); k++) {
      ParameterGroup group = optimizer.groups().get(k);
      loadOptions(group, options.get(k), "param_groups." + k + ".", state);
      for (int i = 0; i < group.parameters().size(); i++, parameter++) {
        String prefix = "state." + parameter + ".";
        if (state.values().containsKey(prefix + "step")) {
          group.state.steps[i] = state.whole(prefix + "step");
          for (String name : optimizer.numberNames()) {
            group.state.numbers(name)[i] = state.real(prefix + name);
          }
          for (String name : optimizer.stateNames(group.options())) {
            group.state.view(name, i).copy_(state.tensor(prefix + name));
          }
        }
      }
    }
  }

  private static void check(
      Optimizer optimizer,
      OptimizerOptions options,
      Tensor parameter,
      String prefix,
      StateDict state) {
    if (!state.values().containsKey(prefix + "step")) {
      return;
    }
    state.whole(prefix + "step");
    optimizer.numberNames().forEach(name -> state.real(prefix + name));
    for (String name : optimizer.stateNames(options)) {
      Shape shape = state.tensor(prefix + name).shape();
      if (!shape.equals(parameter.shape())) {
        throw new IllegalArgumentException(
            "state dict: \""
                + prefix
                + name
                + "\" has shape "
                + shape
                + ", its parameter here "
                + parameter.shape());
      }
    }
  }

  private static List<OptimizerOptions> checkedOptions(Optimizer optimizer, StateDict state) {
    String name = optimizer.getClass().getSimpleName();
    if (!state.text("optimizer").equals(name)) {
      throw new IllegalArgumentException(
          "state dict: it was saved by " + state.text("optimizer") + ", this is " + name);
    }
    int groups = optimizer.groups().size();
    if (!state.values().containsKey("param_groups." + (groups - 1) + ".lr")
        || state.values().containsKey("param_groups." + groups + ".lr")) {
      throw new IllegalArgumentException(
          "loaded state dict has a different number of parameter groups; here are " + groups);
    }
    List<OptimizerOptions> options = new ArrayList<>();
    for (int k = 0; k < groups; k++) {
      Map<String, Object> changes =
          new LinkedHashMap<>(state.under("param_groups." + k + ".").values());
      changes.remove("params");
      changes.remove("initial_lr");
      Record current = (Record) optimizer.groups().get(k).options();
      options.add((OptimizerOptions) RecordOptions.with(name, current, changes));
    }
    return options;
  }

  private static void loadOptions(
      ParameterGroup group, OptimizerOptions options, String prefix, StateDict state) {
    group.setOptions(options);
    group.setInitialLr(
        state.values().containsKey(prefix + "initial_lr")
            ? state.real(prefix + "initial_lr")
            : Double.NaN);
    group.state.clear();
  }

  static StateDict flat(Optimizer optimizer) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("optimizer", optimizer.getClass().getSimpleName());
    for (int k = 0; k < optimizer.groups().size(); k++) {
      ParameterGroup group = optimizer.groups().get(k);
      DType dtype = uniform(optimizer, group);
      String prefix = k + ".";
      saveOptions(group, prefix, values);
      values.put(prefix + "step", group.state.steps[0]);
      for (String name : optimizer.numberNames()) {
        values.put(prefix + name, group.state.numbers(name)[0]);
      }
      for (String name : optimizer.stateNames(group.options())) {
        var storage = group.state.array(name, dtype);
        tensors.put(prefix + name, Tensor.wrap(storage, Shape.of(storage.length())));
      }
    }
    return new StateDict(tensors, values);
  }

  private static DType uniform(Optimizer optimizer, ParameterGroup group) {
    DType dtype = group.parameters().get(0).dtype();
    for (int i = 0; i < group.parameters().size(); i++) {
      boolean same =
          group.state.steps[i] == group.state.steps[0]
              && group.parameters().get(i).dtype() == dtype;
      for (String name : optimizer.numberNames()) {
        double[] numbers = group.state.numbers(name);
        same &= Double.compare(numbers[i], numbers[0]) == 0;
      }
      if (!same) {
        throw new IllegalStateException(
            "flat state needs parameters of one type that have all taken the same steps; parameter "
                + i
                + " differs from the first; use stateDict()");
      }
    }
    return dtype;
  }

  static void loadFlat(Optimizer optimizer, StateDict state) {
    String own = optimizer.getClass().getSimpleName();
    if (!state.text("optimizer").equals(own)) {
      throw new IllegalArgumentException(
          "flat state: it was saved by " + state.text("optimizer") + ", this is " + own);
    }
    for (int k = 0; k < optimizer.groups().size(); k++) {
      loadFlat(optimizer, optimizer.groups().get(k), state.under(k + "."));
    }
  }

  private static void loadFlat(Optimizer optimizer, ParameterGroup group, StateDict state) {
    Map<String, Object> changes = new LinkedHashMap<>(state.values());
    changes.remove("step");
    changes.remove("initial_lr");
    optimizer.numberNames().forEach(changes::remove);
    OptimizerOptions options =
        (OptimizerOptions)
            RecordOptions.with(
                optimizer.getClass().getSimpleName(), (Record) group.options(), changes);
    DType dtype = group.parameters().get(0).dtype();
    int length = group.parameters().stream().mapToInt(Tensor::numel).sum();
    for (String name : optimizer.stateNames(options)) {
      if (state.tensor(name).numel() != length) {
        throw new IllegalArgumentException(
            "flat state: \""
                + name
                + "\" has "
                + state.tensor(name).numel()
                + " elements, the group "
                + length);
      }
    }
    loadOptions(group, options, "", state);
    Arrays.fill(group.state.steps, state.whole("step"));
    for (String name : optimizer.numberNames()) {
      Arrays.fill(group.state.numbers(name), state.real(name));
    }
    for (String name : optimizer.stateNames(options)) {
      Tensor.wrap(group.state.array(name, dtype), Shape.of(length)).copy_(state.tensor(name));
    }
  }
}
