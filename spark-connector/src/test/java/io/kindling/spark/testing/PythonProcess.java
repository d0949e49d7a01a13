package io.kindling.spark.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Python's tests of our own, run by the interpreter in {@code PYSPARK_PYTHON} or else {@code
 * python3}; skipped, with a line that says why, where there is none or no PySpark.
 */
public final class PythonProcess {
  private static final Pattern SKIPPED = Pattern.compile("is not tested: (.*)['\"]");
  private static final int MINUTES = 8;

  private PythonProcess() {}

  /** Runs {@code python3 args...} in a folder, against the classes that this JVM has. */
  public static void runTests(Path folder, String... args)
      throws IOException, InterruptedException {
    runTests(folder, Map.of(), args);
  }

  /** The same, with more variables in its environment. */
  public static void runTests(Path folder, Map<String, String> variables, String... args)
      throws IOException, InterruptedException {
    String python = System.getenv().getOrDefault("PYSPARK_PYTHON", "python3");
    List<String> command = new ArrayList<>(List.of(python));
    command.addAll(List.of(args));
    Path log = Files.createTempFile("kindling-python", ".log");
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    // PySpark brings a Spark of its own, or knows the one it lies in.
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("KINDLING_JARS", ourClasses());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().putAll(variables);
    try {
      Process process = start(builder);
      process.getOutputStream().close();
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      process.destroyForcibly().waitFor();
      String said = Files.readString(log);
      assertEquals(0, ended ? process.exitValue() : -1, String.join(" ", command) + "\n" + said);
      Matcher skipped = SKIPPED.matcher(said);
      if (skipped.find()) {
        skip(skipped.group(1));
      }
    } finally {
      Files.delete(log);
    }
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      return skip(e.getMessage());
    }
  }

  private static <T> T skip(String reason) {
    String line = "The Python package is not tested: " + reason;
    System.out.println(line);
    return Assumptions.abort(line);
  }

  /** Kindling's part of this JVM's class path, tests left out. */
  private static String ourClasses() {
    List<String> ours = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      boolean classes = path.endsWith("classes");
      if (classes || path.getFileName().toString().startsWith("kindling-")) {
        ours.add(entry);
      }
    }
    return String.join(File.pathSeparator, ours);
  }
}
