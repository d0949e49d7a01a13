package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.ExchangeException;
import io.kindling.spark.internals.RunningSpark;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tells a method or class that this Spark lacks, being a vendor's fork, from one that the user's
 * program lacks.
 */
final class UnlinkedSpark {
  private static final String OURS = "io.kindling.";
  private static final List<String> OF_SPARK =
      List.of(UnlinkedSpark.class.getPackageName(), RunningSpark.class.getPackageName());
  private static final int MOST_CAUSES = 16;

  private UnlinkedSpark() {}

  /** The error by which workers cannot talk to each other or to the driver, if it is one. */
  static Optional<LinkageError> of(Throwable thrown) {
    if (thrown instanceof LinkageError error) {
      return isReason(error) ? Optional.of(error) : Optional.empty();
    }
    if (thrown instanceof ExchangeException) { // it may come from a thread of the network
      Throwable t = thrown.getCause();
      for (int depth = 0; t != null && depth < MOST_CAUSES; depth++, t = t.getCause()) {
        if (t instanceof LinkageError error) {
          return Optional.of(error);
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the class of ours from which it was thrown is one of those that talk to Spark. */
  static boolean isReason(LinkageError error) {
    return Arrays.stream(error.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> name.startsWith(OURS))
        .findFirst()
        .filter(name -> OF_SPARK.stream().anyMatch(name::startsWith))
        .isPresent();
  }
}
