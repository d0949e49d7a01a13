package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;
import java.util.List;

/**
 * Multiplies the learning rate by a function of the epoch; {@code
 * torch.optim.lr_scheduler.MultiplicativeLR}.
 */
public final class MultiplicativeLR extends FunctionSchedule {
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
    super(optimizer, options, options.factors());
  }

  @Override
  double rate(int group) {
    return initial ? lr(group) : lr(group) * factor(group);
  }
}
