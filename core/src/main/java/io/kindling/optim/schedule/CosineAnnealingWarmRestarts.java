package io.kindling.optim.schedule;

import io.kindling.io.StateDict;
import io.kindling.optim.Optimizer;
import java.util.Map;

/**
 * Lowers the learning rate along half a cosine in {@code t0} epochs, starts anew, and takes {@code
 * tMult} times as long each time (Loshchilov and Hutter 2017); {@code
 * torch.optim.lr_scheduler.CosineAnnealingWarmRestarts}.
 */
public final class CosineAnnealingWarmRestarts
    extends RateSchedule<CosineAnnealingWarmRestarts.Options> {
  private double current;
  private long period;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param t0 epochs to the first restart
   * @param tMult factor from one period to the next
   * @param etaMin least rate
   */
  public record Options(long t0, long tMult, double etaMin) implements ScheduleFactory {

    /** Refuses what has no meaning. */
    public Options {
      require(t0 > 0, "CosineAnnealingWarmRestarts: t0 must be positive", t0);
      require(tMult >= 1, "CosineAnnealingWarmRestarts: tMult must be 1 or more", tMult);
    }

    public Options tMult(long value) {
      return new Options(t0, value, etaMin);
    }

    public Options etaMin(double value) {
      return new Options(t0, tMult, value);
    }

    @Override
    public CosineAnnealingWarmRestarts create(Optimizer optimizer) {
      return new CosineAnnealingWarmRestarts(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options(long t0) {
    return new Options(t0, 1, 0);
  }

  public CosineAnnealingWarmRestarts(Optimizer optimizer, Options options) {
    super(optimizer, options);
  }

  @Override
  double rate(int group) {
    double cosine = Math.cos(Math.PI * current / period);
    return o().etaMin() + (baseLrs[group] - o().etaMin()) * (1 + cosine) / 2;
  }

  @Override
  public void step() {
    if (lastEpoch < 0) {
      toEpoch(0);
      return;
    }
    current++;
    if (current >= period) {
      current %= period;
      period *= o().tMult();
    }
    set(lastEpoch + 1);
  }

  /**
   * Goes to any epoch, a fractional one too: {@code toEpoch(epoch + batch / (double) batches)}
   * changes the rate batch by batch. PyTorch's {@code step(epoch)}.
   */
  public void toEpoch(double epoch) {
    require(epoch >= 0, "CosineAnnealingWarmRestarts: the epoch must not be negative", epoch);
    long first = o().t0();
    long factor = o().tMult();
    period = first;
    if (epoch < first) {
      current = epoch;
    } else if (factor == 1) {
      current = epoch % first;
    } else {
      int restarts = (int) (Math.log(epoch / first * (factor - 1) + 1) / Math.log(factor));
      current = epoch - first * (Math.pow(factor, restarts) - 1) / (factor - 1);
      period = (long) (first * Math.pow(factor, restarts));
    }
    set((long) Math.floor(epoch));
  }

  private void set(long epoch) {
    lastEpoch = epoch;
    for (int i = 0; i < baseLrs.length; i++) {
      lr(i, rate(i));
    }
    remember();
  }

  @Override
  void save(Map<String, Object> values) {
    values.put("T_cur", current);
    values.put("T_i", period);
  }

  @Override
  void load(StateDict state) {
    double loaded = state.real("T_cur");
    period = state.whole("T_i");
    current = loaded;
  }
}
