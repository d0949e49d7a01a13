package io.kindling.spark.data;

import io.kindling.data.FileSampleBlock;
import io.kindling.spark.internals.LocalFolders;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Blocks of samples in files of the executors. Spark caches the blocks themselves, which are small,
 * and closes them when it drops them; each is of one process, and made anew where another needs it.
 */
final class FileBlocks {
  private static final long PIECE_BYTES = 4L << 20;

  private FileBlocks() {}

  /** How many samples are decoded before they are written, so that few are in the heap at once. */
  static int rowsOfPiece(long sampleBytes, long count) {
    return (int) Math.max(1, Math.min(count, PIECE_BYTES / sampleBytes));
  }

  /**
   * Writes a block to a new file in Spark's local folders.
   *
   * @param bytes it will take
   * @throws UncheckedIOException when the disk has no room for them
   */
  static FileSampleBlock.Writer writer(long bytes) {
    Path path = LocalFolders.newFile();
    File folder = path.toFile().getParentFile();
    long free = folder.getUsableSpace();
    if (free < bytes) {
      throw new UncheckedIOException(
          new IOException(
              "No space left on device for a block of "
                  + (bytes >> 20)
                  + " MB in "
                  + folder
                  + ", where "
                  + (free >> 20)
                  + " MB are free"));
    }
    return new FileSampleBlock.Writer(path);
  }

  /** How Spark is to keep blocks: those in files are never sent or written anywhere else. */
  static <T> JavaRDD<T> persist(JavaRDD<T> blocks, boolean inFiles) {
    return blocks.persist(inFiles ? StorageLevel.MEMORY_ONLY() : StorageLevel.MEMORY_AND_DISK());
  }
}
