package io.kindling.spark.allreduce.transport;

/** What a gang of workers does together with a range of an array. */
public enum Collective {
  /** Every worker gets the sum of the whole range: the two below, one after the other. */
  ALL_REDUCE(true, true),
  /** Every worker gets the sum of its own slice. */
  REDUCE_SCATTER(true, false),
  /** Every worker gets every slice from its owner. */
  ALL_GATHER(false, true);

  private final boolean scatters;
  private final boolean gathers;

  Collective(boolean scatters, boolean gathers) {
    this.scatters = scatters;
    this.gathers = gathers;
  }

  /** Whether slices travel to their owners, to be added. */
  boolean scatters() {
    return scatters;
  }

  /** Whether slices travel from their owners to everyone. */
  boolean gathers() {
    return gathers;
  }
}
