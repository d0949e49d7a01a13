package io.kindling.examples;

import io.kindling.spark.data.SkippedRows;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which rows are trained on. */
final class RowOptions {
  /** What becomes of rows that cannot be used. */
  enum HandleInvalid {
    ERROR,
    SKIP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--handle-invalid",
      paramLabel = "WHAT",
      defaultValue = "error",
      converter = Converter.class,
      completionCandidates = Names.class,
      description =
          "What becomes of rows whose label or image cannot be used: one of"
              + " ${COMPLETION-CANDIDATES}. Skipped rows are counted and told; default:"
              + " ${DEFAULT-VALUE}.")
  private HandleInvalid handleInvalid;

  @Option(
      names = "--drop-last",
      description = "Leave out the last batch of an epoch when it is short.")
  private boolean dropLast;

  HandleInvalid handleInvalid() {
    return handleInvalid;
  }

  boolean skips() {
    return handleInvalid == HandleInvalid.SKIP;
  }

  boolean dropLast() {
    return dropLast;
  }

  /** Says how many rows of what were left out, if any. */
  static void tell(PrintStream stderr, String what, SkippedRows skipped) {
    if (skipped.rows() > 0) {
      stderr.println(
          skipped.rows()
              + " "
              + what
              + " are not valid and were skipped; the first: "
              + String.join("; ", skipped.reasons()));
    }
  }

  /** For picocli. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("error", "skip").iterator();
    }
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<HandleInvalid> {
    @Override
    public HandleInvalid convert(String text) {
      for (HandleInvalid each : HandleInvalid.values()) {
        if (each.toString().equals(text)) {
          return each;
        }
      }
      throw new TypeConversionException("'" + text + "' is none of error, skip");
    }
  }
}
