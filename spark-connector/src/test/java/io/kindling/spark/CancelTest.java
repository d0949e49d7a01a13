package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.spark.testing.CancelledFits;
import io.kindling.spark.testing.Figures;
import io.kindling.spark.testing.FitsWithAnError;
import io.kindling.spark.testing.SharedCluster;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SparkJvm;
import io.kindling.spark.testing.StoppedContext;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who wants training to end is obeyed, and what is left is the last good model and nothing else.
 */
final class CancelTest {
  private static final String FEW = "4";
  private static final String MANY = "20";

  @BeforeAll
  static void canTell() {
    assumeTrue(Figures.areThere(), "descriptors are counted on Linux only");
  }

  @ParameterizedTest
  @CsvSource({"tree, step", "resident, step", "sharded, step"})
  void cancelsEndAFitAtOnceWithTheLastGoodModelAndLeaveNothing(String strategy, String when)
      throws Exception {
    System.out.println(new CancelledFits().run(SharedSpark.get(), strategy, when, FEW));
  }

  @Test
  void cancelsLeaveNothingOnExecutors() throws Exception {
    System.out.println(SharedCluster.run(CancelledFits.class, "resident", "join", FEW));
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"step", "join"})
  void twentyCancelsUnderTreeLeaveNothing(String when) throws Exception {
    cancelTwentyTimes("tree", when);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"step", "join"})
  void twentyCancelsUnderResidentLeaveNothing(String when) throws Exception {
    cancelTwentyTimes("resident", when);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"step", "join"})
  void twentyCancelsUnderShardedLeaveNothing(String when) throws Exception {
    cancelTwentyTimes("sharded", when);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"step", "join"})
  void twentyCancelsUnderAutoLeaveNothing(String when) throws Exception {
    cancelTwentyTimes("auto", when);
  }

  private static void cancelTwentyTimes(String strategy, String when) throws Exception {
    System.out.println(new CancelledFits().run(SharedSpark.get(), strategy, when, MANY));
    System.out.println(SharedCluster.run(CancelledFits.class, strategy, when, MANY));
  }

  /** A class that the model lacks would end the executor if a task threw it as it is. */
  @ParameterizedTest
  @CsvSource({
    "tree, words, IllegalArgumentException: the user's own words",
    "resident, words, IllegalArgumentException: the user's own words",
    "sharded, words, IllegalArgumentException: the user's own words",
    "tree, linkage, NoClassDefFoundError: user/Missing",
    "resident, linkage, NoClassDefFoundError: user/Missing",
    "auto, linkage, NoClassDefFoundError: user/Missing"
  })
  void whatTheProgramThrowsIsNotTriedAgain(String strategy, String what, String said)
      throws Exception {
    String[] outcome = SharedCluster.run(FitsWithAnError.class, strategy, what).split(" ", 3);
    int stages = Integer.parseInt(outcome[0]);
    assertTrue(stages <= 1, "stages begun after the fault: " + stages);
    int failed = Integer.parseInt(outcome[1]);
    assertTrue(strategy.equals("tree") ? failed == 0 : failed <= 2, "tasks failed: " + failed);
    assertTrue(
        outcome[2].matches(
            "training failed in step \\d+ \\(epoch 1\\): worker [01]:"
                + " java.lang."
                + said
                + "(; the last good .*)?"),
        outcome[2]);
  }

  @Test
  void aStoppedContextEndsAFitUnderEveryStrategy() throws Exception {
    List<String> strategies = List.of("tree", "resident", "sharded");
    SparkJvm.Result result = SparkJvm.run(StoppedContext.class, strategies.toArray(String[]::new));
    assertEquals(0, result.exitCode(), result.err());
    List<String> lines = result.out().lines().toList();
    assertEquals(strategies.size(), lines.size(), result.out() + result.err());
    for (int i = 0; i < lines.size(); i++) {
      assertTrue(
          lines
              .get(i)
              .matches(
                  strategies.get(i)
                      + " true true training was cancelled in step \\d+ \\(epoch 1\\): the"
                      + " SparkContext was stopped; the last good model is (the initial one|that"
                      + " after step \\d+)"),
          lines.get(i));
    }
  }
}
