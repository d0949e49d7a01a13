package io.kindling.spark.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;

/**
 * A driver process with two executor processes, under the strictest Kryo, for all tests that want
 * no more than this: it takes seconds to start. Starts with the first {@link Work}, does one after
 * the other, and ends with this JVM, whose end closes its standard input.
 */
public final class SharedCluster {
  private static final int TIMEOUT_MINUTES = 15;
  private static final String RESULT = "result ";
  private static final String FAILURE = "failure ";

  private static SharedCluster cluster;

  private final Process process;
  private final Path err;
  private final PrintStream to;
  private final BufferedReader from;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "shared-cluster");
            thread.setDaemon(true);
            return thread;
          });

  /** What is done there; needs a public constructor. */
  public interface Work {
    /** The outcome, in the driver process. */
    String run(SparkSession spark, String... args) throws Exception;
  }

  private SharedCluster() throws IOException {
    err = Files.createTempFile("kindling-cluster", ".err");
    err.toFile().deleteOnExit();
    process =
        new ProcessBuilder(SparkJvm.command(SharedCluster.class))
            .redirectError(err.toFile())
            .start();
    to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    from =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Has the work done.
   *
   * @throws AssertionError when it fails
   */
  public static synchronized String run(Class<? extends Work> work, String... args)
      throws Exception {
    if (cluster == null) {
      cluster = new SharedCluster();
    }
    return cluster.ask(work, args);
  }

  private String ask(Class<? extends Work> work, String... args) throws Exception {
    List<String> words = new ArrayList<>(List.of(encode(work.getName())));
    Arrays.stream(args).map(SharedCluster::encode).forEach(words::add);
    to.println(String.join(" ", words));
    Future<String> answer = reader.submit(this::answer);
    String line;
    try {
      line = answer.get(TIMEOUT_MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      line = null;
    }
    if (line == null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      cluster = null;
      throw new AssertionError(work + ": the cluster is gone; it said:\n" + Files.readString(err));
    }
    if (line.startsWith(FAILURE)) {
      throw new AssertionError(work + " failed: " + decode(line.substring(FAILURE.length())));
    }
    return decode(line.substring(RESULT.length()));
  }

  /** The next line that is an answer; null at the end. */
  private String answer() throws IOException {
    String line = from.readLine();
    while (line != null && !line.startsWith(RESULT) && !line.startsWith(FAILURE)) {
      line = from.readLine();
    }
    return line;
  }

  /** In the driver process: a line for each work, until the end of the input. */
  public static void main(String[] none) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (SparkSession spark =
        SparkSession.builder()
            .config(
                TestConf.withKryo(TestConf.cluster("shared cluster", "local-cluster[2,1,1024]")))
            // An executor that cannot start ends the job soon, not never.
            .config("spark.deploy.maxExecutorRetries", "2")
            .config("spark.sql.shuffle.partitions", "3")
            .getOrCreate()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(outcome(spark, line.split(" ")));
      }
    }
  }

  private static String outcome(SparkSession spark, String[] words) {
    try {
      Work work = (Work) Class.forName(decode(words[0])).getConstructor().newInstance();
      String[] args =
          Arrays.stream(words).skip(1).map(SharedCluster::decode).toArray(String[]::new);
      return RESULT + encode(work.run(spark, args));
    } catch (Exception | AssertionError e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      return FAILURE + encode(trace.toString());
    }
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String word) {
    return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
  }
}
