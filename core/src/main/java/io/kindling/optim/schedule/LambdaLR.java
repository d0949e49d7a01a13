package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;
import java.util.List;

/**
 * Sets the learning rate to the first one times a function of the epoch; {@code
 * torch.optim.lr_scheduler.LambdaLR}.
 */
public final class LambdaLR extends FunctionSchedule {
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
    public LambdaLR create(Optimizer optimizer) {
      return new LambdaLR(optimizer, this);
    }
  }

  /** One function for all groups. */
  public static Options options(EpochFactor factor) {
    return new Options(List.of(factor));
  }

  public LambdaLR(Optimizer optimizer, Options options) {
    super(optimizer, options, options.factors());
  }

  @Override
  double rate(int group) {
    return baseLrs[group] * factor(group);
  }
}
