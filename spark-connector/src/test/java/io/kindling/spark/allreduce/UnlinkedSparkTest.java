package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.allreduce.transport.ExchangeException;
import io.kindling.spark.internals.network.ExecutorNetwork;
import io.kindling.spark.testing.SparkJvm;
import io.kindling.spark.testing.UnlinkedExecutors;
import io.kindling.spark.worker.ReplicaPool;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executors of a vendor's fork of Spark, whose private classes lack what a gang uses. */
final class UnlinkedSparkTest {

  /** The first is missed by a task, the second by a thread of the network. */
  @ParameterizedTest
  @CsvSource({
    "org.apache.spark.network.client.TransportClientFactory, createUnmanagedClient, resident",
    "org.apache.spark.network.client.TransportClient, uploadStream, sharded"
  })
  void autoGoesOnWithATreeAndOthersSayWhatToDo(String type, String method, String explicit)
      throws Exception {
    SparkJvm.Result result =
        SparkJvm.run(UnlinkedExecutors.class, type, method, "tree", "auto", explicit);
    assertEquals(0, result.exitCode(), result.err());
    Map<String, String[]> outcomes =
        result
            .out()
            .lines()
            .map(line -> line.split(": ", 2))
            .collect(Collectors.toMap(line -> line[0], line -> line[1].split(" \\| ")));
    assertEquals(3, outcomes.size(), result.out() + result.err());

    String[] tree = outcomes.get("tree");
    assertTrue(tree[0].startsWith("bits "), tree[0]);
    assertEquals("[]", tree[1]);
    String[] auto = outcomes.get("auto");
    assertEquals(tree[0], auto[0]);
    assertEquals("barrier stages 1, executors lost 0", auto[3]);
    assertTrue(
        auto[1].matches(
            "\\[all-reduce auto: the chosen strategy does not work on this Spark \\S+ \\(worker"
                + " [01]: java.lang.NoSuchMethodError: .*"
                + method
                + "\\(.*; going on with tree, which gives the same bits\\]"),
        auto[1]);
    String[] refused = outcomes.get(explicit);
    assertTrue(refused[0].startsWith("training failed in step 1 "), refused[0]);
    assertTrue(refused[0].contains("all-reduce " + explicit + " does not work"), refused[0]);
    assertTrue(refused[0].contains("NoSuchMethodError: "), refused[0]);
    assertTrue(refused[0].contains(method + "("), refused[0]);
    assertTrue(refused[0].contains("set all-reduce tree"), refused[0]);
    assertEquals("barrier stages 1, executors lost 0", refused[3], "tried once");
    // The executors' vectors are narrower than the driver's: said once a run, by every strategy.
    outcomes.forEach(
        (strategy, outcome) ->
            assertTrue(
                outcome[2].matches(
                    "\\[all-reduce: the driver computes with other kernels \\([^)]*\\) than the"
                        + " workers \\([^)]*128 bits\\).*"),
                strategy + ": " + outcome[2]));
    assertTrue(Stream.of(auto[2].split("all-reduce: ")).count() == 2, auto[2]);
  }

  @Test
  void whoMissesWhatIsToldByTheFirstClassOfOurs() {
    String network = ExecutorNetwork.class.getName();
    String program = ReplicaPool.class.getName();
    assertTrue(isReason("org.apache.spark.X", network, program));
    assertTrue(isReason(GangTask.class.getName()));
    assertTrue(!isReason("org.apache.spark.X", "user.Layer", program, GangTask.class.getName()));
    assertTrue(!isReason("user.Listener"));
  }

  private static boolean isReason(String... classes) {
    return UnlinkedSpark.isReason(thrownIn(classes));
  }

  private static LinkageError thrownIn(String... classes) {
    LinkageError error = new NoSuchMethodError("gone");
    error.setStackTrace(
        Stream.of(classes)
            .map(name -> new StackTraceElement(name, "call", "file", 1))
            .toArray(StackTraceElement[]::new));
    return error;
  }

  @Test
  void whatANetworkThreadHasThrownIsFoundBehindTheExchange() {
    LinkageError error = thrownIn("org.apache.spark.network.server.TransportChannelHandler");
    assertEquals(
        Optional.of(error),
        UnlinkedSpark.of(
            ExchangeException.because("later", ExchangeException.because("first", error))));
    assertEquals(Optional.empty(), UnlinkedSpark.of(new IllegalStateException(error)));
  }
}
