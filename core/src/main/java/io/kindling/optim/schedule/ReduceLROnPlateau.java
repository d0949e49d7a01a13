package io.kindling.optim.schedule;

import io.kindling.io.StateDict;
import io.kindling.optim.Optimizer;
import java.util.List;
import java.util.Map;

/**
 * Multiplies the learning rate by {@code factor} when a metric has not become better for more than
 * {@code patience} epochs; {@code torch.optim.lr_scheduler.ReduceLROnPlateau}. Call {@link
 * #step(double)} with the metric after each epoch.
 */
public final class ReduceLROnPlateau extends LRScheduler {
  private double[] minLrs;
  private double best;
  private long cooldownCounter;
  private long badEpochs;

  /** What is better. */
  public enum Mode {
    /** A smaller metric: a loss. */
    MIN,
    /** A greater metric: an accuracy. */
    MAX
  }

  /** What the threshold is a part of. */
  public enum ThresholdMode {
    /** A share of the best metric. */
    REL,
    /** A difference from the best metric. */
    ABS
  }

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param mode what is better
   * @param factor factor, less than 1
   * @param patience epochs without improvement that are borne
   * @param threshold how much better is better
   * @param thresholdMode what the threshold is a part of
   * @param cooldown epochs after a reduction in which nothing is counted
   * @param minLr least rate, for all groups or for each
   * @param eps a smaller change of the rate is left out
   */
  public record Options(
      Mode mode,
      double factor,
      long patience,
      double threshold,
      ThresholdMode thresholdMode,
      long cooldown,
      List<Double> minLr,
      double eps)
      implements ScheduleFactory {

    /** PyTorch's check. */
    public Options {
      require(factor < 1, "ReduceLROnPlateau: factor must be less than 1", factor);
      minLr = List.copyOf(minLr);
    }

    public Options mode(Mode value) {
      return new Options(value, factor, patience, threshold, thresholdMode, cooldown, minLr, eps);
    }

    public Options factor(double value) {
      return new Options(mode, value, patience, threshold, thresholdMode, cooldown, minLr, eps);
    }

    public Options patience(long value) {
      return new Options(mode, factor, value, threshold, thresholdMode, cooldown, minLr, eps);
    }

    public Options threshold(double value) {
      return new Options(mode, factor, patience, value, thresholdMode, cooldown, minLr, eps);
    }

    public Options thresholdMode(ThresholdMode value) {
      return new Options(mode, factor, patience, threshold, value, cooldown, minLr, eps);
    }

    public Options cooldown(long value) {
      return new Options(mode, factor, patience, threshold, thresholdMode, value, minLr, eps);
    }

    public Options minLr(List<Double> value) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, value, eps);
    }

    public Options minLr(double value) {
      return minLr(List.of(value));
    }

    public Options eps(double value) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, value);
    }

    @Override
    public ReduceLROnPlateau create(Optimizer optimizer) {
      return new ReduceLROnPlateau(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(Mode.MIN, 0.1, 10, 1e-4, ThresholdMode.REL, 0, List.of(0.0), 1e-8);
  }

  public ReduceLROnPlateau(Optimizer optimizer, Options options) {
    super(optimizer, options);
    minLrs = perGroup("minLr", options.minLr());
    lastEpoch = 0;
    best = options.mode() == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  /**
   * Always refused: this schedule needs the metric.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void step() {
    throw new UnsupportedOperationException(
        "ReduceLROnPlateau: call step(metric) with the metric to watch");
  }

  /** Looks at the metric of an epoch and lowers the rates if it is time. */
  @Override
  public void step(double metric) {
    Options o = (Options) options;
    lastEpoch++;
    if (isBetter(o, metric)) {
      best = metric;
      badEpochs = 0;
    } else {
      badEpochs++;
    }
    if (cooldownCounter > 0) {
      cooldownCounter--;
      badEpochs = 0;
    }
    if (badEpochs > o.patience()) {
      reduce(o);
      cooldownCounter = o.cooldown();
      badEpochs = 0;
    }
    remember();
  }

  private boolean isBetter(Options o, double metric) {
    boolean relative = o.thresholdMode() == ThresholdMode.REL;
    if (o.mode() == Mode.MIN) {
      return metric < (relative ? best * (1 - o.threshold()) : best - o.threshold());
    }
    return metric > (relative ? best * (o.threshold() + 1) : best + o.threshold());
  }

  private void reduce(Options o) {
    for (int i = 0; i < minLrs.length; i++) {
      double reduced = Math.max(lr(i) * o.factor(), minLrs[i]);
      if (lr(i) - reduced > o.eps()) {
        lr(i, reduced);
      }
    }
  }

  @Override
  double rate(int group) {
    return lr(group);
  }

  @Override
  void save(Map<String, Object> values) {
    values.put("best", best);
    values.put("cooldown_counter", cooldownCounter);
    values.put("num_bad_epochs", badEpochs);
    values.put("min_lrs", boxed(minLrs));
  }

  @Override
  void load(StateDict state) {
    double loadedBest = state.real("best");
    long loadedCooldown = state.whole("cooldown_counter");
    double[] loadedMinLrs = state.reals("min_lrs");
    badEpochs = state.whole("num_bad_epochs");
    best = loadedBest;
    cooldownCounter = loadedCooldown;
    minLrs = loadedMinLrs;
  }
}
