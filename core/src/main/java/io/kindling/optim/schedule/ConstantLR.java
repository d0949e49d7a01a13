package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;

/**
 * Multiplies the learning rate by {@code factor} for the first {@code totalIters} epochs; {@code
 * torch.optim.lr_scheduler.ConstantLR}.
 */
public final class ConstantLR extends RateSchedule<ConstantLR.Options> {

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param factor factor, at most 1
   * @param totalIters epochs
   */
  public record Options(double factor, long totalIters) implements ScheduleFactory {

    /** Refuses what has no meaning. */
    public Options {
      require(factor >= 0 && factor <= 1, "ConstantLR: factor must be between 0 and 1", factor);
    }

    public Options factor(double value) {
      return new Options(value, totalIters);
    }

    public Options totalIters(long value) {
      return new Options(factor, value);
    }

    @Override
    public ConstantLR create(Optimizer optimizer) {
      return new ConstantLR(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1.0 / 3, 5);
  }

  public ConstantLR(Optimizer optimizer, Options options) {
    super(optimizer, options);
  }

  @Override
  double rate(int group) {
    if (lastEpoch == 0) {
      return lr(group) * o().factor();
    }
    return lastEpoch == o().totalIters() ? lr(group) * (1 / o().factor()) : lr(group);
  }

  @Override
  double closedForm(int group) {
    return baseLrs[group] * (lastEpoch >= o().totalIters() ? 1 : o().factor());
  }
}
