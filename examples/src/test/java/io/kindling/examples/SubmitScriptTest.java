package io.kindling.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How {@code lib/submit.sh} sorts arguments into Spark's and the job's, and what it refuses. */
final class SubmitScriptTest {

  private static final Path LIBRARY = Path.of("lib", "submit.sh").toAbsolutePath();

  /** Prints every word SparkSubmit would get on a line of its own, in place of submitting. */
  private static final String PRINT_INSTEAD =
      """
      set -euo pipefail
      source "$0"
      kindling_build() { :; }
      kindling_submit_embedded() { printf '%s\\n' "$@"; }
      KINDLING_JAR=job.jar
      kindling_submit the.Job "$@"
      """;

  private record Result(int exitCode, List<String> lines) {}

  @Test
  void masterDefaultsToAllCoresOfThisMachine() throws Exception {
    assertEquals(
        List.of("--master", "local[*]", "--class", "the.Job", "job.jar"), submit().lines());
  }

  @Test
  void sparksOptionsMayStandAnywhereAndTheRestGoesToTheJobAsItIs() throws Exception {
    assertEquals(
        List.of(
            "--master",
            "local[2]",
            "--conf",
            "spark.a=b c",
            "--driver-memory",
            "2g",
            "--class",
            "the.Job",
            "job.jar",
            "--epochs",
            "2",
            "",
            "--data=a b",
            "*"),
        submit(
                "--epochs",
                "2",
                "--master=local[2]",
                "",
                "--conf",
                "spark.a=b c",
                "--data=a b",
                "--driver-memory",
                "2g",
                "*")
            .lines());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --master             | --master needs a value
          --master=mesos://a   | --master 'mesos://a' is none of local[N], local-cluster[N,CORES,MB], spark://HOST:PORT, yarn, k8s://URL
          --master=yarn        | --master yarn needs a Spark distribution: set SPARK_HOME to one
          --conf=spark.a       | --conf 'spark.a' is not of the form NAME=VALUE
          """)
  void refusesInOneLine(String argument, String message) throws Exception {
    Result result = submit(argument);
    assertEquals(1, result.exitCode());
    assertEquals(List.of("submit.sh: " + message), result.lines());
  }

  @Test
  void submitsWithTheDistributionInSparkHome(@TempDir Path home) throws Exception {
    Path submit = home.resolve("bin/spark-submit");
    Files.createDirectories(submit.getParent());
    Files.writeString(submit, "#!/bin/sh\nprintf 'own\\n'; printf '%s\\n' \"$@\"\n");
    assertEquals(true, submit.toFile().setExecutable(true));
    assertEquals(
        List.of("own", "--class", "the.Job", "job.jar", "--epochs", "1"),
        submit(Map.of("SPARK_HOME", home.toString()), "--epochs", "1").lines());
  }

  private static Result submit(String... args) throws IOException, InterruptedException {
    return submit(Map.of(), args);
  }

  private static Result submit(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", PRINT_INSTEAD, LIBRARY.toString()));
    command.addAll(Arrays.asList(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = process.waitFor();
    return new Result(exitCode, said.lines().toList());
  }
}
