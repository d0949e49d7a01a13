package io.kindling.examples;

import io.kindling.spark.data.DataLocator;
import io.kindling.spark.data.SampleCache;
import io.kindling.spark.data.TrainingData;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What to train on, and where. */
final class InputOptions {
  @Option(
      names = "--data",
      paramLabel = "URI",
      description =
          "A folder with train.parquet and test.parquet, a Parquet file (one row in ten is held out"
              + " for testing), or CIFAR-10's binary version (folder, .tar, .tar.gz), on any file"
              + " system Hadoop knows. Parquet rows hold 'img' (struct of bytes and path, PNG or"
              + " JPEG) or raw binary pixels, and 'label'. Without this option CIFAR-10 is"
              + " downloaded once; where there is no network, generated images stand in for it.")
  private String data;

  @Option(
      names = "--apply-exif-orientation",
      description =
          "Turn PNG and JPEG images upright where EXIF says that the camera was turned; without it"
              + " they are taken as they are stored.")
  private boolean applyExifOrientation;

  @Option(
      names = "--cache",
      paramLabel = "WHERE",
      defaultValue = "auto",
      converter = Cache.class,
      description =
          "Where decoded images are kept: memory, disk (files in Spark's local folders, for more"
              + " than memory holds), or auto: memory where it suffices. The results are the same;"
              + " default: ${DEFAULT-VALUE}.")
  private SampleCache cache;

  @Option(
      names = "--master",
      paramLabel = "M",
      description = "Spark master, as local[4]; default: spark-submit's, else local[*].")
  private String master;

  /** The session of this job, see {@link JobSession#session}. */
  SparkSession session(String name) {
    return JobSession.session(name, master);
  }

  /** Where decoded images are kept. */
  SampleCache cache() {
    return cache;
  }

  /** Whether images are turned upright by EXIF's orientation. */
  boolean applyExifOrientation() {
    return applyExifOrientation;
  }

  /** Finds the data; {@code tell} receives what the user should know of them. */
  TrainingData locate(SparkSession spark, Consumer<String> tell) throws IOException {
    DataLocator locator = DataLocator.of(spark, tell);
    return data == null ? locator.locate() : locator.locate(data);
  }

  /** For picocli. */
  static final class Cache implements ITypeConverter<SampleCache> {
    @Override
    public SampleCache convert(String text) {
      try {
        return SampleCache.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
