package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.GeneratedImages;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Writes {@link GeneratedImages} as Parquet in the schemas of CIFAR-10. */
public final class GeneratedTables {
  /** Images of one task and one Parquet file. */
  private static final int CHUNK = 5000;

  private GeneratedTables() {}

  /**
   * Writes {@code train.parquet} and {@code test.parquet} to a folder.
   *
   * @param target folder on any Hadoop file system; made when it is not there
   * @param seed key of the images
   * @param trainImages number of training images, at least 1
   * @param testImages number of test images, at least 1
   * @throws io.kindling.data.DataException when the target is taken and {@code overwrite} is false
   */
  public static void write(
      SparkSession spark,
      String target,
      ImageTableFormat format,
      long seed,
      long trainImages,
      long testImages,
      boolean overwrite) {
    if (trainImages < 1 || testImages < 1) {
      throw new IllegalArgumentException(
          "GeneratedTables: got "
              + trainImages
              + " training and "
              + testImages
              + " test images, wanted at least 1 of each");
    }
    var images = new GeneratedImages(seed);
    DataFailures.rethrow(
        () -> {
          new DataSetFolder(spark, ParquetFiles.path(target))
              .write(
                  overwrite,
                  (train, test) -> {
                    write(spark, images, format, 0, trainImages, "train", train);
                    write(
                        spark,
                        images,
                        format,
                        GeneratedImages.TEST_OFFSET,
                        testImages,
                        "test",
                        test);
                  });
          return null;
        });
  }

  private static void write(
      SparkSession spark,
      GeneratedImages images,
      ImageTableFormat format,
      long first,
      long count,
      String name,
      Path to) {
    long seed = images.seed();
    List<Long> chunks = new ArrayList<>();
    for (long at = 0; at < count; at += CHUNK) {
      chunks.add(at);
    }
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(chunks, chunks.size())
            .flatMap(at -> rows(seed, format, first, at, Math.min(count, at + CHUNK), name));
    spark.createDataFrame(rows, format.schema()).write().parquet(to.toString());
  }

  private static Iterator<Row> rows(
      long seed, ImageTableFormat format, long first, long from, long to, String name) {
    var images = new GeneratedImages(seed);
    byte[] pixels = new byte[Cifar10.SHAPE.size()];
    return LongStream.range(from, to)
        .mapToObj(
            i -> {
              images.draw(first + i, pixels, 0);
              String path = String.format("%s/%06d.png", name, i);
              return format.row(pixels, images.label(first + i), path);
            })
        .iterator();
  }
}
