package io.kindling.spark.allreduce;

import io.kindling.data.DataException;
import io.kindling.spark.allreduce.TrainingSession.StepReports;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.spark.api.java.JavaFutureAction;

/** Waits for the end of a barrier stage, and hands on what its tasks tell meanwhile. */
final class StageWatch {
  private static final long POLL_MILLIS = 20;
  private static final long LAST_WORDS_MILLIS = 500;

  private final DriverMailbox mailbox;
  private final int attempt;
  private final StepReports reports;
  private String failure;

  /**
   * @param attempt whose news count; others are of tasks that a lost attempt has left behind
   */
  StageWatch(DriverMailbox mailbox, int attempt, StepReports reports) {
    this.mailbox = mailbox;
    this.attempt = attempt;
    this.reports = reports;
  }

  /**
   * The stage's results.
   *
   * @throws DataException when it failed because of the data
   * @throws GangSession.AttemptFailedException when it failed otherwise
   */
  List<byte[]> await(JavaFutureAction<List<byte[]>> stage) {
    try {
      while (!stage.isDone()) {
        take(mailbox.poll(POLL_MILLIS));
      }
      return stage.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("training was interrupted", e);
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    }
  }

  private void take(DriverMailbox.News news) {
    if (news != null && news.attempt() == attempt) {
      if (news.report() != null) {
        reports.done(Stretch.decode(news.report()));
      } else if (failure == null) {
        failure = news.failure();
      }
    }
  }

  /** A worker that lost its peer may fail the stage before the peer's own reason has come. */
  private RuntimeException failed(Throwable cause) {
    long end = System.nanoTime() + LAST_WORDS_MILLIS * 1_000_000;
    try {
      while (failure == null && System.nanoTime() < end) {
        take(mailbox.poll(POLL_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      var told = new GangSession.AttemptFailedException(failure, cause);
      DataException.describe(told)
          .ifPresent(
              text -> {
                throw new DataException(text, cause);
              });
      return told;
    }
    DataException.describe(cause)
        .ifPresent(
            text -> {
              throw new DataException(text, cause);
            });
    return new GangSession.AttemptFailedException(reason(cause), cause);
  }

  /** The line of Spark's message that says why. */
  private static String reason(Throwable cause) {
    String[] lines = String.valueOf(cause.getMessage()).split("\\R");
    for (String line : lines) {
      int at = line.indexOf("ExchangeException: ");
      if (at >= 0) {
        return line.substring(at + "ExchangeException: ".length());
      }
    }
    return lines[0];
  }
}
