package io.kindling.examples.bench;

import io.kindling.data.Cifar10;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.examples.Job;
import io.kindling.spark.data.DataLocator;
import io.kindling.spark.data.RowReader;
import io.kindling.spark.data.SampleReader;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.data.TrainingData;
import io.kindling.spark.ml.KindlingClassificationModel;
import io.kindling.spark.ml.KindlingClassifier;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
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
 * Spark has cores, in turns. The network gets decoded images; {@code transform} reads rows of
 * Parquet, decodes them where they are encoded, and hands out rows.
 */
@Command(
    name = "scoring",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Times transform on the CIFAR-10 test images beside the network itself.")
public final class ScoringBenchmark implements Callable<Integer> {
  private static final String ROW = "%-22s %12.0f %10.3f%n";

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

  @Override
  public Integer call() throws Exception {
    try (SparkSession spark = SparkSession.builder().config(conf()).getOrCreate()) {
      PrintWriter out = spec.commandLine().getOut();
      DataLocator locator = DataLocator.of(spark, System.err::println);
      TrainingData found = data == null ? locator.generated() : locator.locate(data);
      Dataset<Row> test = found.testRows(spark).repartition(cores).cache();
      String column =
          RowReader.discover(test.schema(), SampleSpec.classes(10), "test").features().name();
      KindlingClassificationModel trained = train(test, column);
      SampleBlock images = images(test, column);
      Dataset<Row> pixels = pixels(spark, images).repartition(cores).cache();
      pixels.count();
      compare(out, trained, List.of(test, pixels), images);
      return 0;
    }
  }

  private void compare(
      PrintWriter out,
      KindlingClassificationModel trained,
      List<Dataset<Row>> tables,
      SampleBlock images)
      throws Exception {
    var alone =
        new SoloInference(trained.network(), SampleTransform.of(Normalization.CIFAR10), batch);
    List<Double> network = new ArrayList<>();
    List<List<Double>> stage = List.of(new ArrayList<>(), new ArrayList<>());
    for (int round = -warmUp; round < rounds; round++) {
      double own = alone.seconds(images, cores);
      double[] seconds = new double[tables.size()];
      for (int t = 0; t < seconds.length; t++) {
        trained.setFeaturesCol(t == 0 ? trained.getFeaturesCol() : "pixels");
        seconds[t] = score(trained, tables.get(t));
      }
      trained.setFeaturesCol(tables.get(0).columns()[0]);
      if (round >= 0) {
        network.add(own);
        for (int t = 0; t < seconds.length; t++) {
          stage.get(t).add(seconds[t]);
        }
      }
    }
    double own = images.size() / median(network);
    out.printf("%-22s %12s %10s%n", model + ", " + cores + " cores", "images/s", "of network");
    out.printf(ROW, "network, in memory", own, 1.0);
    String[] names = {"transform, as stored", "transform, raw pixels"};
    for (int t = 0; t < names.length; t++) {
      double rate = images.size() / median(stage.get(t));
      out.printf(ROW, names[t], rate, rate / own);
    }
    out.flush();
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

  private static SampleBlock images(Dataset<Row> rows, String column) {
    var reader = RowReader.features(rows.schema(), column, "test");
    List<Object> values = new ArrayList<>();
    rows.select(column).collectAsList().forEach(row -> values.add(row.get(0)));
    return SampleReader.read(reader, values, Cifar10.SHAPE, 0);
  }

  private static Dataset<Row> pixels(SparkSession spark, SampleBlock images) {
    List<Row> rows = new ArrayList<>();
    float[] values = new float[images.shape().size()];
    for (int i = 0; i < images.size(); i++) {
      images.write(i, Normalization.NONE, values, 0);
      byte[] bytes = new byte[values.length];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) Math.round(values[k] * 255);
      }
      rows.add(RowFactory.create((Object) bytes));
    }
    return spark.createDataFrame(rows, new StructType().add("pixels", DataTypes.BinaryType));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private SparkConf conf() {
    return new SparkConf()
        .setAppName("Kindling scoring benchmark")
        .setMaster("local[" + cores + "]")
        .setIfMissing("spark.ui.enabled", "false")
        .setIfMissing("spark.driver.host", "127.0.0.1")
        .setIfMissing("spark.driver.bindAddress", "127.0.0.1");
  }

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    int code = Job.run(new ScoringBenchmark(), out, err, args);
    if (code != 0) {
      System.exit(code);
    }
  }
}
