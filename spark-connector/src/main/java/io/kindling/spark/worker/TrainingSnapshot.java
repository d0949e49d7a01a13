package io.kindling.spark.worker;

import io.kindling.io.StateDict;
import io.kindling.optim.Optimizer;
import java.util.Map;
import java.util.Objects;

/**
 * Where a run stands between two steps: with the {@link TrainingProgram} it determines all steps to
 * come, bit by bit. It is the same under every strategy, so that a run may go on under another one.
 *
 * @param step number of updates made, which is the number of the next step
 * @param model parameters and buffers; not copied
 * @param optimizer what the optimizer remembers, as {@link Optimizer#flatState}; empty before the
 *     first update; not copied
 * @param schedule what the learning-rate schedule remembers, its rates included; empty without one
 */
public record TrainingSnapshot(
    long step, ModelState model, StateDict optimizer, StateDict schedule) {
  private static final StateDict NOTHING = new StateDict(Map.of(), Map.of());

  public TrainingSnapshot {
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(optimizer, "optimizer");
    if (step < 0) {
      throw new IllegalArgumentException("TrainingSnapshot: step " + step + " is below 0");
    }
  }

  /** Without a learning-rate schedule. */
  public TrainingSnapshot(long step, ModelState model, StateDict optimizer) {
    this(step, model, optimizer, NOTHING);
  }

  /** The beginning of a run: a model that has not been trained. */
  public static TrainingSnapshot beginning(ModelState model) {
    return new TrainingSnapshot(0, model, NOTHING);
  }

  /** Whether an optimizer has something to restore. */
  public boolean hasOptimizerState() {
    return !optimizer.values().isEmpty();
  }
}
