package io.kindling.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.data.DataException;
import io.kindling.data.table.ColumnSpec;
import io.kindling.data.table.ColumnSpecs;
import io.kindling.spark.data.DataFailures;
import io.kindling.spark.data.InputColumns;
import io.kindling.spark.data.RowReader;
import io.kindling.spark.ml.KindlingClassificationModel;
import io.kindling.spark.ml.KindlingClassifier;
import io.kindling.text.Names;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A table of numbers, categories and texts to classes, by a network and by Spark's classifiers. */
@Command(
    name = "train-table",
    description =
        "Trains a network on several columns of a table - numbers, categories, texts - and Spark's"
            + " own classifiers on the same rows, and judges them all on one row in five that none"
            + " has seen.%n",
    mixinStandardHelpOptions = true,
    versionProvider = JobSession.Version.class,
    sortOptions = false,
    footer = {
      "",
      "The last line of standard output is one JSON object with the results. Exit code: 0 success,"
          + " 1 failure, 2 wrong usage."
    })
public final class TrainTableJob implements Callable<Integer> {
  private static final String GENERATED = "generated:";
  private static final int PARTITIONS = 8;

  @Option(
      names = "--data",
      paramLabel = "URI",
      defaultValue = "generated:shop",
      description =
          "A Parquet table on any file system Hadoop knows, or generated:shop (orders, and whether"
              + " they come back), generated:topics (short texts); default: ${DEFAULT-VALUE}.")
  private String data;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Rows that are generated; default: ${DEFAULT-VALUE}.")
  private long rows;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      defaultValue = "label",
      description = "Column of classes, 0, 1, 2 and so on; default: ${DEFAULT-VALUE}.")
  private String label;

  @Option(
      names = "--inputs",
      paramLabel = "TEXT",
      description =
          "What columns are, as 'age: numeric, city: categorical(dim=8), sku: hash(10000), title:"
              + " text(word, length=32)'; the others are what their types say.")
  private String inputs;

  @Option(
      names = "--model",
      paramLabel = "TEXT",
      defaultValue = "wideAndDeep([64, 32])",
      description = "The network; default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "5",
      description = "Passes over the training rows; default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "256",
      description = "Rows per step, over all workers together; default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--lr",
      paramLabel = "X",
      defaultValue = "0.003",
      description = "Learning rate of AdamW; default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Key of initial parameters and shuffles; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--all-reduce",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, tree, resident or sharded, as of train-cifar10; default: ${DEFAULT-VALUE}.")
  private String allReduce;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder the trained network is saved in; it must not be there.")
  private String out;

  @Option(
      names = "--peers",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "LogisticRegression,GBTClassifier,RandomForestClassifier",
      description =
          "Spark's classifiers that are trained beside it, with commas between them, or none;"
              + " default: ${DEFAULT-VALUE}.")
  private List<String> peers;

  @Spec private CommandSpec spec;

  private final PrintStream stdout;
  private final PrintStream stderr;
  private final ObjectNode results = new ObjectMapper().createObjectNode();

  TrainTableJob(PrintStream stdout, PrintStream stderr) {
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /** Runs the job and ends this JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Runs the job; returns its exit code. */
  static int run(String[] args, PrintStream stdout, PrintStream stderr) {
    return Job.run(
        new TrainTableJob(stdout, stderr),
        new PrintWriter(stdout, true),
        new PrintWriter(stderr, true),
        args);
  }

  @Override
  public Integer call() throws IOException {
    KindlingClassifier network = network();
    try (SparkSession spark = JobSession.session("Kindling: table", null)) {
      Dataset<Row> table = table(spark);
      List<String> columns = new ArrayList<>(List.of(table.columns()));
      if (!columns.remove(label)) {
        throw new DataException(
            data + ": there is no column " + label + "; found " + table.schema().simpleString());
      }
      Map<String, ColumnSpec> specs =
          InputColumns.resolve(
              table.schema(), columns, ColumnSpecs.parse(network.getInputSpecs()), data);
      Column fifth = fifth(columns);
      Dataset<Row> training = table.where(fifth.notEqual(0)).cache();
      Dataset<Row> test = table.where(fifth.equalTo(0)).cache();
      results.put("trainingRows", training.count()).put("testRows", test.count());
      stderr.printf(
          "%s rows to train on, %s to judge by: %s%n",
          results.get("trainingRows"), results.get("testRows"), specs);
      network.setInputCols(columns.toArray(String[]::new)).setLabelCol(label);
      KindlingClassificationModel trained = judge("KindlingClassifier", network, training, test);
      if (out != null) {
        trained.save(out);
      }
      SparkPeers pipelines = SparkPeers.of(specs, label);
      for (String name : peers) {
        if (SparkPeers.knows(name, trained.numClasses())) {
          judge(name, pipelines.pipeline(name, seed), training, test);
        } else {
          stderr.println(name + " is left out: it knows two classes only");
        }
      }
      stdout.println(results);
      return CommandLine.ExitCode.OK;
    }
  }

  /** The estimator; a setting that makes no sense is refused before Spark starts. */
  private KindlingClassifier network() {
    try {
      checkPeers();
      return new KindlingClassifier()
          .setInputSpecs(inputs == null ? generated().map(g -> g.specs()).orElse("") : inputs)
          .setHandleInvalid("mean")
          .setArchitecture(model)
          .setOptimizer("AdamW")
          .setLearningRate(learningRate)
          .setEpochs(epochs)
          .setBatchSize(batchSize)
          .setAllReduce(allReduce)
          .setSeed(seed);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void checkPeers() {
    if (peers.equals(List.of("none"))) {
      peers = List.of();
    }
    for (String name : peers) {
      if (!SparkPeers.NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "--peers: there is no '" + name + "'" + Names.hint(name, SparkPeers.NAMES));
      }
    }
  }

  private Optional<GeneratedInputs> generated() {
    if (!data.startsWith(GENERATED)) {
      return Optional.empty();
    }
    String name = data.substring(GENERATED.length());
    for (GeneratedInputs one : GeneratedInputs.values()) {
      if (one.name().equalsIgnoreCase(name)) {
        return Optional.of(one);
      }
    }
    throw new IllegalArgumentException(
        "--data: there is no " + data + "; known: generated:shop, generated:topics");
  }

  private Dataset<Row> table(SparkSession spark) {
    return generated()
        .map(one -> one.rows(spark, rows, (int) Math.min(PARTITIONS, 1 + rows / 5000)))
        .orElseGet(() -> DataFailures.rethrow(() -> spark.read().parquet(data)));
  }

  /** 0 for one row in five, by its values alone. */
  private static Column fifth(List<String> columns) {
    Column[] all = columns.stream().map(RowReader::column).toArray(Column[]::new);
    return functions.pmod(functions.xxhash64(all), functions.lit(5));
  }

  /** Trains one, tells how it did. */
  private <M extends Model<M>> M judge(
      String name, Estimator<M> estimator, Dataset<Row> training, Dataset<Row> test) {
    long begin = System.nanoTime();
    M trained = estimator.fit(training);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Dataset<Row> scored = trained.transform(test).cache();
    ObjectNode figures = results.putObject(name);
    figures.put("seconds", Math.round(seconds * 10) / 10.0);
    var classes = new MulticlassClassificationEvaluator().setLabelCol(label);
    for (String metric : List.of("accuracy", "f1")) {
      figures.put(metric, classes.setMetricName(metric).evaluate(scored));
    }
    boolean two = scored.first().<Vector>getAs("probability").size() == 2;
    var ranking = new BinaryClassificationEvaluator().setLabelCol(label);
    for (String metric : two ? List.of("areaUnderROC", "areaUnderPR") : List.<String>of()) {
      figures.put(metric, ranking.setMetricName(metric).evaluate(scored));
    }
    scored.unpersist();
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-24s", name));
    figures
        .properties()
        .forEach(
            figure ->
                line.append(
                    String.format(
                        Locale.ROOT, "  %s %.4g", figure.getKey(), figure.getValue().asDouble())));
    stderr.println(line);
    return trained;
  }
}
