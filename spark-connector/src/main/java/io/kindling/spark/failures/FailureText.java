package io.kindling.spark.failures;

import io.kindling.data.DataException;
import io.kindling.spark.checkpoint.CheckpointException;
import io.kindling.spark.data.ResourceException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a step failed, in one line: Spark's own message holds the workers' stack traces. */
public final class FailureText {
  private static final Pattern ABORTED =
      Pattern.compile(
          "Task \\d+ in stage [\\d.]+ failed (\\d+) times, most recent failure: "
              + "Lost task [\\d.]+ in stage [\\d.]+ \\(TID \\d+\\) "
              + "\\((.*?) executor (\\S+?)\\): (.*)");

  private FailureText() {}

  public static String of(Throwable failure) {
    Optional<String> resource = ResourceException.describe(failure);
    if (resource.isPresent() && !(failure instanceof CheckpointException)) {
      return resource.get();
    }
    Optional<String> data = DataException.describe(failure);
    if (data.isPresent()) {
      return data.get();
    }
    Throwable t = failure;
    for (int depth = 0; t != null && depth < 16; depth++, t = t.getCause()) {
      Matcher aborted = ABORTED.matcher(firstLine(t));
      if (aborted.find()) {
        int times = Integer.parseInt(aborted.group(1));
        return aborted.group(4)
            + " (executor "
            + aborted.group(3)
            + " on "
            + aborted.group(2)
            + (times == 1 ? "; tried once" : "; tried " + times + " times")
            + ", spark.task.maxFailures sets how often)";
      }
    }
    String line = firstLine(failure);
    return line.isEmpty() ? failure.getClass().getSimpleName() : line;
  }

  private static String firstLine(Throwable t) {
    return t.getMessage() == null ? "" : t.getMessage().lines().findFirst().orElse("");
  }
}
