package io.kindling.spark.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Figures that every line of Spark must give to the bit where the kernels are the same. They are
 * compared with those of {@code golden/lines.txt}, which knows them for the kernels of some widths,
 * and appended to the file {@code lines.transcript}, where {@code .ci/lines} compares the runs of
 * all lines with each other.
 */
public final class LineFigures {
  private static final String TRANSCRIPT = "lines.transcript";

  private static final int STEPS = 12;

  private LineFigures() {}

  /** Compares the losses that {@link LineTraining#run} gave. */
  public static void assertSameLosses(String outcome, String how) {
    int end = outcome.indexOf(": ");
    String losses = outcome.substring(end + 2);
    assertEquals(STEPS, losses.substring(0, losses.indexOf(" to ")).split(" ").length, outcome);
    assertSame("losses", outcome.substring(0, end), losses, how);
  }

  /** Compares the losses that {@link LineTraining#main} has printed for these strategies. */
  public static void assertSameLosses(SparkJvm.Result result, String how, String... strategies) {
    assertEquals(0, result.exitCode(), result.err());
    // Ivy has a line there, too.
    List<String> lines =
        result.out().lines().filter(line -> line.contains(" to parameters ")).toList();
    assertEquals(strategies.length, lines.size(), result.out());
    for (int i = 0; i < strategies.length; i++) {
      String named = strategies[i] + " ";
      assertTrue(lines.get(i).startsWith(named), result.out());
      assertSameLosses(lines.get(i).substring(named.length()), named + how);
    }
  }

  /**
   * Compares and notes a figure.
   *
   * @param what the figure's name
   * @param kernels with which it was computed
   * @param value the figure
   * @param how where it was computed
   */
  public static void assertSame(String what, String kernels, String value, String how) {
    String key = what + ", " + kernels;
    String where =
        "Spark "
            + org.apache.spark.package$.MODULE$.SPARK_VERSION()
            + ", Scala "
            + System.getenv("SPARK_SCALA_VERSION")
            + ", JDK "
            + Runtime.version().feature()
            + ", "
            + how;
    note(key + "\t" + value + "\t" + where);
    String known = golden().get(key);
    if (known == null) {
      System.out.println("Not known is " + key + ": " + value);
    } else {
      assertEquals(known, value, () -> key + " on " + where);
    }
  }

  private static void note(String line) {
    if (System.getProperty(TRANSCRIPT) != null) {
      try {
        Files.writeString(
            Path.of(System.getProperty(TRANSCRIPT)),
            line + System.lineSeparator(),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Map<String, String> golden() {
    try {
      Path file =
          Path.of(
              Objects.requireNonNull(LineFigures.class.getResource("/golden/lines.txt")).toURI());
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(
              Collectors.toMap(
                  line -> line.substring(0, line.indexOf(": ")),
                  line -> line.substring(line.indexOf(": ") + 2)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
