package io.kindling.optim.schedule;

import io.kindling.optim.Optimizer;

/** A schedule whose options are all that it needs to take its first step. */
abstract class RateSchedule<O extends Record> extends LRScheduler {
  RateSchedule(Optimizer optimizer, O options) {
    super(optimizer, options);
    start();
  }

  /** The options as they are now: a loaded state brings its own. */
  @SuppressWarnings("unchecked") // of the type that they had before
  final O o() {
    return (O) options;
  }
}
