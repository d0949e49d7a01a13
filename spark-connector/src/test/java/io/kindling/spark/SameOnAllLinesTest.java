package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.LineFigures;
import io.kindling.spark.testing.LineTraining;
import io.kindling.spark.testing.SharedCluster;
import io.kindling.spark.testing.SparkJvm;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training loses the same to the bit by every strategy, and on every line of Spark. */
final class SameOnAllLinesTest {

  @Test
  void losesTheSameOnExecutorProcesses() throws Exception {
    for (String strategy : List.of("tree", "resident")) {
      LineFigures.assertSameLosses(
          SharedCluster.run(LineTraining.class, strategy), strategy + " in local-cluster");
    }
  }

  /** Of kernels on this machine, so that machines of many kinds have some that are known. */
  static IntStream widths() {
    String own = LineTraining.kernels().replaceAll("\\D", "");
    return IntStream.of(128, 256, 512).filter(bits -> bits <= Integer.parseInt(own));
  }

  @EnabledIfSystemProperty(named = "lines.transcript", matches = ".+")
  @ParameterizedTest
  @MethodSource("widths")
  void losesTheSameInLocalMode(int bits) throws Exception {
    SparkJvm.Result result =
        SparkJvm.runWithOptions(
            List.of(
                "-XX:MaxVectorSize=" + bits / 8,
                "-Dspark.master=local[2]",
                "-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1"),
            LineTraining.class,
            "tree",
            "resident");
    assertTrue(result.out().contains("of " + bits + " bits: "), result.out());
    LineFigures.assertSameLosses(result, "in local mode", "tree", "resident");
  }
}
