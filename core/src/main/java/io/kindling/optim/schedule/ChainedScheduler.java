package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;
import java.util.List;

/**
 * Several schedules at once: each changes what the one before it left; {@code
 * torch.optim.lr_scheduler.ChainedScheduler}.
 */
public final class ChainedScheduler extends CompositeSchedule {

  /** The settings of the schedules, in order. */
  public record Options(List<ScheduleFactory> schedules) implements ScheduleFactory {
    public Options {
      schedules = notEmpty("ChainedScheduler", schedules);
    }

    @Override
    public ChainedScheduler create(Optimizer optimizer) {
      return new ChainedScheduler(
          schedules.stream().map(schedule -> schedule.create(optimizer)).toList());
    }
  }

  public static Options options(ScheduleFactory... schedules) {
    return new Options(List.of(schedules));
  }

  /** Schedules of one optimizer; none may be a {@link ReduceLROnPlateau}. */
  public ChainedScheduler(List<LRScheduler> schedules) {
    super(notEmpty("ChainedScheduler", schedules).get(0).optimizer(), schedules);
  }

  @Override
  public void step() {
    schedules.forEach(LRScheduler::step);
    remember();
  }
}
