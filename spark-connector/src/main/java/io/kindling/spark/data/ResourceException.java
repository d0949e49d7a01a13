package io.kindling.spark.data;

import io.kindling.tensor.OutOfHeapException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Memory or disk of the cluster do not suffice. The message is one line: what has none left, and
 * what to change.
 */
public final class ResourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CAUSES = 16;

  private static final Pattern OURS =
      Pattern.compile(Pattern.quote(OutOfHeapException.class.getName()) + ": (.*)");

  /** What the JVM on Linux, macOS and Windows says of a full disk, a quota and a limit of files. */
  private static final Pattern DISK =
      Pattern.compile(
          ".*(?:No space left on device|Disk quota exceeded|not enough space on the disk"
              + "|File too large).*");

  /** Of tasks; and of an executor, which Spark ends with this code. */
  private static final Pattern HEAP =
      Pattern.compile(".*(?:OutOfMemoryError|[Ee]xited with code 52\\b|exit code 52\\b).*");

  /**
   * @param message one line: what has none left, and what to change
   * @param cause null where it is found before anything failed
   */
  public ResourceException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * What does not suffice, in one line, if that is behind {@code failure}. What failed on an
   * executor is there in its printed form only.
   */
  public static Optional<String> describe(Throwable failure) {
    return line(failure, OURS)
        .or(
            () ->
                line(failure, DISK)
                    .map(
                        line ->
                            "the disk is full that Spark keeps shuffled rows and blocks on"
                                + folder()
                                + ": "
                                + line
                                + "; free some of it, or give Spark another folder"
                                + " (spark.local.dir; on YARN and Kubernetes the cluster's own"
                                + " setting)"))
        .or(
            () ->
                line(failure, HEAP)
                    .map(
                        line ->
                            "a task does not fit into its executor's memory"
                                + memory()
                                + ": "
                                + line
                                + "; use more partitions, fewer tasks an executor, or a larger"
                                + " spark.executor.memory (under a local master"
                                + " spark.driver.memory)"));
  }

  private static Optional<String> line(Throwable failure, Pattern wanted) {
    Throwable t = failure;
    for (int depth = 0; t != null && depth < MOST_CAUSES; depth++, t = t.getCause()) {
      for (String line : t.toString().split("\\R")) {
        Matcher found = wanted.matcher(line);
        if (found.find()) {
          String text = found.groupCount() > 0 ? found.group(1) : found.group();
          return Optional.of(text.replaceFirst("^\\s*(?:Caused by:\\s*)?", "").strip());
        }
      }
    }
    return Optional.empty();
  }

  private static String folder() {
    return setting("spark.local.dir", " (spark.local.dir = ", ")");
  }

  private static String memory() {
    return setting("spark.executor.memory", " (spark.executor.memory = ", ")");
  }

  private static String setting(String key, String before, String after) {
    Option<SparkSession> session = SparkSession.getDefaultSession();
    String value = session.isEmpty() ? "" : session.get().sparkContext().getConf().get(key, "");
    return value.isEmpty() ? "" : before + value + after;
  }
}
