package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;
import java.util.List;

/**
 * Multiplies the learning rate by a function of the epoch; {@code
 * torch.optim.lr_scheduler.MultiplicativeLR}.
 */
public final class MultiplicativeLR extends LRScheduler {
  /**
   * The options.
   *
   * @param factors one function for all groups, or one for each
   */
  public record Options(List<EpochFactor> factors) implements ScheduleFactory {
    public Options {
      factors = List.copyOf(factors);
    }

    @Override
    public MultiplicativeLR create(Optimizer optimizer) {
      return new MultiplicativeLR(optimizer, this);
    }
  }

  /** One function for all groups. */
  public static Options options(EpochFactor factor) {
    return new Options(List.of(factor));
  }

  public MultiplicativeLR(Optimizer optimizer, Options options) {
    super(optimizer, options);
    int given = options.factors().size();
    require(
        given == 1 || given == groups().size(),
        "MultiplicativeLR: expected 1 or " + groups().size() + " functions",
        given);
    start();
  }

  private double factor(int group) {
    List<EpochFactor> factors = ((Options) options).factors();
    return factors.get(factors.size() == 1 ? 0 : group).at(lastEpoch);
  }

  @Override
  double rate(int group) {
    return initial ? lr(group) : lr(group) * factor(group);
  }
}
