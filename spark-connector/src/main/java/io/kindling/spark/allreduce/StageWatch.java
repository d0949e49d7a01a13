package io.kindling.spark.allreduce;

import io.kindling.data.DataException;
import io.kindling.spark.allreduce.TrainingSession.StepReports;
import io.kindling.spark.worker.ProgramFailure;
import io.kindling.spark.worker.ProgramFailure.Kind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;

/** Waits for the end of a barrier stage, and hands on what its tasks tell meanwhile. */
final class StageWatch {
  private static final String UNLINKED = SparkLinkageException.class.getName() + ": ";
  private static final long POLL_MILLIS = 20;
  private static final long LAST_WORDS_MILLIS = 500;

  /**
   * Who was cancelled looks up when its part of the step is done. A step that takes longer is not
   * waited for: the driver may be about to be killed.
   */
  private static final long STATE_MILLIS = 10_000;

  private final SparkContext spark;
  private final DriverMailbox mailbox;
  private final int attempt;
  private final StepReports reports;
  private final EarlyExit.Listener words = new EarlyExit.Listener();
  private final int tellers;
  private boolean stepped;

  /**
   * @param range whose attempt's news count; others are of tasks that a lost one has left behind
   * @param workers how many take part
   */
  StageWatch(
      SparkContext spark,
      DriverMailbox mailbox,
      StepRange range,
      int workers,
      StepReports reports) {
    this.spark = spark;
    this.mailbox = mailbox;
    this.attempt = range.attempt();
    this.tellers = Math.min(workers, range.mode().tellers());
    this.reports = reports;
  }

  /**
   * The stage's results.
   *
   * @throws DataException when it failed because of the data
   * @throws TrainingCancelledException when somebody has ended it, and wanted to
   * @throws SparkLinkageException when a worker finds Spark to be another than it was built for
   * @throws GangSession.AttemptFailedException when it failed otherwise
   */
  List<byte[]> await(JavaFutureAction<List<byte[]>> stage) {
    try {
      while (!stage.isDone()) {
        take(mailbox.poll(POLL_MILLIS));
      }
      return stage.get();
    } catch (InterruptedException e) {
      stage.cancel(true);
      listen(STATE_MILLIS);
      throw Cancellation.interrupted(e);
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    }
  }

  /** The state that was handed over because the stage ended early; null if none was. */
  StepRange.End handedOver() {
    return words.newest();
  }

  private void take(DriverMailbox.News news) {
    if (news != null && news.attempt() == attempt) {
      if (news.report() != null) {
        stepped = true;
        reports.done(StepRange.decode(news.report()));
      } else {
        words.take(news.words());
      }
    }
  }

  private RuntimeException failed(Throwable cause) {
    Optional<String> cancelled = Cancellation.of(cause, spark);
    if (cancelled.isPresent()) {
      if (!spark.isStopped()) {
        listen(STATE_MILLIS);
      }
      return new TrainingCancelledException(cancelled.get(), cause);
    }
    // A worker that lost its peer may fail the stage before the peer's own reason has come.
    listen(LAST_WORDS_MILLIS);
    ProgramFailure failure = words.failure();
    if (failure == null) {
      String problem = DataException.describe(cause).orElse(null);
      if (problem != null) {
        return new DataException(problem, cause);
      }
    }
    Optional<String> unlinked =
        failure == null ? line(cause, UNLINKED) : Optional.of(failure.words());
    if (unlinked.isPresent() && (failure == null || failure.kind() == Kind.LINKAGE)) {
      return SparkLinkageException.ofWorker(unlinked.get());
    }
    return new GangSession.AttemptFailedException(
        failure == null ? reason(cause) : failure.words(), failure, cause);
  }

  /** Waits for last words; who has not made a step yet has no state that the driver lacks. */
  private void listen(long millis) {
    boolean interrupted = false;
    long end = System.nanoTime() + millis * 1_000_000;
    boolean cancelled = millis == STATE_MILLIS;
    while (System.nanoTime() < end && !spark.isStopped() && !isHeard(cancelled)) {
      try {
        take(mailbox.poll(POLL_MILLIS));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isHeard(boolean cancelled) {
    boolean state = !stepped || words.told() >= tellers;
    return state && (cancelled || words.failure() != null);
  }

  /** The line of Spark's message that says why. */
  private static String reason(Throwable cause) {
    return line(cause, "ExchangeException: ")
        .orElseGet(() -> String.valueOf(cause.getMessage()).split("\\R")[0]);
  }

  /** What follows on the name of an exception in Spark's message. */
  private static Optional<String> line(Throwable cause, String name) {
    return String.valueOf(cause.getMessage())
        .lines()
        .filter(line -> line.contains(name))
        .findFirst()
        .map(line -> line.substring(line.indexOf(name) + name.length()));
  }
}
