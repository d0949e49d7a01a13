package io.kindling.optim.schedule;

import java.io.Serializable;

/** A factor of the learning rate as a function of the epoch. */
@FunctionalInterface
public interface EpochFactor extends Serializable {
  /** The factor at {@code epoch}, which begins at 0. */
  double at(long epoch);
}
