package io.kindling.spark.testing;

import io.kindling.data.DataException;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.spark.data.CifarConverter;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleSpec;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Converts an archive and loads it on two executor processes under the strictest Kryo. Arguments:
 * the archive, the folder for the tables, and a table in which a label is out of range. The outcome
 * is a checksum of all blocks, then what is wrong with the bad table.
 */
public final class LocalClusterData implements SharedCluster.Work {
  @Override
  public String run(SparkSession spark, String... args) {
    CifarConverter.of(args[0]).convert(spark, args[1]);
    long checksum = checksum(spark, args[1] + "/train.parquet", 3);
    try {
      checksum(spark, args[2], 2);
    } catch (DataException e) {
      return checksum + " " + e.getMessage();
    }
    throw new AssertionError("the bad table is accepted");
  }

  /** Sums up every pixel and label of a table with its place, on the executors. */
  public static long checksum(SparkSession spark, String table, int partitions) {
    try (var samples =
        DistributedSamples.fromParquet(spark, table, SampleSpec.cifar10(), partitions)) {
      List<Long> sums = samples.blocks().map(LocalClusterData::checksum).collect();
      return sums.stream().mapToLong(s -> s).sum();
    }
  }

  private static long checksum(SampleBlock block) {
    float[] image = new float[block.shape().size()];
    long sum = 0;
    for (int row = 0; row < block.size(); row++) {
      block.write(row, Normalization.NONE, image, 0);
      long hash = block.label(row);
      for (float v : image) {
        hash = hash * 31 + Math.round(v * 255);
      }
      sum += hash * (block.firstIndex() + row + 1);
    }
    return sum;
  }
}
