package io.kindling.spark;

import io.kindling.spark.failures.ExecutorFailure;
import io.kindling.spark.internals.Executors;
import io.kindling.spark.internals.RunningSpark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * What Kindling finds where it runs, and in words what is missing there. A notebook prints it in
 * its first cell:
 *
 * <pre>{@code
 * println(io.kindling.spark.Environment.of(spark))
 * }</pre>
 *
 * @param spark Spark's version
 * @param master Spark's master; empty where the session has no SparkContext
 * @param databricks whether this is a cluster of Databricks
 * @param driver this JVM
 * @param executors one by one, as a small Spark job has found them
 * @param taskSlots how many tasks run at once
 * @param dynamicAllocation whether executors come and go by themselves
 * @param obstacles what keeps Kindling from running, with the cure
 */
public record Environment(
    String spark,
    String master,
    boolean databricks,
    Jvm driver,
    List<Jvm> executors,
    int taskSlots,
    boolean dynamicAllocation,
    List<String> obstacles) {

  private static final String DATABRICKS = "DATABRICKS_RUNTIME_VERSION";
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  public Environment {
    executors = List.copyOf(executors);
    obstacles = List.copyOf(obstacles);
  }

  /** Looks around: at this JVM, at the session, and by one small Spark job at the executors. */
  public static Environment of(SparkSession session) {
    boolean databricks = System.getenv(DATABRICKS) != null;
    List<String> obstacles = new ArrayList<>();
    RunningSpark.refusal().ifPresent(obstacles::add);
    SparkContext context = null;
    try {
      context = session.sparkContext();
    } catch (RuntimeException | LinkageError e) {
      obstacles.add(
          "this session has no SparkContext ("
              + ExecutorFailure.firstLine(e)
              + "), as one of Spark Connect or of Databricks' standard access mode: train in a"
              + " classic session, on Databricks on compute with dedicated access mode");
    }
    if (context == null) {
      return new Environment(
          session.version(), "", databricks, Jvm.here(), List.of(), 0, false, obstacles);
    }
    int slots = taskSlots(context);
    List<Jvm> executors = List.of();
    try {
      executors = ask(context, slots);
    } catch (Exception | LinkageError e) { // Scala declares nothing that it throws
      obstacles.add(ExecutorFailure.explain(e, databricks));
    }
    return new Environment(
        session.version(),
        context.master(),
        databricks,
        Jvm.here(),
        executors,
        slots,
        Executors.areAllocatedDynamically(context),
        obstacles);
  }

  /**
   * What this JVM is, in a line. As a function of SQL it also tells of executors where there is no
   * other way, as in Spark Connect: {@code java_method('io.kindling.spark.Environment',
   * 'ofThisJvm')}.
   */
  public static String ofThisJvm() {
    return Jvm.here().toString();
  }

  private static int taskSlots(SparkContext context) {
    try {
      return Executors.taskSlots(context);
    } catch (LinkageError e) {
      return context.defaultParallelism(); // a vendor's fork
    }
  }

  /** One task for each slot: Spark deals them round robin, so idle executors all get some. */
  private static List<Jvm> ask(SparkContext context, int slots) {
    int tasks = Math.max(1, slots);
    Map<String, Jvm> byName = new TreeMap<>();
    JavaSparkContext.fromSparkContext(context)
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .map(new Look())
        .collect()
        .forEach(text -> byName.putIfAbsent(Jvm.decode(text).name(), Jvm.decode(text)));
    return List.copyOf(byName.values());
  }

  /** The task. */
  private static final class Look implements Function<Integer, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(Integer task) {
      return Jvm.here().encode();
    }
  }

  /** What keeps Kindling from running here, each with the cure; empty when it can run. */
  public List<String> missing() {
    List<String> all = new ArrayList<>(obstacles);
    for (Jvm jvm : everyJvm()) {
      if (jvm.kernels().isEmpty()) {
        all.add(
            nameOf(jvm)
                + " does not have kindling-core ("
                + jvm.whyNotSimd()
                + "): Maven coordinates bring it; where jars are given by path, give both");
      }
    }
    return all;
  }

  /** What would make it better, each with the way to it. */
  public List<String> advice() {
    List<String> all = new ArrayList<>();
    vectorFlag("spark.driver.extraJavaOptions", List.of(driver)).ifPresent(all::add);
    if (executorsAreProcesses()) {
      vectorFlag("spark.executor.extraJavaOptions", executors).ifPresent(all::add);
    }
    Map<String, List<String>> kernels = new LinkedHashMap<>();
    Map<String, List<String>> versions = new LinkedHashMap<>();
    for (Jvm jvm : everyJvm()) {
      kernels.computeIfAbsent(jvm.kernels(), key -> new ArrayList<>()).add(nameOf(jvm));
      versions.computeIfAbsent(jvm.kindling(), key -> new ArrayList<>()).add(nameOf(jvm));
    }
    if (kernels.size() > 1) {
      all.add(
          "kernels differ, so the last bits of results may depend on who computes what: "
              + kernels
              + "; take machines of one kind and the same flags for driver and executors");
    }
    if (versions.size() > 1) {
      all.add(
          "versions of Kindling differ: "
              + versions
              + "; remove the libraries that are too many and start the cluster again");
    }
    if (dynamicAllocation) {
      all.add(
          "executors come and go, so training takes the strategy tree; resident and sharded, which"
              + " cost less per step, want a cluster of fixed size: "
              + (databricks
                  ? "switch autoscaling off"
                  : "set spark.dynamicAllocation.enabled=false and spark.executor.instances"));
    }
    return all;
  }

  /**
   * Why kernels are plain Java, and how to pass the Vector API's flag if that is it; in one line.
   */
  private Optional<String> vectorFlag(String option, List<Jvm> jvms) {
    List<Jvm> slow =
        jvms.stream()
            .filter(jvm -> !jvm.kernels().isEmpty() && !jvm.whyNotSimd().isEmpty())
            .toList();
    if (slow.isEmpty()) {
      return Optional.empty();
    }
    String why = slow.get(0).whyNotSimd();
    String cure =
        "; "
            + (databricks ? "in the cluster's Spark config, then restart it: " : "at the start: ")
            + option
            + (databricks ? " " : "=")
            + VECTORS;
    return Optional.of(
        String.join(", ", slow.stream().map(this::nameOf).toList())
            + ": kernels are plain Java, several times slower, because "
            + why
            + (why.contains(VECTORS) ? cure : "")); // another reason says its own cure
  }

  private List<Jvm> everyJvm() {
    List<Jvm> all = new ArrayList<>(List.of(driver));
    if (executorsAreProcesses()) {
      all.addAll(executors);
    }
    return all;
  }

  private boolean executorsAreProcesses() {
    return executors.stream().anyMatch(jvm -> !jvm.name().equals(driver.name()));
  }

  private String nameOf(Jvm jvm) {
    return jvm.name().equals(driver.name()) ? "the driver" : "executor " + jvm.name();
  }

  /** For people to read. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Kindling "
            + driver.kindling()
            + " on Spark "
            + spark
            + (databricks ? " of Databricks" : "")
            + (master.isEmpty() ? "" : ", " + master + ", task slots: " + taskSlots));
    lines.add("driver: " + driver);
    if (executorsAreProcesses()) {
      Map<String, List<String>> same = new LinkedHashMap<>();
      executors.forEach(
          jvm -> same.computeIfAbsent(jvm.toString(), key -> new ArrayList<>()).add(jvm.name()));
      same.forEach((text, names) -> lines.add("executors " + names + ": " + text));
    }
    missing().forEach(text -> lines.add("MISSING: " + text));
    advice().forEach(text -> lines.add("better: " + text));
    if (missing().isEmpty() && advice().isEmpty()) {
      lines.add("nothing is missing");
    }
    return String.join("\n", lines);
  }
}
