package io.kindling.spark.data;

import io.kindling.data.SampleBlock;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

/**
 * Data as a trainer was given them.
 *
 * @param what what errors call them
 * @param blocks at most one for each partition
 * @param fingerprints what each block held when it was decoded first, where that is known
 * @param skipped rows that were left out
 * @param inFiles whether the blocks are in files of the executors
 */
public record TrainerData(
    String what,
    JavaRDD<SampleBlock> blocks,
    Optional<long[]> fingerprints,
    SkippedRows skipped,
    boolean inFiles) {

  public static TrainerData of(String what, DistributedSamples samples) {
    return new TrainerData(
        what,
        samples.blocks(),
        Optional.of(samples.fingerprints()),
        samples.skipped(),
        samples.inFiles());
  }

  public static TrainerData of(String what, JavaRDD<SampleBlock> blocks) {
    Objects.requireNonNull(blocks, what);
    return new TrainerData(what, blocks, Optional.empty(), SkippedRows.none(), false);
  }

  /** Whether they are {@link DistributedSamples}, which come back whenever they are lost. */
  public boolean canBeDecodedAgain() {
    return fingerprints.isPresent();
  }

  /**
   * Looks at all of them.
   *
   * @throws io.kindling.data.DataException when they cannot be used, or are no longer what they
   *     were
   */
  public DataSummary summary() {
    DataSummary summary = DataSummary.of(blocks, what);
    fingerprints.ifPresent(summary::sameAs);
    return summary;
  }
}
