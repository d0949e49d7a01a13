package io.kindling.spark.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Data sets that are made once and found again: {@code $XDG_CACHE_HOME/kindling} or {@code
 * ~/.cache/kindling} on this machine; for a cluster, {@code .cache/kindling} in the user's home on
 * the cluster's default file system, which all executors see.
 */
final class DataCache {
  private final SparkSession spark;
  private final Path root;

  DataCache(SparkSession spark, Path root) {
    this.spark = spark;
    this.root = root;
  }

  /** The cache where users expect it. */
  static DataCache usual(SparkSession spark) {
    if (spark.sparkContext().master().startsWith("local")) {
      return new DataCache(spark, new Path(local().toUri()));
    }
    try {
      FileSystem fs = FileSystem.get(spark.sparkContext().hadoopConfiguration());
      return new DataCache(spark, new Path(fs.getHomeDirectory(), ".cache/kindling"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of this machine's cache, which may not exist yet. */
  static java.nio.file.Path local() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    java.nio.file.Path base =
        xdg != null && java.nio.file.Path.of(xdg).isAbsolute()
            ? java.nio.file.Path.of(xdg)
            : java.nio.file.Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("kindling");
  }

  Path path(String name) {
    return new Path(root, name);
  }

  /** Whether the data set {@code name} has been made. */
  boolean has(String name) {
    return new DataSetFolder(spark, path(name)).isComplete();
  }

  /**
   * The data set {@code name}, made by {@code maker} when it is not there.
   *
   * @param maker writes both tables into the folder it is given, overwriting what is there
   */
  DataSetFolder get(String name, Consumer<String> maker) {
    var folder = new DataSetFolder(spark, path(name));
    if (!folder.isComplete()) {
      maker.accept(path(name).toString());
    }
    return folder;
  }
}
