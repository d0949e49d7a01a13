package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;

/**
 * Multiplies the learning rate by gamma every {@code stepSize} epochs; {@code
 * torch.optim.lr_scheduler.StepLR}.
 */
public final class StepLR extends RateSchedule<StepLR.Options> {

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param stepSize epochs between two changes
   * @param gamma factor
   */
  public record Options(long stepSize, double gamma) implements ScheduleFactory {

    /** Refuses what has no meaning. */
    public Options {
      require(stepSize > 0, "StepLR: stepSize must be positive", stepSize);
    }

    public Options gamma(double value) {
      return new Options(stepSize, value);
    }

    @Override
    public StepLR create(Optimizer optimizer) {
      return new StepLR(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options(long stepSize) {
    return new Options(stepSize, 0.1);
  }

  public StepLR(Optimizer optimizer, Options options) {
    super(optimizer, options);
  }

  @Override
  double rate(int group) {
    boolean now = lastEpoch != 0 && lastEpoch % o().stepSize() == 0;
    return now ? lr(group) * o().gamma() : lr(group);
  }

  @Override
  double closedForm(int group) {
    return baseLrs[group] * Math.pow(o().gamma(), Math.floorDiv(lastEpoch, o().stepSize()));
  }
}
