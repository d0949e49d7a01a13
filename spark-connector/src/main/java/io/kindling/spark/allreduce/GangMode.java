package io.kindling.spark.allreduce;

import java.io.Serializable;
import java.time.Duration;

/**
 * What the workers of a gang do together.
 *
 * @param sharded whether each worker updates its slice only
 * @param localSteps updates between two exchanges; 1 is synchronous SGD
 * @param patience after so long they end a range of steps early, so that no more is lost with an
 *     executor; where that is changes no bit of synchronous SGD, and local SGD does not do it
 */
record GangMode(boolean sharded, int localSteps, Duration patience) implements Serializable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  GangMode(boolean sharded, int localSteps) {
    this(sharded, localSteps, PATIENCE);
  }

  /** Whether workers update by themselves and average their models. */
  boolean isLocal() {
    return localSteps > 1;
  }

  /**
   * How many workers, by rank, tell what they have when a range of steps ends early. One that is
   * cut off while it gathers others' slices has neither the values before nor those after the step;
   * another may.
   */
  int tellers() {
    return sharded ? 2 : 1;
  }

  /** One past the last step before the exchange that comes next after {@code step}. */
  long nextExchange(long step, long end) {
    return Math.min(end, (step / localSteps + 1) * localSteps);
  }
}
