package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;
import java.util.List;

/** A schedule made of functions of the epoch: one for all groups, or one for each. */
abstract sealed class FunctionSchedule extends LRScheduler permits LambdaLR, MultiplicativeLR {
  private final List<EpochFactor> factors;

  FunctionSchedule(Optimizer optimizer, Record options, List<EpochFactor> factors) {
    super(optimizer, options);
    this.factors = factors;
    require(
        factors.size() == 1 || factors.size() == groups().size(),
        getClass().getSimpleName() + ": expected 1 or " + groups().size() + " functions",
        factors.size());
    start();
  }

  /** What the group's function says of the epoch. */
  final double factor(int group) {
    return factors.get(factors.size() == 1 ? 0 : group).at(lastEpoch);
  }
}
