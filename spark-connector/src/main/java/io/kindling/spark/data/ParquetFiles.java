package io.kindling.spark.data;

import io.kindling.data.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Opens Parquet with errors that a user can act on. */
final class ParquetFiles {
  private ParquetFiles() {}

  /**
   * Opens files or directories as one table.
   *
   * @throws DataException when a path does not exist or is not Parquet
   */
  static Dataset<Row> open(SparkSession spark, List<String> paths) {
    for (String path : paths) {
      if (!exists(spark, path(path))) {
        throw new DataException(path + ": there is no such file or directory");
      }
    }
    try {
      return spark.read().parquet(paths.stream().map(ParquetFiles::literal).toArray(String[]::new));
    } catch (Exception e) { // Spark's AnalysisException is checked but not declared
      String what = String.join(", ", paths);
      throw new DataException(what + ": cannot be read as Parquet: " + firstLine(e), e);
    }
  }

  /** The path with every character that Spark would take for a wildcard escaped. */
  private static String literal(String path) {
    return path.replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
  }

  /**
   * @throws DataException when the text is no path
   */
  static Path path(String text) {
    try {
      return new Path(text);
    } catch (IllegalArgumentException e) {
      throw new DataException("'" + text + "' is not a path: " + firstLine(e), e);
    }
  }

  static boolean exists(SparkSession spark, Path path) {
    try {
      return fileSystem(spark, path).exists(path);
    } catch (IOException e) {
      throw new DataException(path + ": cannot be reached: " + firstLine(e), e);
    }
  }

  static FileSystem fileSystem(SparkSession spark, Path path) {
    try {
      return path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    } catch (IOException e) {
      throw new DataException(path + ": no file system: " + firstLine(e), e);
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new DataException(path + ": no file system: " + firstLine(e), e);
    }
  }

  /** The innermost message, without Spark's preamble and trailing stack. */
  static String firstLine(Throwable failure) {
    Throwable t = failure;
    for (int depth = 0; t.getCause() != null && depth < 16; depth++) {
      t = t.getCause();
    }
    String text = t instanceof EOFException ? "it ends too early" : t.getMessage();
    return text == null
        ? t.getClass().getSimpleName()
        : text.lines().findFirst().orElse(t.getClass().getSimpleName());
  }
}
