package io.kindling.spark.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Runs a main class in a JVM of its own, on this test's class path and with Spark's own JVM
 * options.
 *
 * <p>A JVM holds one Spark context. What needs another master than the shared session's, such as
 * {@code local-cluster}, runs here and leaves that session alone.
 */
public final class SparkJvm {

  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  /**
   * What makes a process that lives for seconds on few processors cheaper: most of its time would
   * go into optimizing code that is soon no longer needed. Loops over numbers are optimized as
   * ever.
   */
  private static final List<String> CHEAP =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:Tier4InvocationThreshold=100000",
          "-XX:Tier4MinInvocationThreshold=10000",
          "-XX:Tier4CompileThreshold=300000",
          "-Dlog4j2.configurationFile=" + SparkJvm.class.getResource("/log4j2-own-jvm.properties"));

  private static final int TIMEOUT_MINUTES = 15;

  /** What a finished JVM said. */
  public record Result(int exitCode, String out, String err) {

    /** The last line of standard output, or an empty string. */
    public String lastLine() {
      String[] lines = out.strip().split("\\R");
      return lines[lines.length - 1];
    }
  }

  private SparkJvm() {}

  /**
   * Runs {@code mainClass} with {@code args} to its end.
   *
   * @throws AssertionError if it takes more than fifteen minutes; it is killed then
   */
  public static Result run(Class<?> mainClass, String... args)
      throws IOException, InterruptedException {
    return finish(mainClass.getName(), command(mainClass, args));
  }

  /** {@link #run} with more options of the JVM. */
  public static Result runWithOptions(List<String> options, Class<?> mainClass, String... args)
      throws IOException, InterruptedException {
    List<String> command = command(mainClass, args);
    command.addAll(2, options); // after the heap, which they may set
    return finish(mainClass.getName(), command);
  }

  /** {@link #run} with Spark's pages, if any, on this machine only. */
  public static Result runLocally(Class<?> mainClass, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("env", "SPARK_LOCAL_IP=127.0.0.1"));
    command.addAll(command(mainClass, args));
    return finish(mainClass.getName(), command);
  }

  /** {@link #run} where no file may become larger than so many kB. */
  public static Result runWithFileLimit(int kilobytes, Class<?> mainClass, String... args)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("bash", "-c", "ulimit -f " + kilobytes + "; exec \"$@\"", "limited"));
    command.addAll(command(mainClass, args));
    return finish(mainClass.getName(), command);
  }

  /**
   * Submits with nothing but Spark's own jars on the class path.
   *
   * @throws AssertionError if it takes more than fifteen minutes; it is killed then
   */
  public static Result runSparkSubmit(String... args) throws IOException, InterruptedException {
    String jars = Path.of(System.getenv("SPARK_HOME"), "jars", "*").toString();
    return finish("SparkSubmit", java(jars, "org.apache.spark.deploy.SparkSubmit", List.of(args)));
  }

  private static Result finish(String name, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("kindling-jvm", ".out");
    Path err = Files.createTempFile("kindling-jvm", ".err");
    try {
      Process process = start(command, out, err);
      boolean ended = false;
      try {
        ended = process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
      } finally {
        if (!ended) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      }
      if (!ended) {
        throw new AssertionError(
            name + " did not end within " + TIMEOUT_MINUTES + " minutes; it said:\n" + read(err));
      }
      return new Result(process.exitValue(), read(out), read(err));
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  /** Starts {@code mainClass}; the caller waits for its end, or kills it. */
  public static Process start(Class<?> mainClass, Path out, Path err, String... args)
      throws IOException {
    return start(command(mainClass, args), out, err);
  }

  private static Process start(List<String> command, Path out, Path err) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    return process;
  }

  /**
   * The class path executor processes need beyond Spark's own jars: Kindling's classes and this
   * module's tests, as absolute entries for {@code spark.executor.extraClassPath}.
   */
  public static String executorClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(p -> Files.isDirectory(p) || p.getFileName().toString().startsWith("kindling-"))
        .map(p -> p.toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The options that Spark's own JVMs get. */
  public static List<String> moduleOptions() {
    return List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+"));
  }

  /** The options of executors. */
  static String executorOptions() {
    List<String> options = new ArrayList<>(vectorFlag());
    options.addAll(CHEAP);
    return String.join(" ", options);
  }

  /** The flag of the Vector API if Spark, as before 4.0, does not pass it by itself; else empty. */
  private static List<String> vectorFlag() {
    return moduleOptions().contains(VECTORS) ? List.of() : List.of(VECTORS);
  }

  static List<String> command(Class<?> mainClass, String... args) {
    return java(System.getProperty("java.class.path"), mainClass.getName(), List.of(args));
  }

  private static List<String> java(String classPath, String mainClass, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(moduleOptions());
    command.addAll(vectorFlag());
    command.addAll(CHEAP);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(args);
    return command;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
