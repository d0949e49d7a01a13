package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.wire.WireFormat;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link ResidentAllReduce} where it can work, else {@link TreeAllReduce}: resident workers cost
 * the least time per step, but want a cluster of fixed size with a task slot for every partition.
 * Both give the same bits. On a fork of Spark that resident workers do not link against it goes on
 * with a tree, too, and says so.
 *
 * @param gang how resident workers exchange; trees have gradients travel so, too
 */
public record AutoAllReduce(GangOptions gang) implements AllReduce {
  private static final Logger LOG = LoggerFactory.getLogger(AutoAllReduce.class);

  public AutoAllReduce {
    Objects.requireNonNull(gang, "gang");
  }

  @Override
  public String name() {
    return "auto";
  }

  @Override
  public TrainingSession open(TrainingJob job) {
    int workers = job.training().getNumPartitions();
    // Where resident workers cannot be, they say so better than a tree that has to refuse.
    AllReduce chosen =
        job.program().syncBatchNorm() && workers > 1
            ? resident()
            : choice(job.spark().sc(), workers);
    LOG.info("all-reduce auto: {}", chosen.name());
    return AutoSession.open(job, chosen, tree());
  }

  @Override
  public WireFormat wireFormat() {
    return gang.wireFormat();
  }

  /** The strategy for so many workers on this cluster as it is now. */
  AllReduce choice(SparkContext spark, int workers) {
    try {
      return new TaskSlots(spark, "resident", workers).holdAll() ? resident() : tree();
    } catch (LinkageError e) {
      AutoSession.explain("resident", tree(), e.toString());
      return tree();
    }
  }

  private ResidentAllReduce resident() {
    return new ResidentAllReduce(gang, ResidentAllReduce.DEFAULT_ATTEMPTS);
  }

  private TreeAllReduce tree() {
    return new TreeAllReduce(TreeAllReduce.DEFAULT_DEPTH, gang.wireFormat());
  }

  /** Gradients rounded to 16 bits on the wire and summed in float32; FLOAT32 unless told. */
  @Override
  public AutoAllReduce withWireFormat(WireFormat format) {
    return new AutoAllReduce(gang.withWireFormat(format));
  }
}
