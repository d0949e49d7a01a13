package io.kindling.examples.bench;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.examples.Job;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.nn.models.CifarCnn;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.ResidentAllReduce;
import io.kindling.spark.allreduce.ShardedAllReduce;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.allreduce.transport.GangOptions;
import java.io.PrintWriter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Steps per second of whole training under each strategy, in turns with workers that train alone in
 * the same processes at the same time, without any communication.
 */
@Command(
    name = "scaling",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Times training steps of a network on two workers.")
public final class ScalingBenchmark implements Callable<Integer> {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int WORKERS = 2;
  private static final String ROW = "%-26s %-20s %10.2f %12.3f %12.1f %12.1f %12.1f%n";

  /** What a run does once: sockets, the first batch. */
  private static final int SETTLING = 5;

  @Option(
      names = "--masters",
      paramLabel = "M",
      split = ";",
      description =
          "Spark masters, with semicolons between; default: local-cluster[2,1,2048];local[2].")
  private List<String> masters = List.of("local-cluster[2,1,2048]", "local[2]");

  @Option(
      names = "--strategies",
      split = ",",
      defaultValue = "resident,sharded,tree",
      paramLabel = "NAME",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<String> strategies;

  @Option(
      names = "--images",
      defaultValue = "128",
      paramLabel = "N",
      description = "Images per worker and step. Default: ${DEFAULT-VALUE}.")
  private int images;

  @Option(
      names = "--steps",
      defaultValue = "50",
      paramLabel = "N",
      description = "Steps measured in a round. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      paramLabel = "N",
      description =
          "Steps of each, alone and under each strategy, before the first round. Default:"
              + " ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--rounds",
      defaultValue = "2",
      paramLabel = "N",
      description = "How often all are measured, in turns. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      description =
          "Train a perceptron with three hidden layers of N units instead of the small CIFAR-10"
              + " network.")
  private int hidden;

  @Option(
      names = "--bucket-elements",
      split = ",",
      paramLabel = "N",
      description =
          "About as many gradients of resident and sharded are summed together, while backward"
              + " computes the others; with a great number all are summed at the end. Several are"
              + " measured in turns.")
  private List<Integer> bucketElements = List.of(GangOptions.defaults().bucketElements());

  @Option(
      names = "--shared-memory",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether resident and sharded may use memory that both processes see.")
  private boolean sharedMemory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%-26s %-20s %10s %12s %12s %12s %12s%n",
        "master", "strategy", "steps/s", "of alone", "step ms", "median ms", "overhead ms");
    for (String master : masters) {
      try (JavaSparkContext spark =
          new JavaSparkContext(BenchmarkSession.clusterConf("scaling", master, 1536))) {
        measure(spark, master, out);
      }
    }
    return 0;
  }

  /** What was measured of one way to train, over all rounds. */
  private record Times(List<Double> steps, List<Double> overheads) {
    Times() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    double mean() {
      return ScalingBenchmark.mean(steps);
    }

    void print(PrintWriter out, String master, String name, double alone) {
      double[] sorted = steps.stream().mapToDouble(Double::doubleValue).toArray();
      out.printf(
          ROW,
          master,
          name,
          1 / mean(),
          alone / mean(),
          1e3 * mean(),
          1e3 * Median.of(sorted),
          1e3 * ScalingBenchmark.mean(overheads));
    }
  }

  private void measure(JavaSparkContext spark, String master, PrintWriter out) {
    JavaRDD<SampleBlock> data = data(spark, (SETTLING + Math.max(warmUp, steps)) * images);
    data.count();
    alone(data, warmUp, new Times());
    Map<String, AllReduce> ways = ways();
    ways.values().forEach(way -> train(data, way, warmUp, new Times()));
    Times alone = new Times();
    Map<String, Times> times = new LinkedHashMap<>();
    ways.keySet().forEach(name -> times.put(name, new Times()));
    for (int round = 0; round < rounds; round++) {
      alone(data, steps, alone);
      ways.forEach((name, way) -> train(data, way, steps, times.get(name)));
    }
    alone.print(out, master, "alone", alone.mean());
    times.forEach((name, each) -> each.print(out, master, name, alone.mean()));
    out.flush();
  }

  /** Workers that train at the same time and do not communicate. */
  private void alone(JavaRDD<SampleBlock> data, int measured, Times into) {
    SoloTraining training = new SoloTraining(network(), images, SETTLING, measured);
    for (double[] times : data.mapPartitions(training, true).collect()) {
      for (double seconds : times) {
        into.steps.add(seconds);
        into.overheads.add(0.0);
      }
    }
  }

  private void train(JavaRDD<SampleBlock> data, AllReduce strategy, int measured, Times into) {
    List<StepReport> reports = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            reports.add(step);
          }
        };
    DistributedTrainer.builder()
        .model(network().create())
        .optimizer(SGD.options().lr(0.01).momentum(0.9))
        .transform(SampleTransform.of(Normalization.CIFAR10))
        .trainingData(data)
        .allReduce(strategy)
        .batchSize(WORKERS * images)
        .maxSteps(SETTLING + measured)
        .listener(listener)
        .build()
        .fit();
    for (StepReport report : reports.subList(SETTLING, reports.size())) {
      into.steps.add(report.seconds());
      into.overheads.add(report.overheadSeconds());
    }
  }

  private Network network() {
    return new Network(hidden);
  }

  /** The strategies, those of gangs with each size of buckets, by their name in the table. */
  private Map<String, AllReduce> ways() {
    Map<String, AllReduce> ways = new LinkedHashMap<>();
    for (String name : strategies) {
      if (name.equals("resident") || name.equals("sharded")) {
        for (int elements : bucketElements) {
          GangOptions gang =
              GangOptions.defaults().withSharedMemory(sharedMemory).withBucketElements(elements);
          int attempts = ResidentAllReduce.DEFAULT_ATTEMPTS;
          ways.put(
              name + (bucketElements.size() > 1 ? " " + elements : ""),
              name.equals("resident")
                  ? new ResidentAllReduce(gang, attempts)
                  : new ShardedAllReduce(gang, attempts));
        }
      } else {
        ways.put(name, AllReduce.named(name));
      }
    }
    return ways;
  }

  /**
   * What is trained.
   *
   * @param hidden units of each hidden layer of a perceptron; 0 for the small CIFAR-10 network
   */
  record Network(int hidden) implements Serializable {
    Module create() {
      return hidden == 0
          ? CifarCnn.create()
          : new Sequential(
              new Flatten(),
              new Linear(SHAPE.size(), hidden),
              new ReLU(),
              new Linear(hidden, hidden),
              new ReLU(),
              new Linear(hidden, hidden),
              new ReLU(),
              new Linear(hidden, 10));
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static JavaRDD<SampleBlock> data(JavaSparkContext spark, int each) {
    List<Integer> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      workers.add(i);
    }
    return spark.parallelize(workers, WORKERS).map(worker -> block(worker, each)).cache();
  }

  private static SampleBlock block(int worker, int count) {
    var builder = ByteSampleBlock.builder(SHAPE, count).firstIndex((long) worker * count);
    Random random = new Random(worker);
    byte[] pixels = new byte[SHAPE.size()];
    for (int i = 0; i < count; i++) {
      random.nextBytes(pixels);
      builder.add(pixels, random.nextInt(10));
    }
    return builder.build();
  }

  public static void main(String[] args) {
    Job.main(new ScalingBenchmark(), args);
  }
}
