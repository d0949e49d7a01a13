package io.kindling.examples.bench;

import io.kindling.data.Cifar10;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.examples.Job;
import io.kindling.spark.data.DataLocator;
import io.kindling.spark.data.FeatureColumn;
import io.kindling.spark.data.RowReader;
import io.kindling.spark.data.SampleForm;
import io.kindling.spark.data.SampleReader;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.data.TrainingData;
import io.kindling.spark.ml.KindlingClassificationModel;
import io.kindling.spark.ml.KindlingClassifier;
import io.kindling.spark.report.Machine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
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
 * Images a second of a model's {@code transform}, beside the network itself on as many threads as
 * Spark has cores, in turns: on raw pixels, and on the images as they are stored, PNG or JPEG,
 * which either has to decode.
 */
@Command(
    name = "scoring",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Times transform on the CIFAR-10 test images beside the network itself.")
public final class ScoringBenchmark implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "URI",
      description = "As of train-cifar10; generated images without it.")
  private String data;

  @Option(
      names = "--cores",
      paramLabel = "N",
      defaultValue = "2",
      description = "Cores that Spark and the network use; default: ${DEFAULT-VALUE}.")
  private int cores;

  @Option(
      names = "--model",
      paramLabel = "TEXT",
      defaultValue = "cifar-cnn",
      description = "The network as text; default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Turns; the median counts. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "3",
      description = "Turns before those; default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "256",
      description = "Images that go through the network at once; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Spec private CommandSpec spec;

  /** What is timed, by the name it is printed with. */
  private record Contender(String name, Callable<Double> seconds, int baseline) {}

  @Override
  public Integer call() throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .config(BenchmarkSession.conf("scoring", "local[" + cores + "]"))
            .getOrCreate()) {
      DataLocator locator = DataLocator.of(spark, System.err::println);
      TrainingData found = data == null ? locator.generated() : locator.locate(data);
      Dataset<Row> test = found.testRows(spark).repartition(cores).cache();
      FeatureColumn column =
          RowReader.discover(test.schema(), SampleSpec.classes(10), "test").features();
      List<Object> stored = new ArrayList<>();
      test.select(column.name()).collectAsList().forEach(row -> stored.add(row.get(0)));
      List<SampleBlock> decoded = new ArrayList<>();
      int count = (stored.size() + batch - 1) / batch;
      for (int b = 0; b < count; b++) {
        decoded.add(decode(column, stored, b));
      }
      Dataset<Row> pixels = pixels(spark, decoded).repartition(cores).cache();
      pixels.count();

      KindlingClassificationModel asStored = train(test, column.name());
      KindlingClassificationModel asPixels = asStored.copy(ParamMap.empty());
      asPixels.setFeaturesCol("pixels");
      var alone = new SoloInference(asStored.network(), SampleTransform.of(Normalization.CIFAR10));
      List<Contender> contenders =
          List.of(
              new Contender(
                  "network, raw pixels", () -> alone.seconds(decoded::get, count, cores), 0),
              new Contender("transform, raw pixels", () -> score(asPixels, pixels), 0),
              new Contender(
                  "network, as stored",
                  () -> alone.seconds(b -> decode(column, stored, b), count, cores),
                  2),
              new Contender("transform, as stored", () -> score(asStored, test), 2));
      compare(contenders, stored.size());
      return 0;
    }
  }

  private void compare(List<Contender> contenders, int images) throws Exception {
    double[][] seconds = new double[contenders.size()][rounds];
    for (int round = -warmUp; round < rounds; round++) {
      for (int c = 0; c < seconds.length; c++) {
        double time = contenders.get(c).seconds().call();
        if (round >= 0) {
          seconds[c][round] = time;
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(Machine.description());
    String title = model + ", " + cores + " cores";
    out.printf("%-24s %10s %12s%n", title, "images/s", "of network");
    for (int c = 0; c < seconds.length; c++) {
      double own = Median.of(seconds[c]);
      double baseline = Median.of(seconds[contenders.get(c).baseline()]);
      out.printf("%-24s %10.0f %12.3f%n", contenders.get(c).name(), images / own, baseline / own);
    }
    out.flush();
  }

  private SampleBlock decode(FeatureColumn column, List<Object> stored, int number) {
    int from = number * batch;
    int to = Math.min(stored.size(), from + batch);
    return SampleReader.read(column, stored.subList(from, to), SampleForm.of(Cifar10.SHAPE), from);
  }

  private static double score(KindlingClassificationModel model, Dataset<Row> table) {
    long start = System.nanoTime();
    model.transform(table).write().format("noop").mode("overwrite").save();
    return (System.nanoTime() - start) * 1e-9;
  }

  /** A model of the right form; how good it is does not matter here. */
  private KindlingClassificationModel train(Dataset<Row> rows, String column) {
    return new KindlingClassifier()
        .setArchitecture(model)
        .setFeaturesCol(column)
        .setNormalizationMean(0.4914, 0.4822, 0.4465)
        .setNormalizationStd(0.2470, 0.2435, 0.2616)
        .setEpochs(1)
        .setScoringBatchSize(batch)
        .fit(rows.limit(256));
  }

  private static Dataset<Row> pixels(SparkSession spark, List<SampleBlock> decoded) {
    List<Row> rows = new ArrayList<>();
    float[] values = new float[Cifar10.SHAPE.size()];
    for (SampleBlock images : decoded) {
      for (int i = 0; i < images.size(); i++) {
        images.write(i, Normalization.NONE, values, 0);
        byte[] bytes = new byte[values.length];
        for (int k = 0; k < bytes.length; k++) {
          bytes[k] = (byte) Math.round(values[k] * 255);
        }
        rows.add(RowFactory.create((Object) bytes));
      }
    }
    return spark.createDataFrame(rows, new StructType().add("pixels", DataTypes.BinaryType));
  }

  public static void main(String[] args) {
    Job.main(new ScoringBenchmark(), args);
  }
}
