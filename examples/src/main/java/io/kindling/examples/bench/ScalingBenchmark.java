package io.kindling.examples.bench;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.examples.Job;
import io.kindling.nn.models.CifarCnn;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Steps per second of whole training under each strategy, beside workers that train alone in the
 * same processes, before and after, without any communication.
 */
@Command(
    name = "scaling",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Times training steps of the small CIFAR-10 network on two workers.")
public final class ScalingBenchmark implements Callable<Integer> {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int WORKERS = 2;
  private static final String ROW = "%-26s %-10s %10.2f %12.3f %12.1f %12.1f%n";

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
      description = "Steps measured. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      paramLabel = "N",
      description = "Steps before those. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%-26s %-10s %10s %12s %12s %12s%n",
        "master", "strategy", "steps/s", "of alone", "step ms", "overhead ms");
    for (String master : masters) {
      try (JavaSparkContext spark =
          new JavaSparkContext(BenchmarkSession.clusterConf("scaling", master, 1536))) {
        measure(spark, master, out);
      }
    }
    return 0;
  }

  private void measure(JavaSparkContext spark, String master, PrintWriter out) {
    JavaRDD<SampleBlock> data = data(spark, (warmUp + steps) * images);
    data.count();
    double before = alone(data);
    List<List<StepReport>> runs = strategies.stream().map(name -> train(data, name)).toList();
    double after = alone(data);
    // The JIT is still at work in the first run, the machine may be busy in either.
    double alone = Math.min(before, after);
    out.printf(ROW, master, "alone", 1 / alone, 1.0, 1e3 * alone, 0.0);
    for (int i = 0; i < runs.size(); i++) {
      double step = mean(runs.get(i).stream().mapToDouble(StepReport::seconds).toArray());
      double overhead =
          mean(runs.get(i).stream().mapToDouble(StepReport::overheadSeconds).toArray());
      out.printf(
          ROW, master, strategies.get(i), 1 / step, alone / step, 1e3 * step, 1e3 * overhead);
    }
    out.flush();
  }

  /** Mean seconds of a step of workers that train at the same time and do not communicate. */
  private double alone(JavaRDD<SampleBlock> data) {
    List<double[]> times =
        data.mapPartitions(new SoloTraining(images, warmUp, steps), true).collect();
    return times.stream().mapToDouble(ScalingBenchmark::mean).average().orElseThrow();
  }

  private List<StepReport> train(JavaRDD<SampleBlock> data, String strategy) {
    List<StepReport> reports = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            reports.add(step);
          }
        };
    DistributedTrainer.builder()
        .model(CifarCnn.create())
        .optimizer(SGD.options().lr(0.01).momentum(0.9))
        .transform(SampleTransform.of(Normalization.CIFAR10))
        .trainingData(data)
        .allReduce(AllReduce.named(strategy))
        .batchSize(WORKERS * images)
        .maxSteps(warmUp + steps)
        .listener(listener)
        .build()
        .fit();
    return reports.subList(warmUp, reports.size());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
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
