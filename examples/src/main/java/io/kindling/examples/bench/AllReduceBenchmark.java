package io.kindling.examples.bench;

import io.kindling.examples.Job;
import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.wire.WireFormat;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import scala.reflect.ClassTag$;

/**
 * Times the all-reduce of resident workers, each a process of its own, against two bounds measured
 * in the same run: a Spark job that does nothing, and a copy of the same bytes in memory.
 */
@Command(
    name = "allreduce",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Times all-reduce between executor processes on this machine.")
public final class AllReduceBenchmark implements Callable<Integer> {
  private static final int EMPTY_JOBS = 20;
  private static final String ROW = "%8d %12d %14.3f %10.3f %16d %14.2f %10.3f %10.1f %10.1f%n";
  private static final String HEAD = "%8s %12s %14s %10s %16s %14s %10s %10s %10s%n";

  @Option(
      names = "--workers",
      split = ",",
      defaultValue = "2,4,8",
      paramLabel = "N",
      description = "Numbers of executor processes. Default: ${DEFAULT-VALUE}.")
  private int[] workers;

  @Option(
      names = "--floats",
      split = ",",
      defaultValue = "150000,1000000,10000000,50000000",
      paramLabel = "N",
      description = "Lengths of the array. Default: ${DEFAULT-VALUE}.")
  private int[] floats;

  @Option(
      names = "--wire",
      defaultValue = "FLOAT32",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private WireFormat wire;

  @Option(
      names = "--shared-memory",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether workers may use memory that all processes see. Default: yes.")
  private boolean sharedMemory;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      paramLabel = "S",
      description = "Warm-up per length, and about as much measuring. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--driver",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Show what a step costs under each strategy, and what the driver sends and receives in"
              + " it, too. Default: yes.")
  private boolean driver;

  @Option(
      names = "--executor-memory-mb",
      defaultValue = "1536",
      paramLabel = "MB",
      description = "Heap of each worker. Default: ${DEFAULT-VALUE}.")
  private int memory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        HEAD,
        "workers",
        "floats",
        "all-reduce ms",
        "p90 ms",
        "sent B/worker",
        "empty job ms",
        "copy ms",
        "x copy",
        "2+6 copy");
    for (int count : workers) {
      try (JavaSparkContext spark = new JavaSparkContext(conf(cluster(count), count))) {
        double emptyJob = emptyJob(spark, count);
        for (AllReduceTrial.Timing timing : run(spark, count)) {
          out.printf(
              ROW,
              count,
              timing.floats(),
              timing.median(),
              timing.p90(),
              timing.bytesSent(),
              emptyJob,
              timing.copy(),
              timing.median() / timing.copy(),
              2 + 6 * timing.copy());
          out.flush();
        }
      }
    }
    if (driver) {
      try (JavaSparkContext spark = new JavaSparkContext(conf(cluster(2), 2))) {
        DriverBytes.print(spark, floats, out);
      }
    }
    return 0;
  }

  private SparkConf conf(String master, int count) {
    return BenchmarkSession.clusterConf("all-reduce", master, memory)
        .set("spark.cores.max", Integer.toString(count));
  }

  private String cluster(int count) {
    return "local-cluster[" + count + ",1," + memory + "]";
  }

  private static List<Integer> indices(int count) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      indices.add(i);
    }
    return indices;
  }

  /** Milliseconds of a job with one task per worker that does nothing, the median. */
  private static double emptyJob(JavaSparkContext spark, int count) {
    double[] times = new double[EMPTY_JOBS];
    for (int i = -EMPTY_JOBS; i < EMPTY_JOBS; i++) {
      long start = System.nanoTime();
      spark.parallelize(indices(count), count).foreachPartition(none -> {});
      if (i >= 0) {
        times[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    return Median.of(times);
  }

  private List<AllReduceTrial.Timing> run(JavaSparkContext spark, int count) {
    GangOptions options =
        GangOptions.defaults().withWireFormat(wire).withSharedMemory(sharedMemory);
    return spark
        .parallelize(indices(count), count)
        .rdd()
        .barrier()
        .mapPartitions(
            new AllReduceTrial(floats, options, seconds),
            false,
            ClassTag$.MODULE$.<double[]>apply(double[].class))
        .toJavaRDD()
        .collect()
        .stream()
        .map(AllReduceTrial.Timing::decode)
        .toList();
  }

  public static void main(String[] args) {
    Job.main(new AllReduceBenchmark(), args);
  }
}
