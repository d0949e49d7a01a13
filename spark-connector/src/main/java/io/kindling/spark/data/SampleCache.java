package io.kindling.spark.data;

import io.kindling.text.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where the samples are kept, once they are decoded. The results are the same, to the bit.
 *
 * <p>To decode them anew in each epoch is not offered: it costs more than to read them from a file,
 * and its order would have to be another.
 */
public enum SampleCache {
  /** In memory where it suffices, else on disk; what was chosen is told. */
  AUTO,
  /** In the executors' heaps; blocks for which it does not suffice Spark moves to disk and back. */
  MEMORY,
  /** In files in Spark's local folders, which the operating system keeps in memory that is free. */
  DISK;

  /** The names, as users write them. */
  public static List<String> names() {
    return Arrays.stream(values()).map(SampleCache::toString).toList();
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static SampleCache of(String name) {
    for (SampleCache each : values()) {
      if (each.toString().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "cache: there is no '"
            + name
            + "'"
            + Names.hint(name, names())
            + (name.equals("none")
                ? "; use disk: rows that are decoded once and read from a file cost less than rows"
                    + " that are decoded in each epoch"
                : ""));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
