package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.wire.WireFormat;
import java.util.Objects;

/**
 * One barrier stage for a whole range of steps: its tasks keep their data, replica and optimizer,
 * sum gradients directly with each other over Spark's own network layer, and each makes the same
 * update. No Spark job is run for a step; the driver receives a few numbers per step, and the
 * model's values once at the end of the range.
 *
 * <p>Gradients are summed in buckets, those of the last layers while backward still computes the
 * first ones' ({@link GangOptions#bucketElements}).
 *
 * <p>Needs as many task slots as there are partitions, all at once, and a cluster of fixed size:
 * with too few slots or with dynamic allocation it is refused, before anything runs. When a worker
 * is lost the range is made again from where it began, with the same bits.
 *
 * @param gang how workers exchange
 * @param maxAttempts how often a range of steps is tried before training fails, at least 1
 * @param localSteps updates that each worker makes by itself before they average their models; 1 is
 *     synchronous SGD
 */
public record ResidentAllReduce(GangOptions gang, int maxAttempts, int localSteps)
    implements AllReduce {
  /** As often as Spark tries a task. */
  public static final int DEFAULT_ATTEMPTS = 4;

  public ResidentAllReduce {
    Objects.requireNonNull(gang, "gang");
    checkAttempts("ResidentAllReduce", maxAttempts);
    if (localSteps < 1) {
      throw new IllegalArgumentException(
          "ResidentAllReduce: the number of local steps must be at least 1, got " + localSteps);
    }
    if (localSteps > 1 && gang.wireFormat() != WireFormat.FLOAT32) {
      throw new IllegalArgumentException(
          "ResidentAllReduce: local SGD averages parameters, which always travel exactly; use one"
              + " local step, or no compression");
    }
  }

  /** Synchronous SGD. */
  public ResidentAllReduce(GangOptions gang, int maxAttempts) {
    this(gang, maxAttempts, 1);
  }

  @Override
  public String name() {
    return "resident";
  }

  @Override
  public TrainingSession open(TrainingJob job) {
    return SparkLinkageException.guard(
        name(),
        () -> new GangSession(job, name(), gang, maxAttempts, new GangMode(false, localSteps)));
  }

  @Override
  public WireFormat wireFormat() {
    return gang.wireFormat();
  }

  /**
   * Gradients rounded to 16 bits on the wire and summed in float32: half the bytes, and other
   * parameters than the exact strategies give. FLOAT32, which is exact, unless told.
   */
  @Override
  public ResidentAllReduce withWireFormat(WireFormat format) {
    return new ResidentAllReduce(gang.withWireFormat(format), maxAttempts, localSteps);
  }

  /** With so many attempts. */
  public ResidentAllReduce withMaxAttempts(int attempts) {
    return new ResidentAllReduce(gang, attempts, localSteps);
  }

  /**
   * Local SGD (Stich 2019): each worker makes {@code steps} updates by itself, on its own share of
   * each batch, then all take the average of their parameters, weighted by samples. Workers talk
   * once in so many steps; it is <em>not</em> the same computation as SGD on one machine, and wants
   * a learning rate of its own. Each worker keeps its own momentum, averaged at epochs' ends and
   * checkpoints. 1, which is synchronous SGD, unless told.
   */
  public ResidentAllReduce withLocalSteps(int steps) {
    return new ResidentAllReduce(gang, maxAttempts, steps);
  }

  static void checkAttempts(String strategy, int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException(
          strategy + ": the number of attempts must be at least 1, got " + attempts);
    }
  }
}
