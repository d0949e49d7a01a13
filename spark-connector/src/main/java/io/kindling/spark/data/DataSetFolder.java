package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.spark.files.AtomicFolder;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with {@code train.parquet} and {@code test.parquet}, written aside first and renamed
 * when whole, so that a failure never costs what was there before.
 */
final class DataSetFolder {
  static final String TRAIN = "train.parquet";
  static final String TEST = "test.parquet";

  private static final Logger LOG = LoggerFactory.getLogger(DataSetFolder.class);

  private static final List<String> TABLES = List.of(TRAIN, TEST);

  private final SparkContext context;
  private final AtomicFolder place;
  private final FileSystem fs;
  private final Path folder;

  DataSetFolder(SparkSession spark, Path folder) {
    this.context = spark.sparkContext();
    this.fs = ParquetFiles.fileSystem(spark, folder);
    this.place = new AtomicFolder(fs, folder);
    this.folder = place.path();
  }

  Path train() {
    return new Path(folder, TRAIN);
  }

  Path test() {
    return new Path(folder, TEST);
  }

  /** Whether both tables are there, and whole: Spark writes its mark of success last. */
  boolean isComplete() {
    return io(
        () -> {
          for (String table : TABLES) {
            if (!fs.exists(new Path(new Path(folder, table), "_SUCCESS"))) {
              return false;
            }
          }
          return true;
        });
  }

  /**
   * @throws DataException when the folder is a file, or holds one of the tables and {@code
   *     overwrite} is false
   */
  void checkWritable(boolean overwrite) {
    io(
        () -> {
          if (place.isFile()) {
            throw new DataException(folder + ": is a file, wanted a folder to write to");
          }
          for (String table : TABLES) {
            if (!overwrite && fs.exists(new Path(folder, table))) {
              throw new DataException(
                  new Path(folder, table) + " exists already; pass --overwrite to replace it");
            }
          }
          return null;
        });
  }

  /**
   * Lets {@code writer} write both tables to paths beside their places, then puts them there.
   *
   * @throws DataException as {@link #checkWritable} does
   */
  void write(boolean overwrite, BiConsumer<Path, Path> writer) {
    checkWritable(overwrite);
    Path aside = place.aside();
    boolean existed = io(() -> fs.exists(folder));
    try {
      new JobTasks(context)
          .runDecoding(
              () -> {
                writer.accept(new Path(aside, TRAIN), new Path(aside, TEST));
                return null;
              });
      checkWritable(overwrite);
      io(
          () -> {
            place.moveIn(aside, TABLES);
            return null;
          });
    } finally {
      clean(aside, existed);
    }
  }

  private void clean(Path aside, boolean existed) {
    try {
      fs.delete(aside, true);
      if (!existed && fs.exists(folder) && fs.listStatus(folder).length == 0) {
        fs.delete(folder, false);
      }
    } catch (IOException e) {
      // What is left behind is hidden from readers, and the failure that counts is another.
      LOG.warn("{} could not be removed: {}", aside, e.getMessage());
    }
  }

  private <T> T io(IoWork<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new DataException(folder + ": " + ParquetFiles.firstLine(e), e);
    }
  }

  @FunctionalInterface
  private interface IoWork<T> {
    T run() throws IOException;
  }
}
