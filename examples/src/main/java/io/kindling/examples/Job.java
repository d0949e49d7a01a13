package io.kindling.examples;

import io.kindling.data.DataException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Runs a command of this module: its options come from the command line, and whatever goes wrong
 * ends in one line on standard error and a non-zero exit code, never in a stack trace.
 */
public final class Job {
  /** Exit code of a failed job. */
  static final int FAILED = 1;

  /** Exit code of a command line that makes no sense. */
  static final int USAGE = 2;

  private Job() {}

  /**
   * Runs {@code command} to its end; or, when the process is told to end, interrupts it and waits
   * until it has kept what it has.
   *
   * @param out receives what the command and {@code --help} print
   * @param err receives the one line of a failure
   * @return the exit code, 0 for success
   */
  public static int run(
      Callable<Integer> command, PrintWriter out, PrintWriter err, String... args) {
    try (EndOfProcess end = new EndOfProcess()) {
      return run(command, end, out, err, args);
    }
  }

  private static int run(
      Callable<Integer> command,
      EndOfProcess end,
      PrintWriter out,
      PrintWriter err,
      String... args) {
    CommandLine commandLine = new CommandLine(command).setOut(out).setErr(err);
    String[] all;
    try {
      all = ConfiguredArguments.of(commandLine, args);
    } catch (ParameterException e) {
      return wrongUsage(e);
    }
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, arguments) -> wrongUsage(e))
        .setExecutionExceptionHandler(
            (e, line, result) -> {
              String why = end.isAsked() ? "the process was told to end; " : "";
              return fail(line, why + describe(e), FAILED);
            })
        .execute(all);
  }

  /** Runs {@code command} as a program; ends this JVM with its exit code where it fails. */
  public static void main(Callable<Integer> command, String... args) {
    int code =
        run(command, new PrintWriter(System.out, true), new PrintWriter(System.err, true), args);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int wrongUsage(ParameterException e) {
    String why = oneLine(e.getMessage()) + " (--help lists the options)";
    return fail(e.getCommandLine(), why, USAGE);
  }

  private static int fail(CommandLine line, String message, int code) {
    line.getErr().println(line.getCommandName() + ": " + message);
    line.getErr().flush();
    return code;
  }

  /** What went wrong, in one line: a data problem as it is, anything else with its kind. */
  static String describe(Throwable failure) {
    Optional<String> problem = DataException.describe(failure);
    if (problem.isPresent()) {
      return problem.get();
    }
    if (failure instanceof IllegalArgumentException && failure.getMessage() != null) {
      return oneLine(failure.getMessage()); // ours say it all
    }
    if (failure.getClass().getName().startsWith("io.kindling.") && failure.getMessage() != null) {
      return oneLine(failure.getMessage());
    }
    if (failure instanceof InterruptedException) {
      return "was interrupted before there was anything to keep";
    }
    Throwable t = failure;
    for (int depth = 0; t.getCause() != null && depth < 16; depth++) {
      t = t.getCause();
    }
    return oneLine(t.getClass().getSimpleName() + ": " + t.getMessage());
  }

  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
