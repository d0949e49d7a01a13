package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;

/**
 * Multiplies the learning rate by gamma every epoch; {@code
 * torch.optim.lr_scheduler.ExponentialLR}.
 */
public final class ExponentialLR extends RateSchedule<ExponentialLR.Options> {

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param gamma factor
   */
  public record Options(double gamma) implements ScheduleFactory {

    /** Refuses what has no meaning. */
    public Options {}

    @Override
    public ExponentialLR create(Optimizer optimizer) {
      return new ExponentialLR(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options(double gamma) {
    return new Options(gamma);
  }

  public ExponentialLR(Optimizer optimizer, Options options) {
    super(optimizer, options);
  }

  @Override
  double rate(int group) {
    return initial ? lr(group) : lr(group) * o().gamma();
  }

  @Override
  double closedForm(int group) {
    return baseLrs[group] * Math.pow(o().gamma(), lastEpoch);
  }
}
