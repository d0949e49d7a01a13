package io.kindling.spark.allreduce;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;

/**
 * Whether somebody wants training to end: a cancelled job, whether by its group, its tag, the kill
 * link of Spark's pages or a stage; an interrupt of the thread; a stopped context. Such a failure
 * is not one to try again.
 */
public final class Cancellation {
  /**
   * Spark's words since version 1, with an error class in front and an SQL state behind since 3.5.
   */
  private static final Pattern JOB =
      Pattern.compile("\\b(Job (?:\\d+ )?cancelled\\b.*?)\\s*(?:SQLSTATE: \\w+)?$");

  private static final int MOST_CAUSES = 16;

  private Cancellation() {}

  /** Who wanted it, in words, if {@code failure} comes of a cancellation. */
  public static Optional<String> of(Throwable failure, SparkContext spark) {
    return spark.isStopped()
        ? of(failure, false).or(() -> Optional.of("the SparkContext was stopped"))
        : of(failure, true);
  }

  /** Whether {@code failure} comes of a cancelled job or an interrupt. */
  public static boolean isCancellation(Throwable failure) {
    return of(failure, true).isPresent();
  }

  /** A stopped context cancels its jobs, which is not what to tell. */
  private static Optional<String> of(Throwable failure, boolean jobsToo) {
    Throwable t = failure;
    for (int depth = 0; t != null && depth < MOST_CAUSES; depth++, t = t.getCause()) {
      if (t instanceof TrainingCancelledException) {
        return Optional.of(t.getMessage());
      }
      if (isInterruption(t)) {
        return Optional.of("its thread was interrupted");
      }
      String text = t.getMessage() == null ? "" : t.getMessage();
      Matcher job = JOB.matcher(text.lines().findFirst().orElse(""));
      if (jobsToo && job.find()) {
        return Optional.of(job.group(1));
      }
    }
    return Optional.empty();
  }

  /** Whether {@code failure} is how a call says that its thread was interrupted. */
  public static boolean isInterruption(Throwable failure) {
    return failure instanceof InterruptedException
        || failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException)
        || failure instanceof ClosedByInterruptException;
  }

  /** For a thread that was interrupted while it waited; it stays interrupted. */
  static TrainingCancelledException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new TrainingCancelledException("its thread was interrupted", e);
  }
}
