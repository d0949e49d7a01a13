package io.kindling.examples.bench;

import io.kindling.examples.Job;
import io.kindling.spark.ml.KindlingClassificationModel;
import io.kindling.spark.ml.KindlingClassifier;
import io.kindling.spark.report.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Rows of two hashed features among very many: logistic regression and a small network of {@link
 * KindlingClassifier} beside Spark's LogisticRegression on the same generated rows, in turns; rows
 * a second of {@code fit} and the area under the ROC curve of rows not seen.
 */
@Command(
    name = "sparse",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Rows/s of fit on sparse vectors beside Spark's LogisticRegression.")
public final class SparseBenchmark implements Callable<Integer> {
  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "400000",
      description = "Rows to train on, a tenth as many to test; default: ${DEFAULT-VALUE}.")
  private long rows;

  @Option(
      names = "--features",
      paramLabel = "N",
      defaultValue = "262144",
      description = "Hashed features, 2^18 by default.")
  private int features;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      defaultValue = "8",
      description = "Size of the network's hidden layer; default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "5",
      description = "Epochs of KindlingClassifier; default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Rows of a step of KindlingClassifier; default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "20",
      description = "Iterations of LogisticRegression at most; default: ${DEFAULT-VALUE}.")
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

  /** How a fit went: passes over the rows. */
  private record Trial(double area, int passes, double seconds) {}

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .config(BenchmarkSession.conf("sparse", "local[" + cores + "]"))
            .getOrCreate()) {
      Dataset<Row> train = table(spark, 0, rows).cache();
      Dataset<Row> test = table(spark, rows, Math.max(100, rows / 10)).cache();
      train.count();
      test.count();
      List<String> names = new ArrayList<>(List.of("Spark's LogisticRegression"));
      List<Estimator<?>> estimators =
          new ArrayList<>(
              List.of(new LogisticRegression().setMaxIter(iterations).setRegParam(1e-5)));
      for (String allReduce : List.of("tree", "resident")) {
        names.add("Kindling, linear, " + allReduce);
        estimators.add(kindling("[\"Linear(" + features + ", 2)\"]", allReduce));
        names.add("Kindling, MLP of " + hidden + ", " + allReduce);
        estimators.add(kindling("mlp([" + features + ", " + hidden + ", 2])", allReduce));
      }
      Trial[][] trials = new Trial[names.size()][rounds];
      for (int round = -1; round < rounds; round++) { // the first is for the JIT
        for (int e = 0; e < trials.length; e++) {
          Trial trial = measure(estimators.get(e), train, test);
          if (round >= 0) {
            trials[e][round] = trial;
          }
        }
      }
      print(names, trials);
      return 0;
    }
  }

  private void print(List<String> names, Trial[][] trials) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Machine.description());
    out.printf(
        "%d rows of 2 among %d features, %d cores, heap of %d MB%n",
        rows, features, cores, Runtime.getRuntime().maxMemory() >> 20);
    out.printf("%-28s %10s %8s %14s %12s%n", "", "area (ROC)", "passes", "fit, seconds", "rows/s");
    for (int e = 0; e < trials.length; e++) {
      Arrays.sort(trials[e], (a, b) -> Double.compare(a.seconds(), b.seconds()));
      Trial t = trials[e][rounds / 2];
      out.printf(
          "%-28s %10.4f %8d %14.2f %12.0f%n",
          names.get(e), t.area(), t.passes(), t.seconds(), rows * t.passes() / t.seconds());
    }
    out.flush();
  }

  private KindlingClassifier kindling(String architecture, String allReduce) {
    return new KindlingClassifier()
        .setArchitecture(architecture)
        .setOptimizer("Adam")
        .setLearningRate(0.02)
        .setBatchSize(batchSize)
        .setEpochs(epochs)
        .setAllReduce(allReduce)
        .setNumWorkers(cores)
        .setSeed(1);
  }

  private Trial measure(Estimator<?> estimator, Dataset<Row> train, Dataset<Row> test) {
    long start = System.nanoTime();
    Model<?> model = estimator.fit(train);
    double seconds = (System.nanoTime() - start) * 1e-9;
    double area = new BinaryClassificationEvaluator().evaluate(model.transform(test));
    int passes =
        model instanceof LogisticRegressionModel regression
            ? regression.summary().totalIterations()
            : ((KindlingClassificationModel) model).summary().epochs().size();
    return new Trial(area, passes, seconds);
  }

  /**
   * Some features are frequent and most are rare; each has a weight, and the sum says the class.
   */
  private Dataset<Row> table(SparkSession spark, long from, long count) {
    int size = features;
    StructType schema =
        new StructType()
            .add("features", SQLDataTypes.VectorType())
            .add("label", DataTypes.DoubleType);
    return spark
        .range(from, from + count, 1, cores)
        .map((MapFunction<Long, Row>) id -> row(id, size), Encoders.row(schema));
  }

  private static Row row(long id, int size) {
    var random = new SplittableRandom(id);
    int first = feature(random, size / 2);
    int second = size / 2 + feature(random, size - size / 2);
    double score = weight(first) + weight(second) + 0.5 * (random.nextDouble() - 0.5);
    var vector = Vectors.sparse(size, new int[] {first, second}, new double[] {1, 1});
    return RowFactory.create(vector, score > 0 ? 1.0 : 0.0);
  }

  private static int feature(SplittableRandom random, int size) {
    double u = random.nextDouble();
    return (int) (size * u * u * u);
  }

  private static double weight(int feature) {
    return new SplittableRandom(feature * 31L + 7).nextDouble() - 0.5;
  }

  public static void main(String[] args) {
    Job.main(new SparseBenchmark(), args);
  }
}
