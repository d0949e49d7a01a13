package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;
import java.util.Arrays;
import java.util.List;

/**
 * Multiplies the learning rate by gamma at each of the milestones; one that is given twice counts
 * twice. {@code torch.optim.lr_scheduler.MultiStepLR}.
 */
public final class MultiStepLR extends RateSchedule<MultiStepLR.Options> {

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param milestones epochs
   * @param gamma factor
   */
  public record Options(List<Long> milestones, double gamma) implements ScheduleFactory {

    /** Refuses what has no meaning. */
    public Options {
      milestones = List.copyOf(milestones);
    }

    public Options gamma(double value) {
      return new Options(milestones, value);
    }

    @Override
    public MultiStepLR create(Optimizer optimizer) {
      return new MultiStepLR(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options(List<Long> milestones) {
    return new Options(milestones, 0.1);
  }

  /** As {@link #options(List)}. */
  public static Options options(long... milestones) {
    return options(Arrays.stream(milestones).boxed().toList());
  }

  public MultiStepLR(Optimizer optimizer, Options options) {
    super(optimizer, options);
  }

  @Override
  double rate(int group) {
    long times = o().milestones().stream().filter(m -> m == lastEpoch).count();
    return times == 0 ? lr(group) : lr(group) * Math.pow(o().gamma(), times);
  }

  @Override
  double closedForm(int group) {
    long times = o().milestones().stream().filter(m -> m <= lastEpoch).count();
    return baseLrs[group] * Math.pow(o().gamma(), times);
  }
}
