package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.wire.WireFormat;
import java.util.Objects;

/**
 * As {@link ResidentAllReduce}, but each of W workers sums and updates one W-th of the parameters
 * only, and keeps the optimizer's state for that part only, a slice of each bucket (ZeRO stage 1,
 * Rajbhandari et al. 2020): reduce-scatter of gradients, update, all-gather of parameters. For
 * large models, whose update and optimizer state it divides by W; as many bytes travel as under the
 * resident strategy.
 *
 * <p>Only for optimizers that update each element by itself: LARS and LAMB, which use norms of
 * whole parameters, are refused.
 *
 * @param gang how workers exchange
 * @param maxAttempts how often a range of steps is tried before training fails, at least 1
 */
public record ShardedAllReduce(GangOptions gang, int maxAttempts) implements AllReduce {
  public ShardedAllReduce {
    Objects.requireNonNull(gang, "gang");
    ResidentAllReduce.checkAttempts("ShardedAllReduce", maxAttempts);
  }

  @Override
  public String name() {
    return "sharded";
  }

  @Override
  public TrainingSession open(TrainingJob job) {
    if (!job.program().optimizer().elementwise()) {
      throw new IllegalArgumentException(
          "all-reduce sharded: the optimizer uses norms of whole parameters, which a worker that"
              + " holds a slice does not have; use resident or tree");
    }
    return SparkLinkageException.guard(
        name(), () -> new GangSession(job, name(), gang, maxAttempts, new GangMode(true, 1)));
  }

  @Override
  public WireFormat wireFormat() {
    return gang.wireFormat();
  }

  /**
   * Gradients rounded to 16 bits on the wire and summed in float32; parameters always travel
   * exactly. FLOAT32 unless told.
   */
  @Override
  public ShardedAllReduce withWireFormat(WireFormat format) {
    return new ShardedAllReduce(gang.withWireFormat(format), maxAttempts);
  }

  /** With so many attempts. */
  public ShardedAllReduce withMaxAttempts(int attempts) {
    return new ShardedAllReduce(gang, attempts);
  }
}
