package io.kindling.spark.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.internals.ListenerBus;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.Trouble;
import io.kindling.spark.testing.Warnings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenersTest {
  private static final List<String> TOLD = new CopyOnWriteArrayList<>();
  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
  @TempDir private Path folder;

  /** As the configuration names it. */
  public static final class ByName implements TrainingListener {
    @Override
    public void onStart(TrainingStart start) {
      TOLD.add(start.name());
    }
  }

  /** Fails in one of its methods. */
  private static final class Failing implements TrainingListener {
    private final String method;
    private final boolean endsRun;
    private int steps;

    Failing(String method, boolean endsRun) {
      this.method = method;
      this.endsRun = endsRun;
    }

    private void here(String name) {
      if (method.equals(name)) {
        throw new IllegalStateException("out of paper");
      }
    }

    @Override
    public void onStart(TrainingStart start) {
      here("onStart");
    }

    @Override
    public void onStep(StepReport step) {
      steps++;
      here("onStep");
    }

    @Override
    public void onEpoch(io.kindling.spark.EpochSummary epoch) {
      here("onEpoch");
    }

    @Override
    public void onEnd(io.kindling.spark.TrainingResult result) {
      here("onEnd");
    }

    @Override
    public boolean endsRun() {
      return endsRun;
    }
  }

  @BeforeEach
  void nothingIsTold() {
    TOLD.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"onStart", "onStep", "onEpoch", "onEnd"})
  void aListenerThatFailsIsWarnedOfOnceAndTheOthersGoOn(String method) {
    List<Long> others = new ArrayList<>();
    TrainingListener other =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            others.add(step.step());
          }
        };
    Failing failing = new Failing(method, false);
    try (Warnings warnings = Warnings.of(Listeners.class)) {
      var result = SmallRun.trainer(folder, spark).listener(failing).listener(other).build().fit();
      assertEquals(result.steps(), others.size());
      assertEquals(1, warnings.lines().size(), warnings.lines()::toString);
      assertTrue(
          warnings.lines().get(0).contains("failed in " + method + ": java.lang.Illegal"),
          warnings.lines()::toString);
    }
    Map<String, Integer> steps = Map.of("onStart", 0, "onStep", 1, "onEpoch", 6, "onEnd", 24);
    assertEquals(steps.get(method), failing.steps, "told nothing more");
  }

  @Test
  void aSparkJobOfAListenerThatFailsIsItsOwnAffair() {
    TrainingListener failing =
        new TrainingListener() {
          @Override
          public void onEpoch(io.kindling.spark.EpochSummary epoch) {
            spark
                .parallelize(List.of(1), 1)
                .foreach(
                    x -> {
                      throw new IllegalStateException("out of paper");
                    });
          }
        };
    try (Warnings warnings = Warnings.of(Listeners.class)) {
      var result = SmallRun.trainer(folder, spark).listener(failing).build().fit();
      assertEquals(24, result.steps());
      assertEquals(1, warnings.lines().size(), warnings.lines()::toString);
      assertTrue(warnings.lines().get(0).contains("failed in onEpoch"), warnings.lines()::toString);
    }
  }

  @Test
  void anInterruptWhileAListenerWaitsIsMeantForTheRun() {
    TrainingListener waiting =
        new TrainingListener() {
          @Override
          public void onEpoch(io.kindling.spark.EpochSummary epoch) {
            ListenersTest.<RuntimeException>throwUndeclared(new InterruptedException());
          }
        };
    var trainer = SmallRun.trainer(folder, spark).listener(waiting).build();
    var ended = assertThrows(io.kindling.spark.TrainingFailedException.class, () -> trainer.fit());
    assertTrue(Thread.interrupted(), "the thread stays interrupted");
    assertTrue(ended.getMessage().contains("interrupted"), ended.getMessage());
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> void throwUndeclared(Exception e) throws E {
    throw (E) e;
  }

  @Test
  void oneThatWantsSoEndsTheRun() {
    List<String> ends = new ArrayList<>();
    var e =
        assertThrows(
            IllegalStateException.class,
            () ->
                SmallRun.trainer(folder, spark)
                    .listener(new Failing("onStep", true))
                    .listener(told(ends))
                    .build()
                    .fit());
    assertEquals("out of paper", e.getMessage());
    assertEquals(List.of("failure java.lang.IllegalStateException: out of paper"), ends);
  }

  @Test
  void theEndIsToldWhateverItIs() {
    List<String> ends = new ArrayList<>();
    SmallRun.trainer(folder, spark).listener(told(ends)).maxSteps(2).build().fit();
    assertEquals(List.of("end"), ends);
    ends.clear();
    Trouble.ask(folder, Trouble.Kind.THROW_ALWAYS);
    assertThrows(
        TrainingFailedException.class,
        () -> SmallRun.trainer(folder, spark).listener(told(ends)).build().fit());
    assertEquals(1, ends.size());
    assertTrue(ends.get(0).startsWith("failure " + TrainingFailedException.class.getName()));
  }

  private static TrainingListener told(List<String> ends) {
    return new TrainingListener() {
      @Override
      public void onEnd(io.kindling.spark.TrainingResult result) {
        ends.add("end");
      }

      @Override
      public void onFailure(Exception failure) {
        ends.add("failure " + failure);
      }
    };
  }

  @Test
  void fromTheConfigurationByNameAndWhatIsWrongThereIsToldAndLeftOut() {
    SparkContext context = spark.sc();
    context.conf().set("spark.kindling.listeners", ByName.class.getName() + ", no.such.Class");
    try (Warnings warnings = Warnings.of("io.kindling.spark.ConfiguredListeners")) {
      SmallRun.trainer(folder, spark).name("a run").maxSteps(1).build().fit();
      assertEquals(List.of("a run"), TOLD);
      assertEquals(1, warnings.lines().size());
      assertTrue(warnings.lines().get(0).contains("no.such.Class"), warnings.lines()::toString);
    } finally {
      context.conf().remove("spark.kindling.listeners");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tree", "resident"})
  void jobsAreDescribedAndTheUsersOwnWordsComeBack(String strategy) throws Exception {
    List<String> jobs = new CopyOnWriteArrayList<>();
    List<String> groups = new CopyOnWriteArrayList<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.add(start.properties().getProperty("spark.job.description"));
            groups.add(start.properties().getProperty("spark.jobGroup.id"));
          }
        };
    SparkContext context = spark.sc();
    var data = SmallRun.data(spark, 2);
    context.addSparkListener(listener);
    context.setJobDescription("the user's");
    try {
      SmallRun.trainer(folder, data, SmallRun.strategy(strategy)).epochs(2).build().fit();
      assertEquals("the user's", context.getLocalProperty("spark.job.description"));
      assertNull(context.getLocalProperty("spark.jobGroup.id"));
      ListenerBus.drain(context, Duration.ofSeconds(60));
    } finally {
      context.setJobDescription(null);
      context.removeSparkListener(listener);
    }
    assertEquals("Kindling: preparing the data", jobs.get(0));
    String first = strategy.equals("tree") ? "step 1" : "steps 1-6";
    assertTrue(jobs.contains("Kindling: epoch 1/2, " + first), jobs::toString);
    assertTrue(jobs.contains("Kindling: epoch 1/2, evaluation"), jobs::toString);
    String second = strategy.equals("tree") ? "step 8" : "steps 7-12";
    assertTrue(
        jobs.stream()
            .anyMatch(j -> j.matches("Kindling: epoch 2/2, " + second + ", loss \\d\\.\\d{3}")),
        jobs::toString);
    assertTrue(groups.stream().allMatch(g -> g.startsWith("kindling-")), groups::toString);
    assertEquals(1, groups.stream().distinct().count());
  }
}
