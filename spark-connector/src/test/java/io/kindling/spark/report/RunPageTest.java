package io.kindling.spark.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepDetails;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.testing.RememberedRuns;
import io.kindling.spark.testing.SparkJvm;
import io.kindling.spark.worker.Evaluation;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class RunPageTest {
  private static final String EVIL = "<script>alert('1')</script>&\"\u0001";

  /** A run of so many steps on so many workers, a hundred steps an epoch. */
  private static RunRecorder recorded(String name, int steps, int workers) {
    RunRecorder recorder = new RunRecorder("id", null);
    Map<String, String> configuration = Map.of("model", name + "x".repeat(100_000), EVIL, EVIL);
    recorder.onStart(
        new TrainingStart(
            "id",
            name,
            12_800,
            1_000,
            workers,
            5_000,
            100,
            0,
            steps,
            true,
            "tree",
            null,
            configuration));
    double[] times = new double[workers];
    for (int step = 0; step < steps; step++) {
      for (int w = 0; w < workers; w++) {
        times[w] = 0.010 + 0.0001 * w;
      }
      double slowest = times[workers - 1];
      double loss = 2.3 * Math.exp(-step / 300.0) + 0.01 * Math.sin(step * 12.9898);
      StepDetails details = new StepDetails(1 / (1 + loss), times, 0.001, 1 << 20);
      Evaluation sums = new Evaluation(loss * 128, 128, 128, 60 + step % 7);
      recorder.onStep(new StepReport(step, sums, 0.1, slowest + 0.005, slowest, 0.002, details));
      if (step % 100 == 99) {
        Evaluation test = new Evaluation(loss * 1100, 1000, 1000, 700);
        recorder.onEpoch(new EpochSummary(step / 100 + 1, 100, sums, Optional.of(test), 1.7));
      }
    }
    return recorder;
  }

  @Test
  void aHundredThousandStepsGiveASmallPageAndRecord() {
    RunView run = recorded("long", 100_000, 64).view();
    assertTrue(run.steps().step().length <= RunRecorder.POINTS);
    assertTrue(run.epochs().step().length <= RunRecorder.POINTS);
    String page = RunPage.run(run, "nonce").toString();
    System.out.println("100,000 steps: page " + page.length() + " bytes");
    assertTrue(page.length() < 300_000, "" + page.length());
    String json = RunJson.write(run);
    System.out.println("100,000 steps: event " + json.length() + " bytes");
    assertTrue(json.length() < 200_000, "" + json.length());
  }

  /** Ten times the steps take no more memory, of a run that goes on or has ended. */
  @Test
  void aLongRunIsRememberedInBoundedMemory() throws Exception {
    List<String> exactly = List.of("-XX:SoftRefLRUPolicyMSPerMB=0"); // what may go is gone
    SparkJvm.Result measured =
        SparkJvm.runWithOptions(exactly, RememberedRuns.class, "10000", "100000");
    assertEquals(0, measured.exitCode(), measured.err());
    for (String line : measured.out().lines().toList()) {
      String[] bytes = line.split(" ");
      System.out.printf("%s steps: %s bytes while it goes on, %s afterwards%n", (Object[]) bytes);
      for (int i = 1; i <= 2; i++) {
        long taken = Long.parseLong(bytes[i]);
        assertTrue(taken > 10_000 && taken < 120_000, line);
      }
    }
  }

  @Test
  void timesAreSplitAndWorkersTold() {
    RunView run = recorded("a", 250, 12).view();
    RunView.Steps s = run.steps();
    int i = 100;
    double parts =
        s.compute()[i] + s.waiting()[i] + s.update()[i] + s.driver()[i] + s.transfer()[i];
    assertEquals(0.0111 + 0.005, parts, 1e-9);
    assertEquals(0.01055, s.compute()[i], 1e-9);
    assertEquals(0.00055, s.waiting()[i], 1e-9);
    assertEquals(12, run.workers().size());
    assertEquals(1.0, run.workers().get(11).slowest());
    assertEquals(0.0, run.workers().get(0).slowest());
    String page = RunPage.run(run, null).toString();
    for (String title :
        List.of(
            "Loss",
            "Accuracy",
            "Samples per second",
            "Where a step&#39;s time goes, ms",
            "Learning rate",
            "Gradient norm")) {
      assertTrue(page.contains("<figcaption>" + title + "</figcaption>"), title);
    }
    assertTrue(page.contains("100 % of steps"));
    assertTrue(page.contains("data-live=\"true\""));
  }

  @Test
  void everythingIsEscapedAndThePageIsWellFormed() throws Exception {
    RunRecorder recorder = recorded(EVIL, 120, 3);
    recorder.onWarning(EVIL);
    recorder.onFailure(new IllegalStateException(EVIL));
    RunView run = recorder.view();
    for (Html html : List.of(RunPage.still(run, more -> {}), RunPage.list(List.of(run), EVIL))) {
      String page = html.toString();
      assertFalse(page.contains("<script>alert"), page);
      assertTrue(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;\ufffd"));
      String script = "(?s)<script.*</script>";
      var xml = "<!DOCTYPE p><p>" + page.replaceAll(script, "") + "</p>";
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(xml)));
      assertTrue(
          page.contains("k-FAILED") && page.contains("data-live=\"false\"")
              || page.contains("k-FAILED"));
    }
  }

  @Test
  void theFirstWarningsAreShown() {
    RunRecorder recorder = recorded("a", 1, 2);
    for (int i = 0; i < 2 * RunRecorder.WARNINGS; i++) {
      recorder.onWarning("slow " + i);
    }
    String page = RunPage.run(recorder.view(), null).toString();
    assertTrue(page.contains("<p class=\"k-warning\">Warning: slow 0</p>"), page);
    assertEquals(RunRecorder.WARNINGS, page.split("Warning: slow").length - 1);
  }

  @Test
  void theRecordSaysTheSame() {
    RunRecorder recorder = recorded("a", 250, 2);
    recorder.onWarning("slow");
    RunView run = recorder.view();
    RunView read = RunJson.read(RunJson.write(run)).orElseThrow();
    assertArrayEquals(run.steps().loss(), read.steps().loss(), 1e-6);
    assertArrayEquals(run.epochs().evaluationLoss(), read.epochs().evaluationLoss(), 1e-6);
    assertEquals(run.plan(), read.plan());
    assertEquals(run.workers().get(1).partition(), read.workers().get(1).partition());
    assertEquals(List.of("slow"), read.warnings());
    String before = RunJson.write(run).replace("\"warnings\":[\"slow\"],", "");
    assertEquals(List.of(), RunJson.read(before).orElseThrow().warnings());
    assertEquals(run.configuration(), read.configuration());
    assertEquals(Optional.empty(), RunJson.read("{\"id\": 3, \"plan\": []"));
  }

  @Test
  void aRunWithoutAnyStepAndWithNumbersThatAreNotFinite() {
    RunRecorder recorder = new RunRecorder("id", null);
    recorder.onStart(
        new TrainingStart("id", "r", 1, 0, 1, 1, 1, 0, 1, false, "tree", null, Map.of()));
    assertFalse(RunPage.run(recorder.view(), null).toString().contains("<svg"));
    Evaluation sums = new Evaluation(Double.POSITIVE_INFINITY, 1, 1, 0);
    recorder.onStep(new StepReport(0, sums, 0.1, 1, 1, 0));
    String page = RunPage.run(recorder.view(), null).toString();
    assertFalse(page.contains("NaN") || page.contains("Infinity\""), page);
    assertThrows(IllegalStateException.class, () -> new Html().open("p").toString());
  }
}
