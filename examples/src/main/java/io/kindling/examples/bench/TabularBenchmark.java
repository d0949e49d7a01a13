package io.kindling.examples.bench;

import io.kindling.examples.Job;
import io.kindling.spark.ml.KindlingClassifier;
import io.kindling.spark.report.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@link KindlingClassifier} beside Spark's MultilayerPerceptronClassifier: the same layers on the
 * same generated table, in turns; test accuracy and seconds of {@code fit}.
 */
@Command(
    name = "tabular",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Accuracy and time of fit beside Spark's MultilayerPerceptronClassifier.")
public final class TabularBenchmark implements Callable<Integer> {
  private static final int CLASSES = 5;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "40000",
      description = "Rows to train on, a quarter as many to test; default: ${DEFAULT-VALUE}.")
  private long rows;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      split = ",",
      defaultValue = "64,32",
      description = "Sizes of the hidden layers; default: ${DEFAULT-VALUE}.")
  private List<Integer> hidden;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Epochs of KindlingClassifier; default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "100",
      description = "Iterations of L-BFGS, Spark's default; default: ${DEFAULT-VALUE}.")
  private int iterations;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Turns; the median counts. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--cores",
      paramLabel = "N",
      defaultValue = "2",
      description = "Cores of Spark; default: ${DEFAULT-VALUE}.")
  private int cores;

  @Spec private CommandSpec spec;

  /** How a fit went. */
  private record Trial(double accuracy, double seconds) {}

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .config(BenchmarkSession.conf("tabular", "local[" + cores + "]"))
            .getOrCreate()) {
      Dataset<Row> train = table(spark, 0, rows).cache();
      Dataset<Row> test = table(spark, rows, rows / 4).cache();
      train.count();
      test.count();
      int[] layers = layers();
      List<Estimator<?>> estimators =
          List.of(
              new MultilayerPerceptronClassifier()
                  .setLayers(layers)
                  .setMaxIter(iterations)
                  .setSeed(1),
              kindling(layers, "tree"),
              kindling(layers, "resident"));
      List<String> names = List.of("Spark's perceptron", "Kindling, tree", "Kindling, resident");
      Trial[][] trials = new Trial[estimators.size()][rounds];
      for (int round = -1; round < rounds; round++) { // the first is for the JIT
        for (int e = 0; e < estimators.size(); e++) {
          Trial trial = measure(estimators.get(e), train, test);
          if (round >= 0) {
            trials[e][round] = trial;
          }
        }
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println(Machine.description());
      out.printf("%s, %d rows, %d cores%n", Arrays.toString(layers), rows, cores);
      out.printf("%-20s %10s %14s%n", "", "accuracy", "fit, seconds");
      for (int e = 0; e < trials.length; e++) {
        Arrays.sort(trials[e], (a, b) -> Double.compare(a.seconds(), b.seconds()));
        Trial middle = trials[e][rounds / 2];
        out.printf("%-20s %10.4f %14.2f%n", names.get(e), middle.accuracy(), middle.seconds());
      }
      out.flush();
      return 0;
    }
  }

  private int[] layers() {
    int[] layers = new int[hidden.size() + 2];
    layers[0] = 10;
    for (int i = 0; i < hidden.size(); i++) {
      layers[i + 1] = hidden.get(i);
    }
    layers[layers.length - 1] = CLASSES;
    return layers;
  }

  private KindlingClassifier kindling(int[] layers, String allReduce) {
    String sizes =
        Arrays.stream(layers).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    return new KindlingClassifier()
        .setArchitecture("mlp([" + sizes + "])")
        .setOptimizer("AdamW")
        .setLearningRate(0.01)
        .setSchedule("CosineAnnealingLR")
        .setScheduleOptions("{\"tMax\": " + epochs + "}")
        .setBatchSize(512)
        .setEpochs(epochs)
        .setAllReduce(allReduce)
        .setSeed(1);
  }

  private static Trial measure(Estimator<?> estimator, Dataset<Row> train, Dataset<Row> test) {
    long start = System.nanoTime();
    Model<?> model = estimator.fit(train);
    double seconds = (System.nanoTime() - start) * 1e-9;
    double accuracy =
        new MulticlassClassificationEvaluator()
            .setMetricName("accuracy")
            .evaluate(model.transform(test));
    return new Trial(accuracy, seconds);
  }

  /** Ten features; the class is the fifth of a wave over some of them that a row falls into. */
  private Dataset<Row> table(SparkSession spark, long from, long count) {
    Dataset<Row> raw = spark.range(from, from + count, 1, cores).toDF();
    String[] columns = new String[10];
    for (int k = 0; k < columns.length; k++) {
      columns[k] = "x" + k;
      // A hash is the same whatever the partitions.
      raw = raw.selectExpr("*", "pmod(xxhash64(id, " + k + "), 1000003) / 500001.5 - 1 as x" + k);
    }
    String wave = "sin(3 * x0 + 2 * x1 * x2) + 0.5 * cos(4 * x3) * x4 + 0.3 * x5";
    String place = "(" + wave + " + 1.8) / 3.6 * " + CLASSES;
    Dataset<Row> labelled =
        raw.withColumn(
            "label",
            functions.expr(
                "cast(greatest(0, least(" + (CLASSES - 1) + ", floor(" + place + "))) as int)"));
    return new VectorAssembler()
        .setInputCols(columns)
        .setOutputCol("features")
        .transform(labelled)
        .select("features", "label");
  }

  public static void main(String[] args) {
    Job.main(new TabularBenchmark(), args);
  }
}
