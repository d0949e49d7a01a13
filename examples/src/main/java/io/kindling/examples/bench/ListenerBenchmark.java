package io.kindling.examples.bench;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.examples.Job;
import io.kindling.nn.Module;
import io.kindling.nn.models.CifarCnn;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.listener.ConsoleProgress;
import io.kindling.spark.listener.TensorBoardListener;
import io.kindling.spark.report.ReportListener;
import io.kindling.spark.ui.RunLogger;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What it costs to be watched: the time that each listener takes of the training thread, as a part
 * of the steps' time; and whole steps with all of them beside steps with none, in turns.
 */
@Command(
    name = "listeners",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Time of the listeners as a part of the time of training steps.")
public final class ListenerBenchmark implements Callable<Integer> {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int WORKERS = 2;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "5120",
      description = "Images of an epoch; default: ${DEFAULT-VALUE}.")
  private int images;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "128",
      description = "Images of a step; default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Epochs of a training; default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Trainings with and without, in turns; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Spec private CommandSpec spec;

  /** Measures another listener. */
  private static final class Timed implements TrainingListener {
    private final TrainingListener inner;
    private long stepNanos;
    private long otherNanos;

    Timed(TrainingListener inner) {
      this.inner = inner;
    }

    @Override
    public void onStart(TrainingStart start) {
      otherNanos -= System.nanoTime();
      inner.onStart(start);
      otherNanos += System.nanoTime();
    }

    @Override
    public void onStep(StepReport step) {
      stepNanos -= System.nanoTime();
      inner.onStep(step);
      stepNanos += System.nanoTime();
    }

    @Override
    public void onEpoch(EpochSummary epoch) {
      otherNanos -= System.nanoTime();
      inner.onEpoch(epoch);
      otherNanos += System.nanoTime();
    }

    @Override
    public void onModel(EpochSummary epoch, Supplier<Module> model) {
      otherNanos -= System.nanoTime();
      inner.onModel(epoch, model);
      otherNanos += System.nanoTime();
    }

    @Override
    public void onEnd(TrainingResult result) {
      otherNanos -= System.nanoTime();
      inner.onEnd(result);
      otherNanos += System.nanoTime();
    }
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("kindling-listeners");
    var conf = BenchmarkSession.conf("listeners", "local[" + WORKERS + "]");
    conf.set("spark.ui.enabled", "true").set("spark.ui.port", "0");
    conf.set("spark.eventLog.enabled", "true");
    conf.set("spark.eventLog.dir", Files.createDirectory(folder.resolve("events")).toString());
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      JavaRDD<SampleBlock> data = data(spark);
      train(data, List.of());
      List<Double> with = new ArrayList<>();
      List<Double> without = new ArrayList<>();
      Map<String, double[]> shares = new LinkedHashMap<>();
      for (int round = 0; round < rounds; round++) {
        without.add(train(data, List.of()));
        Map<String, Timed> listeners = listeners(spark, folder.resolve("round" + round));
        double seconds = train(data, List.copyOf(listeners.values()));
        with.add(seconds);
        listeners.forEach(
            (name, timed) -> {
              double[] sum = shares.computeIfAbsent(name, n -> new double[2]);
              sum[0] += timed.stepNanos * 1e-9 / seconds / rounds;
              sum[1] += timed.otherNanos * 1e-9 / rounds;
            });
      }
      print(out, shares, with, without);
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static void print(
      PrintWriter out, Map<String, double[]> shares, List<Double> with, List<Double> without) {
    out.printf(Locale.ROOT, "%-22s %18s %22s%n", "listener", "% of steps' time", "other ms a run");
    double all = 0;
    for (Map.Entry<String, double[]> each : shares.entrySet()) {
      double[] sum = each.getValue();
      all += sum[0];
      out.printf(Locale.ROOT, "%-22s %18.3f %22.1f%n", each.getKey(), 100 * sum[0], 1e3 * sum[1]);
    }
    out.printf(Locale.ROOT, "%-22s %18.3f%n", "all", 100 * all);
    double ratio = median(with) / median(without);
    out.printf(Locale.ROOT, "steps with all of them take %.3f of those with none%n", ratio);
    out.flush();
  }

  private static double median(List<Double> values) {
    return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static Map<String, Timed> listeners(JavaSparkContext spark, Path folder) {
    Configuration hadoop = spark.hadoopConfiguration();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Map<String, Timed> listeners = new LinkedHashMap<>();
    listeners.put("terminal", new Timed(new ConsoleProgress(nowhere, true)));
    listeners.put("tab, log, metrics", new Timed(new RunLogger(spark.sc(), "" + folder)));
    String board = folder.resolve("board").toString();
    listeners.put("TensorBoard", new Timed(new TensorBoardListener(board, hadoop)));
    String report = folder.resolve("report.html").toString();
    listeners.put("report", new Timed(new ReportListener(report, hadoop)));
    return listeners;
  }

  /** Seconds of all steps. */
  private double train(JavaRDD<SampleBlock> data, List<Timed> listeners) {
    DistributedTrainer.Builder trainer =
        DistributedTrainer.builder()
            .model(CifarCnn.create())
            .optimizer(SGD.options().lr(0.01).momentum(0.9))
            .transform(SampleTransform.of(Normalization.CIFAR10))
            .trainingData(data)
            .batchSize(batchSize)
            .epochs(epochs);
    listeners.forEach(trainer::listener);
    return trainer.build().fit().time().training();
  }

  private JavaRDD<SampleBlock> data(JavaSparkContext spark) {
    int each = images / WORKERS;
    return spark.parallelize(List.of(0, 1), WORKERS).map(worker -> block(worker, each)).cache();
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  public static void main(String[] args) {
    Job.main(new ListenerBenchmark(), args);
  }
}
