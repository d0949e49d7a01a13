package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;
import java.io.Serializable;

/** The settings of a schedule, before it knows its optimizer. */
@FunctionalInterface
public interface ScheduleFactory extends Serializable {
  /** A schedule with these settings for this optimizer, whose learning rates it sets at once. */
  LRScheduler create(Optimizer optimizer);
}
