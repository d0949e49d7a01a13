package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;

/**
 * Lowers the learning rate to 0 in {@code totalIters} epochs: lr (1 - epoch / totalIters)^power;
 * {@code torch.optim.lr_scheduler.PolynomialLR}.
 */
public final class PolynomialLR extends RateSchedule<PolynomialLR.Options> {

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param totalIters epochs
   * @param power power
   */
  public record Options(long totalIters, double power) implements ScheduleFactory {

    /** Refuses what has no meaning. */
    public Options {
      require(totalIters > 0, "PolynomialLR: totalIters must be positive", totalIters);
    }

    public Options totalIters(long value) {
      return new Options(value, power);
    }

    public Options power(double value) {
      return new Options(totalIters, value);
    }

    @Override
    public PolynomialLR create(Optimizer optimizer) {
      return new PolynomialLR(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(5, 1.0);
  }

  public PolynomialLR(Optimizer optimizer, Options options) {
    super(optimizer, options);
  }

  @Override
  double rate(int group) {
    if (initial || lastEpoch > o().totalIters()) {
      return lr(group);
    }
    double total = o().totalIters();
    double ratio = (1 - lastEpoch / total) / (1 - (lastEpoch - 1) / total);
    return lr(group) * Math.pow(ratio, o().power());
  }

  @Override
  double closedForm(int group) {
    double done = Math.min(o().totalIters(), lastEpoch) / (double) o().totalIters();
    return baseLrs[group] * Math.pow(1 - done, o().power());
  }
}
