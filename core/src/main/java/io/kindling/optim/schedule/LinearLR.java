package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;

/**
 * Multiplies the learning rate by a factor that goes in a straight line from {@code startFactor} to
 * {@code endFactor} in {@code totalIters} epochs; {@code torch.optim.lr_scheduler.LinearLR}.
 */
public final class LinearLR extends RateSchedule<LinearLR.Options> {

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param startFactor first factor, in (0, 1]
   * @param endFactor last factor, in [0, 1]
   * @param totalIters epochs
   */
  public record Options(double startFactor, double endFactor, long totalIters)
      implements ScheduleFactory {

    /** Refuses what has no meaning. */
    public Options {
      require(
          startFactor > 0 && startFactor <= 1,
          "LinearLR: startFactor must be greater than 0 and at most 1",
          startFactor);
      require(
          endFactor >= 0 && endFactor <= 1,
          "LinearLR: endFactor must be between 0 and 1",
          endFactor);
      require(totalIters > 0, "LinearLR: totalIters must be positive", totalIters);
    }

    public Options startFactor(double value) {
      return new Options(value, endFactor, totalIters);
    }

    public Options endFactor(double value) {
      return new Options(startFactor, value, totalIters);
    }

    public Options totalIters(long value) {
      return new Options(startFactor, endFactor, value);
    }

    @Override
    public LinearLR create(Optimizer optimizer) {
      return new LinearLR(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1.0 / 3, 1.0, 5);
  }

  public LinearLR(Optimizer optimizer, Options options) {
    super(optimizer, options);
  }

  @Override
  double rate(int group) {
    if (lastEpoch == 0) {
      return lr(group) * o().startFactor();
    }
    if (initial || lastEpoch > o().totalIters()) {
      return lr(group);
    }
    double slope = o().endFactor() - o().startFactor();
    double before = o().totalIters() * o().startFactor() + (lastEpoch - 1) * slope;
    return lr(group) * (1 + slope / before);
  }

  @Override
  double closedForm(int group) {
    double slope = o().endFactor() - o().startFactor();
    long epochs = Math.min(o().totalIters(), lastEpoch);
    return baseLrs[group] * (o().startFactor() + slope * epochs / o().totalIters());
  }
}
