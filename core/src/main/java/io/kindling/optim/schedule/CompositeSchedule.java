package io.kindling.optim.schedule;

import io.kindling.io.StateDict;
import io.kindling.optim.Optimizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What schedules made of schedules have in common. */
abstract sealed class CompositeSchedule extends LRScheduler permits SequentialLR, ChainedScheduler {
  final List<LRScheduler> schedules;

  CompositeSchedule(Optimizer optimizer, List<LRScheduler> schedules) {
    super(optimizer, null);
    this.schedules = List.copyOf(schedules);
    for (int i = 0; i < schedules.size(); i++) {
      if (schedules.get(i) instanceof ReduceLROnPlateau) {
        throw new IllegalArgumentException(
            name() + ": ReduceLROnPlateau needs a metric and cannot be part of it, at index " + i);
      }
      if (schedules.get(i).optimizer() != optimizer) {
        throw new IllegalArgumentException(
            name() + ": the schedule at index " + i + " belongs to another optimizer");
      }
    }
  }

  static <T> List<T> notEmpty(String name, List<T> schedules) {
    if (schedules.isEmpty()) {
      throw new IllegalArgumentException(
          name + " expects at least one scheduler, but got no scheduler");
    }
    return List.copyOf(schedules);
  }

  private String name() {
    return getClass().getSimpleName();
  }

  @Override
  final double rate(int group) {
    throw new IllegalStateException(name() + " has no rate of its own");
  }

  @Override
  final void undo() {
    schedules.forEach(LRScheduler::undo);
  }

  @Override
  public final StateDict stateDict() {
    Map<String, Object> values = new LinkedHashMap<>(super.stateDict().values());
    for (int i = 0; i < schedules.size(); i++) {
      String prefix = "schedulers." + i + ".";
      schedules
          .get(i)
          .stateDict()
          .values()
          .forEach((key, value) -> values.put(prefix + key, value));
    }
    return StateDict.ofValues(values);
  }

  @Override
  final void load(StateDict state) {
    for (int i = 0; i < schedules.size(); i++) {
      String name = schedules.get(i).getClass().getSimpleName();
      String saved = state.text("schedulers." + i + ".schedule");
      require(saved.equals(name), "state dict: schedule " + i + " must be " + name, saved);
    }
    for (int i = 0; i < schedules.size(); i++) {
      schedules.get(i).loadStateDict(state.under("schedulers." + i + "."));
    }
  }
}
