package io.kindling.spark.data;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parquet that Spark could not read, in words: compressed by a codec that is not there (as Brotli
 * and LZO), or damaged.
 */
final class ParquetFailures {
  /** Longest chain of causes that is searched; guards against a cycle. */
  private static final int MAX_DEPTH = 64;

  /** What Parquet says; a failed task's trace, which is all the driver may have, holds it too. */
  private static final Pattern NO_CODEC =
      Pattern.compile("BadConfigurationException: Class (\\S+?(\\w+)Codec) was not found");

  /** What Spark says, of every version. */
  private static final Pattern UNREADABLE =
      Pattern.compile("ncountered error while reading file (\\S+?)[.,]?\\s");

  private static final Pattern CAUSE = Pattern.compile("(?m)^Caused by: ([\\w.$]+)(?:: (.*))?$");

  private ParquetFailures() {}

  /** The one-line message, if a file that cannot be read is behind {@code failure}. */
  static Optional<String> describe(Throwable failure) {
    String file = null;
    String why = null;
    Throwable t = failure;
    for (int depth = 0; t != null && depth < MAX_DEPTH; depth++, t = t.getCause()) {
      String text = t + "\n";
      Matcher codec = NO_CODEC.matcher(text);
      if (codec.find()) {
        return Optional.of(missing(codec.group(1), codec.group(2)));
      }
      Matcher reading = UNREADABLE.matcher(text);
      if (file == null && reading.find()) {
        file = reading.group(1);
      }
      Matcher cause = CAUSE.matcher(text);
      while (cause.find()) {
        why = cause.group(2) == null ? why : cause.group(2);
      }
    }
    if (file == null) {
      return Optional.empty();
    }
    String reason = why == null ? ParquetFiles.firstLine(failure) : why;
    return Optional.of(
        file + ": cannot be read, is it damaged or no longer there? " + reason.strip());
  }

  private static String missing(String codecClass, String codec) {
    return "data: the Parquet files are compressed by "
        + codec.toUpperCase(Locale.ROOT)
        + ", and its codec, the class "
        + codecClass
        + ", is not on Spark's class path; add the jar that has it (--jars or --packages), or write"
        + " the files again with zstd or snappy";
  }
}
