package io.kindling.spark.data;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Where the training and test images of a job are. Found by {@link DataLocator}.
 *
 * @param name what a summary calls the data: a path, {@code CIFAR-10} or {@code generated}
 * @param train Parquet files or directories with the training images
 * @param test Parquet files or directories with the test images; the same as {@code train} where
 *     one row in ten of it is held out
 * @param generated whether the images are drawn by a procedure and not photographed
 */
public record TrainingData(String name, List<String> train, List<String> test, boolean generated) {

  public TrainingData {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /** Whether the test images are rows held out of the only table there is. */
  public boolean heldOut() {
    return train.equals(test);
  }

  /** The rows of the training images, as they are, for a Spark ML pipeline. */
  public Dataset<Row> trainRows(SparkSession spark) {
    return rows(spark, train, "<>");
  }

  /** The rows of the test images, as they are. */
  public Dataset<Row> testRows(SparkSession spark) {
    return rows(spark, test, "=");
  }

  private Dataset<Row> rows(SparkSession spark, List<String> files, String comparison) {
    Dataset<Row> all = ParquetFiles.open(spark, files);
    return heldOut()
        ? all.where(
            "pmod(xxhash64(_metadata.file_path, _metadata.row_index), 10) " + comparison + " 0")
        : all;
  }

  /**
   * Loads the training images.
   *
   * @throws io.kindling.data.DataException as {@link DistributedSamples#fromParquet} does
   */
  public DistributedSamples loadTrain(SparkSession spark, SampleSpec spec, int partitions) {
    var part = heldOut() ? DistributedSamples.Part.TRAIN : DistributedSamples.Part.ALL;
    return DistributedSamples.fromParquet(spark, train, spec, partitions, part);
  }

  /**
   * Loads the test images.
   *
   * @throws io.kindling.data.DataException as {@link DistributedSamples#fromParquet} does
   */
  public DistributedSamples loadTest(SparkSession spark, SampleSpec spec, int partitions) {
    var part = heldOut() ? DistributedSamples.Part.TEST : DistributedSamples.Part.ALL;
    return DistributedSamples.fromParquet(spark, test, spec, partitions, part);
  }
}
