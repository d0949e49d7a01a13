package io.kindling.spark.testing;

import io.kindling.data.FileSampleBlock;
import io.kindling.data.SampleBlock;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleCache;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * One task asks for the samples of two partitions, of which one is in a file of the other executor;
 * the outcome is whether it gets them all, and how many files are open then on all executors.
 */
public final class FetchedFiles implements SharedCluster.Work {
  @Override
  public String run(SparkSession spark, String... args) {
    try (DistributedSamples samples = SmallRun.samples(spark, 2, SampleCache.DISK)) {
      List<Long> found = samples.blocks().coalesce(1).map(SampleBlock::fingerprint).collect();
      boolean same =
          Arrays.equals(
              samples.fingerprints(), found.stream().mapToLong(Long::longValue).toArray());
      String files =
          String.join(
              "+", samples.blocks().map(block -> "" + (FileSampleBlock.count() > 0)).collect());
      return same + " " + files;
    }
  }
}
