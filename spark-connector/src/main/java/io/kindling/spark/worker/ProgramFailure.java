package io.kindling.spark.worker;

import io.kindling.data.DataException;
import io.kindling.tensor.OutOfHeapException;
import java.io.Serializable;

/**
 * What a worker's own part of a step threw: the model, the loss, a transform or the data. A step
 * depends on nothing that another attempt would find otherwise, so most of it would come again;
 * what the cluster does to a worker (a lost executor, a block that cannot be fetched, a broken
 * connection) is told apart from it.
 *
 * @param worker number of the partition
 * @param text what was thrown, in one line
 * @param kind what is the reason
 * @param certain whether it is sure to come again: a wrong shape, value or type; of all else one
 *     more attempt will tell
 * @param trace where it was thrown
 */
public record ProgramFailure(
    int worker, String text, Kind kind, boolean certain, StackTraceElement[] trace)
    implements Serializable {

  /** What can be the reason. */
  public enum Kind {
    /** The model, the loss, a transform, or whatever else a step is made of. */
    PROGRAM,
    /** The data: the text is all there is to say. */
    DATA,
    /** Kindling does not link against the Spark that runs. */
    LINKAGE
  }

  /** What {@code thrown} says, of the worker with that number. */
  public static ProgramFailure of(int worker, Throwable thrown) {
    String problem = DataException.describe(thrown).orElse(null);
    if (problem != null) {
      return new ProgramFailure(worker, problem, Kind.DATA, true, thrown.getStackTrace());
    }
    // An error of the JVM, said in words already.
    String text = thrown instanceof ProgramException ? thrown.getMessage() : thrown.toString();
    return new ProgramFailure(
        worker, firstLine(text), Kind.PROGRAM, isCertain(thrown), thrown.getStackTrace());
  }

  /** Of the worker with that number, which found Spark to be another than it was built for. */
  public static ProgramFailure unlinked(int worker, LinkageError error) {
    return new ProgramFailure(
        worker, firstLine(error.toString()), Kind.LINKAGE, true, error.getStackTrace());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static boolean isCertain(Throwable thrown) {
    return thrown instanceof IllegalArgumentException
        || thrown instanceof IndexOutOfBoundsException
        || thrown instanceof NullPointerException
        || thrown instanceof ClassCastException
        || thrown instanceof ArithmeticException
        || thrown instanceof UnsupportedOperationException
        || thrown instanceof NegativeArraySizeException
        || thrown instanceof ProgramException;
  }

  /** What was thrown and where, in one line. */
  public String words() {
    return kind == Kind.DATA ? text : "worker " + worker + ": " + text;
  }

  /** Whether this is the same failure once more, on whatever worker. */
  public boolean isAgain(ProgramFailure before) {
    return before != null && withoutNumbers(before.text).equals(withoutNumbers(text));
  }

  /** What memory holds, or an address, differs from one time to the next. */
  private static String withoutNumbers(String text) {
    return text.replaceAll("\\d+", "0");
  }

  /** The same, found certain after so many attempts. */
  public ProgramFailure after(int attempts) {
    String times = attempts == 1 || kind == Kind.DATA ? "" : " (tried " + attempts + " times)";
    return new ProgramFailure(worker, text + times, kind, true, trace);
  }

  /** As an exception for the driver's user. */
  public RuntimeException toException() {
    if (kind == Kind.DATA) {
      RuntimeException exception = new DataException(text);
      exception.setStackTrace(trace);
      return exception;
    }
    return new ProgramException(words(), trace);
  }

  /**
   * What a task throws instead of {@code thrown}: Spark ends the whole process, in a local master
   * the driver's, after errors of the JVM, even where they are but the cause of an exception
   * ({@code spark.executor.killOnFatalError.depth}).
   *
   * @param what does not fit into memory, if that is the reason
   * @param bytes about how much it needs
   */
  public static RuntimeException harmless(Throwable thrown, String what, long bytes) {
    if (thrown instanceof OutOfMemoryError e) {
      return OutOfHeapException.of(
          what,
          bytes,
          "use smaller batches (batchSize, or microBatchSize, which changes no batch), fewer tasks"
              + " an executor (spark.executor.cores), or more executors",
          e);
    }
    if (thrown instanceof StackOverflowError e) {
      return new ProgramException("the model is nested too deep: " + e, e.getStackTrace());
    }
    if (thrown instanceof LinkageError e) {
      Throwable reason = e.getCause() == null ? e : e.getCause(); // of a static initializer
      return new ProgramException(
          e + (reason == e ? "" : " because of " + reason), reason.getStackTrace());
    }
    return (RuntimeException) thrown;
  }
}
