package io.kindling.spark.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.internals.UiTab;
import io.kindling.spark.testing.Browser;
import io.kindling.spark.testing.HistoryServerProcess;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.ShownTraining;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.SparkJvm;
import io.kindling.spark.testing.Warnings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingTabTest {
  @TempDir private Path folder;

  @Test
  void showsARunWhileItGoesOnAndAfterwardsAndInTheHistoryServer() throws Exception {
    SparkJvm.Result trained =
        SparkJvm.runLocally(ShownTraining.class, folder.toString(), "local[2]", "2");
    assertEquals(0, trained.exitCode(), trained.err());

    String running = read("running.html");
    assertTrue(running.contains("k-RUNNING"), running);
    assertTrue(running.contains("14 / 60"), "steps made");
    assertTrue(running.contains("<figcaption>Loss</figcaption>") && running.contains("<svg"));
    assertTrue(running.contains("Where a step&#39;s time goes"), running);
    assertTrue(running.contains("127.0.0.1") || running.contains("localhost"), "hosts of workers");
    assertTrue(running.contains("<b>Training</b>") || running.contains(">Training<"), "the tab");
    String ended = read("ended.html");
    assertTrue(ended.contains("k-ENDED") && ended.contains("60 / 60"), ended);
    for (String page : new String[] {running, ended, read("running-list.html")}) {
      assertFalse(page.contains("<script>document.title"), "a name is text");
      assertTrue(page.contains("run &lt;script&gt;"), page);
      assertTrue(page.length() < 300_000, "" + page.length());
    }
    assertTrue(read("before.html").contains("No training run has begun yet"), "by the plugin");
    String metrics = read("prometheus.txt");
    assertTrue(
        metrics.matches("(?s).*_driver_kindling_step_Value\\{[^}]*} 60(\\.0)?\\s.*"), metrics);
    assertTrue(metrics.matches("(?s).*_driver_kindling_loss_Value\\{[^}]*} \\d.*"), metrics);

    everyMetricIsThereAndNamed(metrics);

    try (HistoryServerProcess history = HistoryServerProcess.start(folder.resolve("events"))) {
      String url = history.application(trained.lastLine()) + "training/";
      String list = ShownTraining.page(url);
      assertTrue(list.contains("run &lt;script&gt;"), list);
      String runUrl = url + ShownTraining.firstRun(list);
      String run = ShownTraining.page(runUrl);
      assertTrue(run.contains("k-ENDED") && run.contains("60 / 60"), run);
      assertTrue(run.contains("<figcaption>Accuracy</figcaption>"), run);
      Optional<Browser> browser = Browser.find();
      if (browser.isEmpty()) {
        System.out.println("TrainingTabTest: no chromium here, pages are not looked at");
      } else {
        String dom = browser.get().dom(runUrl);
        assertTrue(dom.contains("<svg") && dom.contains("class=\"k-l0\""), dom);
        assertFalse(dom.contains("<title>hurt</title>"), "a name runs as a script");
        Path picture = Path.of("target", "training-tab-history.png");
        browser.get().screenshot(runUrl, 1280, 1600, picture);
        assertTrue(Files.size(picture) > 20_000, "a picture");
      }
    }
  }

  /** In Prometheus's page, in JMX, and in the file that lists them. */
  private void everyMetricIsThereAndNamed(String prometheus) throws Exception {
    Map<String, String> beans = new TreeMap<>();
    for (String line : read("jmx.txt").lines().toList()) {
      Matcher bean = Pattern.compile("\\S+\\.driver\\.kindling\\.(\\w+) (\\S+)").matcher(line);
      assertTrue(bean.matches(), line);
      beans.put(bean.group(1), bean.group(2));
    }
    assertEquals("60.0", beans.get("step"));
    assertEquals("0.0", beans.get("running"));
    assertTrue(Double.parseDouble(beans.get("loss")) > 0, beans::toString);
    Set<String> listed = new TreeSet<>();
    boolean training = false;
    for (String line : Files.readAllLines(Path.of("..", "conf", "metrics.properties"))) {
      training |= line.contains("driver.kindling.<name>");
      Matcher names = Pattern.compile("#   (\\w+(?:, \\w+)*) {2,}.*").matcher(line);
      if (training && names.matches()) {
        listed.addAll(List.of(names.group(1).split(", ")));
      }
    }
    assertEquals(beans.keySet(), listed, "JMX against conf/metrics.properties");
    for (String name : listed) {
      assertTrue(prometheus.contains("_driver_kindling_" + name + "_Value"), name);
    }
  }

  private String read(String name) throws Exception {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void withoutPagesThereIsNoTabAndNoWarning() {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
    assertEquals(Optional.empty(), UiTab.address(spark.sc()));
    try (Warnings warnings = Warnings.of(TrainingRuns.class)) {
      SmallRun.trainer(folder, spark).name("unseen").maxSteps(2).build().fit();
      assertTrue(warnings.lines().isEmpty(), warnings.lines()::toString);
    }
    assertEquals("unseen", TrainingRuns.of(spark.sc()).views().get(0).name());
  }
}
