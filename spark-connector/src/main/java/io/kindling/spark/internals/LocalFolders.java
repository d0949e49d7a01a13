package io.kindling.spark.internals;

import java.nio.file.Path;
import org.apache.spark.SparkEnv;

/** Spark's own folders for temporary files on this executor ({@code spark.local.dir}). */
public final class LocalFolders {
  private LocalFolders() {}

  /** A name for a new file in one of them, in turns. */
  public static Path newFile() {
    var manager = SparkEnv.get().blockManager().diskBlockManager();
    return manager.createTempLocalBlock()._2().toPath();
  }
}
