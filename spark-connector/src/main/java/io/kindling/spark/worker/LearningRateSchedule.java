package io.kindling.spark.worker;

import io.kindling.optim.schedule.ScheduleFactory;
import java.io.Serializable;
import java.util.Objects;

/**
 * How learning rates change during a run: a schedule of {@code io.kindling.optim.schedule}, and
 * what it counts.
 *
 * @param factory null for rates that never change
 * @param unit what the schedule calls an epoch
 */
public record LearningRateSchedule(ScheduleFactory factory, Unit unit) implements Serializable {
  /** The optimizer's own learning rate, always. */
  public static final LearningRateSchedule CONSTANT = new LearningRateSchedule(null, Unit.EPOCH);

  /** What a schedule counts. */
  public enum Unit {
    /** Passes over the data. */
    EPOCH,
    /** Updates. */
    STEP
  }

  public LearningRateSchedule {
    Objects.requireNonNull(unit, "unit");
  }
}
