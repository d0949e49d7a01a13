package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;

/**
 * Lowers the learning rate along half a cosine to {@code etaMin} in {@code tMax} epochs, then
 * raises it again (Loshchilov and Hutter 2017, without restarts); {@code
 * torch.optim.lr_scheduler.CosineAnnealingLR}:
 *
 * <pre>
 * lr = etaMin + (base - etaMin) (1 + cos(pi epoch / tMax)) / 2
 * </pre>
 */
public final class CosineAnnealingLR extends RateSchedule<CosineAnnealingLR.Options> {

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param tMax epochs from the greatest to the least rate
   * @param etaMin least rate
   */
  public record Options(long tMax, double etaMin) implements ScheduleFactory {

    /** Refuses what has no meaning. */
    public Options {
      require(tMax > 0, "CosineAnnealingLR: tMax must be positive", tMax);
    }

    public Options etaMin(double value) {
      return new Options(tMax, value);
    }

    @Override
    public CosineAnnealingLR create(Optimizer optimizer) {
      return new CosineAnnealingLR(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options(long tMax) {
    return new Options(tMax, 0);
  }

  public CosineAnnealingLR(Optimizer optimizer, Options options) {
    super(optimizer, options);
  }

  @Override
  double rate(int group) {
    long period = o().tMax();
    double least = o().etaMin();
    if (initial) {
      return lr(group);
    }
    if (stepCount == 1 && lastEpoch > 0) {
      return closedForm(group);
    }
    if (Math.floorMod(lastEpoch - 1 - period, 2 * period) == 0) {
      // The recursion would divide by zero: this is the first step up.
      return lr(group) + (baseLrs[group] - least) * (1 - Math.cos(Math.PI / period)) / 2;
    }
    return (1 + Math.cos(Math.PI * lastEpoch / period))
            / (1 + Math.cos(Math.PI * (lastEpoch - 1) / period))
            * (lr(group) - least)
        + least;
  }

  @Override
  double closedForm(int group) {
    double cosine = Math.cos(Math.PI * lastEpoch / o().tMax());
    return o().etaMin() + (baseLrs[group] - o().etaMin()) * (1 + cosine) / 2;
  }
}
