package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.CifarRecordReader;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Converts CIFAR-10's binary version to Parquet: a folder, {@code .tar} or {@code .tar.gz} on any
 * Hadoop file system becomes {@code train.parquet} and {@code test.parquet}.
 *
 * <p>One task reads and writes one file of the archive, so the driver never holds an image, and row
 * i of part p is record i of the archive's file p. Output is written aside and renamed when whole.
 *
 * <pre>{@code
 * CifarConverter.of("s3a://data/cifar-10-binary.tar.gz").overwrite(true).convert(spark, "hdfs:///cifar10");
 * }</pre>
 */
public final class CifarConverter {
  private final String source;
  private final ImageTableFormat format;
  private final boolean overwrite;

  private CifarConverter(String source, ImageTableFormat format, boolean overwrite) {
    this.source = source;
    this.format = format;
    this.overwrite = overwrite;
  }

  /** Converts what lies at {@code source}, to the published schema, never over existing tables. */
  public static CifarConverter of(String source) {
    return new CifarConverter(
        Objects.requireNonNull(source, "source"), ImageTableFormat.PUBLISHED, false);
  }

  /** Schema of the tables. */
  public CifarConverter format(ImageTableFormat wanted) {
    return new CifarConverter(source, Objects.requireNonNull(wanted, "format"), overwrite);
  }

  /** Whether existing tables are replaced. */
  public CifarConverter overwrite(boolean replace) {
    return new CifarConverter(source, format, replace);
  }

  /**
   * Converts.
   *
   * @param target folder that receives both tables; made when it is not there
   * @throws io.kindling.data.DataException when the source is missing, damaged or incomplete, a
   *     label is out of range, or the target is taken; the target is then as it was before
   */
  public void convert(SparkSession spark, String target) {
    DataFailures.rethrow(
        () -> {
          var folder = new DataSetFolder(spark, ParquetFiles.path(target));
          folder.checkWritable(overwrite);
          Path from = ParquetFiles.path(source);
          var archive =
              new CifarArchive(
                  ParquetFiles.fileSystem(spark, from).makeQualified(from),
                  new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
          archive.check();
          folder.write(
              overwrite,
              (train, test) -> {
                write(spark, archive, Cifar10.TRAIN_FILES, train);
                write(spark, archive, List.of(Cifar10.TEST_FILE), test);
              });
          return null;
        });
  }

  private void write(SparkSession spark, CifarArchive archive, List<String> files, Path to) {
    ImageTableFormat rows = format;
    JavaRDD<Row> records =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(files, files.size())
            .flatMap(file -> new Records(archive, file, rows));
    spark.createDataFrame(records, rows.schema()).write().parquet(to.toString());
  }

  /** The rows of one file of the archive, read as they are asked for. */
  private static final class Records implements Iterator<Row> {
    private final CifarArchive archive;
    private final String file;
    private final ImageTableFormat format;
    private final CifarRecordReader reader;
    private boolean ready;

    Records(CifarArchive archive, String file, ImageTableFormat format) throws IOException {
      this.archive = archive;
      this.file = file;
      this.format = format;
      this.reader = new CifarRecordReader(archive.open(file), archive.describe(file));
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
    }

    @Override
    public boolean hasNext() {
      try {
        ready = ready || reader.next();
      } catch (EOFException | ZipException e) {
        throw archive.damaged(e);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e); // a lost connection: Spark tries again
      }
      return ready;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ready = false;
      String stem = file.substring(0, file.lastIndexOf('.'));
      String path = String.format("%s/%05d.png", stem, reader.records() - 1);
      return format.row(reader.pixels(), reader.label(), path);
    }

    private void close() {
      try {
        reader.close();
      } catch (IOException e) {
        // Only read from: nothing can be lost.
      }
    }
  }
}
