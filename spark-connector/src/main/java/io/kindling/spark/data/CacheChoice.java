package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.spark.data.RowReader.Layout;
import io.kindling.spark.internals.StorageMemory;
import io.kindling.text.ByteSize;
import org.apache.spark.SparkConf;

/**
 * Where samples are kept, and why.
 *
 * @param inFiles whether it is on disk
 * @param scarce whether memory would not suffice for all that an executor gets
 * @param words in a line, with what is needed and what was found
 */
record CacheChoice(boolean inFiles, boolean scarce, String words) {
  /** Of the memory that is free, Spark's own broadcasts need some. */
  private static final double USABLE = 0.9;

  /** More bytes an array does not hold. */
  private static final long MOST_IN_MEMORY = Integer.MAX_VALUE - 8L;

  /**
   * What is to be kept.
   *
   * @param samples in all
   * @param blocks over which they are spread evenly
   * @param sampleBytes of one, with its label
   */
  record Need(long samples, int blocks, long sampleBytes, ImageShape shape) {
    static Need of(long samples, int blocks, boolean real, Layout layout) {
      ImageShape shape = layout.form().shape();
      long numbers = 1L + layout.targetWidth() + (layout.weighted() ? 1 : 0);
      long bytes = (real ? Float.BYTES : 1L) * shape.size() + Float.BYTES * numbers;
      return new Need(samples, blocks, bytes, shape);
    }

    /** Of the largest block. */
    long blockBytes() {
      return (samples + blocks - 1) / blocks * sampleBytes;
    }
  }

  /** Chooses. */
  static CacheChoice of(SampleCache wanted, Need need, StorageMemory found, SparkConf conf) {
    int each =
        found.executors() > 0
            ? (need.blocks + found.executors() - 1) / found.executors()
            : slots(conf);
    int blocks = Math.min(need.blocks, each);
    long bytes = blocks * need.blockBytes();
    boolean fits = bytes <= USABLE * found.free();
    boolean tooLong = need.blockBytes() > MOST_IN_MEMORY;
    boolean inFiles =
        wanted == SampleCache.DISK || wanted == SampleCache.AUTO && (!fits || tooLong);
    String words =
        need.samples
            + " samples of "
            + need.shape
            + " take "
            + ByteSize.words(need.samples * need.sampleBytes)
            + " in "
            + counted(need.blocks, "block")
            + ", of which an executor gets "
            + blocks
            + ", "
            + ByteSize.words(bytes)
            + "; it has "
            + ByteSize.words(found.free())
            + " of "
            + ByteSize.words(found.most())
            + " free for cached blocks: "
            + consequence(inFiles, fits, wanted)
            + (fits ? "" : cure(bytes, conf));
    return new CacheChoice(inFiles, !fits, words);
  }

  /**
   * Of vectors without their zeros, which take little and are always in memory.
   *
   * @throws DataException when they are to be on disk
   */
  static CacheChoice ofSparse(SampleCache wanted, long samples) {
    if (wanted == SampleCache.DISK) {
      throw new DataException(
          "cache = disk: vectors that are kept without their zeros stay in memory; use cache ="
              + " auto, or keep the zeros (sparse(false) of SampleSpec)");
    }
    return new CacheChoice(
        false,
        false,
        samples + " samples without their zeros are kept in memory (cache = " + wanted + ")");
  }

  private static String consequence(boolean inFiles, boolean fits, SampleCache wanted) {
    String by = wanted == SampleCache.AUTO ? "cache = auto" : "cache = " + wanted;
    if (inFiles) {
      return "they are kept in files in Spark's local folders (" + by + ")";
    }
    return fits
        ? "they are kept in memory (" + by + ")"
        : "Spark will move blocks to disk, and needs memory for a whole block each time it reads"
            + " one back ("
            + by
            + "); cache = disk does not";
  }

  private static String cure(long bytes, SparkConf conf) {
    long heap = StorageMemory.heapFor(conf, (long) (bytes / USABLE));
    boolean local =
        conf.get("spark.master", "").startsWith("local")
            && !conf.get("spark.master", "").startsWith("local-cluster");
    return "; for all of them in memory "
        + (local ? "spark.driver.memory" : "spark.executor.memory")
        + " would have to be about "
        + ByteSize.words(heap);
  }

  private static int slots(SparkConf conf) {
    return Math.max(1, conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1));
  }

  private static String counted(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
