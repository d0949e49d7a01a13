package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.LocalClusterProbe;
import io.kindling.spark.testing.SharedCluster;
import io.kindling.spark.testing.SparkJvm;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Spark home that the build assembles, and the JVM the tests run in. */
final class SparkHomeTest {

  @Test
  void holdsTheSparkWeCompileAgainst() {
    Path home = Path.of(System.getenv("SPARK_HOME"));
    String version = org.apache.spark.package$.MODULE$.SPARK_VERSION();
    assertTrue(Files.isRegularFile(home.resolve("RELEASE")), home + " has no RELEASE file");
    assertTrue(
        Files.isRegularFile(
            home.resolve(
                "jars/spark-core_"
                    + System.getenv("SPARK_SCALA_VERSION")
                    + "-"
                    + version
                    + ".jar")),
        home + " has no spark-core of version " + version);
  }

  @Test
  void testsRunWithSparksOwnJvmOptions() {
    List<String> got = ManagementFactory.getRuntimeMXBean().getInputArguments();
    for (String option : SparkJvm.moduleOptions()) {
      assertTrue(
          got.contains(option),
          () ->
              "the build's spark.jvm.options lack "
                  + option
                  + "; Spark's are "
                  + SparkJvm.moduleOptions());
    }
  }

  @Test
  void executorProcessesRunOurClassesAndHaveTheVectorApi() throws Exception {
    assertEquals(
        "[executor 0 with vectors, executor 1 with vectors]",
        SharedCluster.run(LocalClusterProbe.class));
  }
}
