package io.kindling.optim.schedule;

import io.kindling.io.StateDict;
import io.kindling.optim.Optimizer;
import io.kindling.optim.ParameterGroup;
import io.kindling.text.RecordOptions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the learning rates of an optimizer's groups; {@code
 * torch.optim.lr_scheduler.LRScheduler}. A step computes the next rate from the current one, as
 * PyTorch does, so that schedules can be chained and rates changed by hand. Not thread-safe.
 */
public abstract class LRScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(LRScheduler.class);

  final Optimizer optimizer;
  Record options;
  long lastEpoch = -1;
  long stepCount;

  /** True while the constructor takes the first step. */
  boolean initial;

  double[] baseLrs;
  private double[] lastLr;

  /** Subclasses call {@link #start} when they are complete. */
  LRScheduler(Optimizer optimizer, Record options) {
    this.optimizer = optimizer;
    this.options = options;
    this.lastLr = currentLrs();
  }

  /** Notes the rates to begin with and takes step 0. */
  final void start() {
    for (ParameterGroup group : groups()) {
      if (Double.isNaN(group.initialLr())) {
        group.setInitialLr(group.lr());
      }
    }
    baseLrs = groups().stream().mapToDouble(ParameterGroup::initialLr).toArray();
    initialStep();
  }

  void initialStep() {
    stepCount = 0;
    initial = true;
    step();
    initial = false;
  }

  /** The next learning rate of a group, computed from its present one. */
  abstract double rate(int group);

  /** The learning rate of a group at {@link #lastEpoch}, computed from its first one. */
  double closedForm(int group) {
    return rate(group);
  }

  /** Sets the learning rates for the next epoch (or whatever the schedule counts). */
  public void step() {
    if (stepCount == 1 && !optimizer.hasStepped()) {
      LOG.warn(
          "{}: step() was called before the optimizer's step(); call them the other way round, or"
              + " the first learning rate is skipped",
          getClass().getSimpleName());
    }
    stepCount++;
    lastEpoch++;
    for (int i = 0; i < baseLrs.length; i++) {
      lr(i, rate(i));
    }
    remember();
  }

  /** As {@link #step()}; only {@link ReduceLROnPlateau} looks at the metric. */
  public void step(double metric) {
    step();
  }

  /** Goes to epoch 0 by the closed form, where there is one. */
  void restart() {
    lastEpoch = 0;
    double[] rates = new double[baseLrs.length];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = closedForm(i);
    }
    for (int i = 0; i < rates.length; i++) {
      lr(i, rates[i]);
    }
    remember();
  }

  /** Takes one step of the count back, here and below. */
  void undo() {
    lastEpoch--;
  }

  final void remember() {
    lastLr = currentLrs();
  }

  final double[] currentLrs() {
    return groups().stream().mapToDouble(ParameterGroup::lr).toArray();
  }

  final List<ParameterGroup> groups() {
    return optimizer.groups();
  }

  final double lr(int group) {
    return groups().get(group).lr();
  }

  final void lr(int group, double value) {
    groups().get(group).setLr(value);
  }

  /** One value for each group, of a list that has one for all or one for each. */
  final double[] perGroup(String name, List<Double> values) {
    int n = groups().size();
    if (values.size() != 1 && values.size() != n) {
      throw new IllegalArgumentException(
          getClass().getSimpleName()
              + ": "
              + name
              + " has "
              + values.size()
              + " values, the optimizer has "
              + n
              + " parameter groups; give one value or one for each group");
    }
    double[] each = new double[n];
    Arrays.setAll(each, i -> values.get(values.size() == 1 ? 0 : i));
    return each;
  }

  /** The optimizer whose rates are changed. */
  public final Optimizer optimizer() {
    return optimizer;
  }

  /** The learning rates that the last step set, one for each group; {@code get_last_lr}. */
  public final double[] lastLr() {
    return lastLr.clone();
  }

  /** Number of the last epoch: 0 before the first call of {@link #step()}. */
  public final long lastEpoch() {
    return lastEpoch;
  }

  /**
   * All that the schedule remembers, options included (functions not). The rates themselves are in
   * the optimizer's state: save and load both.
   */
  public StateDict stateDict() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("schedule", getClass().getSimpleName());
    values.put("last_epoch", lastEpoch);
    values.put("step_count", stepCount);
    values.put("last_lr", boxed(lastLr));
    if (baseLrs != null) {
      values.put("base_lrs", boxed(baseLrs));
    }
    if (options != null) {
      RecordOptions.values(options).forEach((name, value) -> values.put("options." + name, value));
    }
    save(values);
    return StateDict.ofValues(values);
  }

  /**
   * Restores what {@link #stateDict} gave.
   *
   * @throws IllegalArgumentException when it belongs to another schedule; this one is then
   *     unchanged
   */
  public void loadStateDict(StateDict state) {
    String name = getClass().getSimpleName();
    if (!state.text("schedule").equals(name)) {
      throw new IllegalArgumentException(
          "state dict: it was saved by " + state.text("schedule") + ", this is " + name);
    }
    double[] rates = state.reals("last_lr");
    if (rates.length != groups().size()) {
      throw new IllegalArgumentException(
          "state dict: it was saved for "
              + rates.length
              + " parameter groups, here are "
              + groups().size());
    }
    Record loaded =
        options == null
            ? null
            : RecordOptions.with(name, options, state.under("options.").values());
    long epoch = state.whole("last_epoch");
    long count = state.whole("step_count");
    double[] bases = baseLrs == null ? null : state.reals("base_lrs");
    load(state);
    options = loaded;
    lastEpoch = epoch;
    stepCount = count;
    baseLrs = bases;
    lastLr = rates;
  }

  /** Adds what only this kind of schedule remembers. */
  void save(Map<String, Object> values) {}

  /** Restores what {@link #save} added. */
  void load(StateDict state) {}

  static List<Object> boxed(double[] values) {
    return Arrays.stream(values).<Object>mapToObj(value -> value).toList();
  }

  static void require(boolean holds, String message, Object got) {
    if (!holds) {
      throw new IllegalArgumentException(message + ", got " + got);
    }
  }
}
