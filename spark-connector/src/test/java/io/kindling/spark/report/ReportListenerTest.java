package io.kindling.spark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.listener.Listeners;
import io.kindling.spark.testing.Browser;
import io.kindling.spark.testing.FullDiskFileSystem;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.Trouble;
import io.kindling.spark.testing.Warnings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportListenerTest {
  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
  @TempDir private Path folder;

  private ReportListener report(String name) {
    return new ReportListener(folder.resolve(name).toString(), spark.hadoopConfiguration());
  }

  @Test
  void tellsWhatTheModelGetsRightAndWrong() throws Exception {
    List<String> names = IntStream.range(0, 10).mapToObj(c -> "<b>class " + c).toList();
    TrainingResult result =
        SmallRun.trainer(folder, spark)
            .name("<script>hurt()</script>")
            .classNames(names)
            .listener(report("report.html"))
            .build()
            .fit();
    String page = Files.readString(folder.resolve("report.html"));
    assertFalse(page.contains("<script"), "no script at all");
    assertFalse(page.contains("<b>class"), "names are text");
    assertFalse(page.contains("http://") || page.contains("https://"), "self-contained");
    for (String part :
        List.of(
            "&lt;script&gt;hurt()",
            "<figcaption>Loss</figcaption>",
            "Confusion matrix",
            "<th>Precision</th>",
            "<figcaption>Calibration",
            "The first that it got wrong",
            "src=\"data:image/png;base64,",
            "Environment",
            Machine.description(),
            "Kindling ")) {
      assertTrue(page.contains(part), part);
    }
    Matcher cell = Pattern.compile("<td style=\"background[^>]*>(\\d+)</td>").matcher(page);
    long[] counts = cell.results().mapToLong(m -> Long.parseLong(m.group(1))).toArray();
    assertEquals(100, counts.length);
    long right = IntStream.range(0, 10).mapToLong(c -> counts[11 * c]).sum();
    var judged = result.evaluation().orElseThrow();
    assertEquals(judged.correct(), right, "the diagonal is what the evaluation counted");
    assertEquals(judged.samples(), Arrays.stream(counts).sum());
    long wrong = Pattern.compile("class=\"k-image\"").matcher(page).results().count();
    assertEquals(Math.min(48, judged.samples() - right), wrong);
    assertTrue(result.toHtml().contains("<figcaption>Loss</figcaption>"));
    Browser.find().ifPresent(browser -> look(browser, folder.resolve("report.html")));
  }

  private static void look(Browser browser, Path page) {
    try {
      Path picture = Path.of("target", "report.png");
      browser.screenshot(page.toUri().toString(), 1280, 3000, picture);
      assertTrue(Files.size(picture) > 20_000, "a picture");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFileThatIsThereStaysAndAFailedRunHasAReportToo() throws Exception {
    Files.writeString(folder.resolve("mine.html"), "mine");
    try (Warnings warnings = Warnings.of(Listeners.class)) {
      SmallRun.trainer(folder, spark).epochs(1).listener(report("mine.html")).build().fit();
      assertEquals(1, warnings.lines().size(), warnings.lines()::toString);
      assertTrue(warnings.lines().get(0).contains("give another name"));
    }
    assertEquals("mine", Files.readString(folder.resolve("mine.html")));
    Trouble.ask(folder, Trouble.Kind.THROW_ALWAYS);
    assertThrows(
        TrainingFailedException.class,
        () -> SmallRun.trainer(folder, spark).listener(report("failed.html")).build().fit());
    String failed = Files.readString(folder.resolve("failed.html"));
    assertTrue(failed.contains("k-FAILED"));
    assertFalse(failed.contains("<p>None.</p>"), "its tasks have failed");
    assertTrue(failed.contains("<td>tasks that failed and were tried again</td>"), failed);
  }

  @Test
  void aFullDiskCostsAWarningAndLeavesNoHalfReport() throws Exception {
    FullDiskFileSystem.register(spark.hadoopConfiguration());
    String file = "fulldisk://" + folder.resolve("full.html");
    FullDiskFileSystem.full(true);
    try (Warnings warnings = Warnings.of(Listeners.class)) {
      TrainingResult result =
          SmallRun.trainer(folder, spark)
              .epochs(1)
              .listener(new ReportListener(file, spark.hadoopConfiguration()))
              .build()
              .fit();
      assertEquals(6, result.steps());
      assertEquals(1, warnings.lines().size(), warnings.lines()::toString);
      assertTrue(
          warnings.lines().get(0).contains("No space left on device; give a file in a folder"),
          warnings.lines()::toString);
    } finally {
      FullDiskFileSystem.full(false);
    }
    assertFalse(Files.exists(folder.resolve("full.html")));
  }
}
