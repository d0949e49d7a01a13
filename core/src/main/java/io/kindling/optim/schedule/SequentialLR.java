package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;
import io.kindling.optim.ParameterGroup;
import java.util.List;

/**
 * One schedule after another, each beginning anew at its milestone; {@code
 * torch.optim.lr_scheduler.SequentialLR}. A warm-up, for example:
 *
 * <pre>{@code
 * SequentialLR.options(
 *     List.of(LinearLR.options().totalIters(5), CosineAnnealingLR.options(95)), List.of(5L))
 * }</pre>
 */
public final class SequentialLR extends CompositeSchedule {
  private final List<Long> milestones;

  /**
   * The settings.
   *
   * @param schedules one after another
   * @param milestones the epochs at which the second, third, ... begin
   */
  public record Options(List<ScheduleFactory> schedules, List<Long> milestones)
      implements ScheduleFactory {
    public Options {
      schedules = notEmpty("SequentialLR", schedules);
      milestones = checked(schedules.size(), milestones);
    }

    @Override
    public SequentialLR create(Optimizer optimizer) {
      return new SequentialLR(
          optimizer,
          schedules.stream().map(schedule -> schedule.create(optimizer)).toList(),
          milestones);
    }
  }

  public static Options options(List<ScheduleFactory> schedules, List<Long> milestones) {
    return new Options(schedules, milestones);
  }

  /** Schedules of {@code optimizer}; none may be a {@link ReduceLROnPlateau}. */
  public SequentialLR(Optimizer optimizer, List<LRScheduler> schedules, List<Long> milestones) {
    super(optimizer, notEmpty("SequentialLR", schedules));
    this.milestones = checked(schedules.size(), milestones);
    for (int i = 1; i < schedules.size(); i++) {
      if (schedules.get(i) instanceof CompositeSchedule) {
        throw new IllegalArgumentException(
            "SequentialLR: the schedule at index "
                + i
                + " is made of others and cannot begin anew at a milestone; only the first may be");
      }
    }
    lastEpoch = 0;
    // Each schedule has set the rates when it was made: begin again with the first alone.
    for (ParameterGroup group : groups()) {
      group.setLr(group.initialLr());
    }
    undo();
    schedules.get(current()).initialStep();
    remember();
  }

  private static List<Long> checked(int schedules, List<Long> milestones) {
    if (milestones.size() != schedules - 1) {
      throw new IllegalArgumentException(
          "SequentialLR expects number of schedulers to be one more than the number of milestones,"
              + " got "
              + schedules
              + " and "
              + milestones.size());
    }
    for (int i = 1; i < milestones.size(); i++) {
      require(
          milestones.get(i) > milestones.get(i - 1),
          "SequentialLR: milestones must rise",
          milestones);
    }
    return List.copyOf(milestones);
  }

  private int current() {
    return (int) milestones.stream().filter(milestone -> milestone <= lastEpoch).count();
  }

  @Override
  public void step() {
    lastEpoch++;
    LRScheduler schedule = schedules.get(current());
    if (current() > 0 && milestones.get(current() - 1) == lastEpoch) {
      schedule.restart();
    } else {
      schedule.step();
    }
    remember();
  }
}
