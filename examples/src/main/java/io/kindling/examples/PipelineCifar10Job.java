package io.kindling.examples;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.data.Cifar10;
import io.kindling.data.DataException;
import io.kindling.nn.Module;
import io.kindling.spark.TrainingDivergedException;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.data.RowReader;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.data.SkippedRows;
import io.kindling.spark.data.TrainingData;
import io.kindling.spark.files.ModelFolder;
import io.kindling.spark.ml.KindlingClassificationModel;
import io.kindling.spark.ml.KindlingClassifier;
import io.kindling.spark.ml.KindlingTrainingSummary;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * CIFAR-10 as a Spark ML pipeline: images to classes to their names. Trains, judges and saves it;
 * or loads one that was saved, in another process, and judges that.
 */
@Command(
    name = "pipeline-cifar10",
    description =
        "Trains a Spark ML pipeline on CIFAR-10, evaluates it on the test images and saves it; with"
            + " --score-only loads it and evaluates it again.%n",
    mixinStandardHelpOptions = true,
    versionProvider = JobSession.Version.class,
    sortOptions = false,
    footer = {
      "",
      "The last line of standard output is one JSON object with the results; 'predictions' is a"
          + " checksum of all bits of all outputs. Exit code: 0 success, 1 failure, 2 wrong usage."
    })
public final class PipelineCifar10Job implements Callable<Integer> {
  @Mixin private ConfigOptions configuration;

  @Mixin private InputOptions input;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder the pipeline is saved in, on any file system Hadoop knows. Of a training that"
              + " ends early the network is kept in DIR.last-good.")
  private String out;

  @Option(names = "--overwrite", description = "Replace the pipeline that is there already.")
  private boolean overwrite;

  @Option(
      names = "--score-only",
      description = "Do not train: load the pipeline from --out. Options of training do nothing.")
  private boolean scoreOnly;

  @Option(
      names = "--model",
      paramLabel = "TEXT",
      defaultValue = "cifar-cnn",
      description =
          "The network, as cifar-cnn, 'LeNet(3)', 'ResNet20', 'mlp([3072, 128, 10])' or a JSON list"
              + " of layers; default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "2",
      description = "Passes over the training images; default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "128",
      description = "Images per step, over all workers together; default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Mixin private RowOptions rowOptions;

  @Mixin private OptimizationOptions optimization;

  @Mixin private ImageOptions images;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "0",
      description = "Partitions to train on; 0, the default, for as many as Spark has cores.")
  private int workers;

  @Option(
      names = "--all-reduce",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, tree, resident or sharded, as of train-cifar10; default: ${DEFAULT-VALUE}.")
  private String allReduce;

  @Option(
      names = "--sync-batch-norm",
      negatable = true,
      description =
          "Batch norms normalize by the whole batch, over all workers; --all-reduce must be auto,"
              + " resident or sharded then.")
  private boolean syncBatchNorm;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Key of initial parameters and shuffles; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Spec private CommandSpec spec;

  private final PrintStream stdout;
  private final PrintStream stderr;
  private final long begin = System.nanoTime();
  private long skippedRows;

  PipelineCifar10Job(PrintStream stdout, PrintStream stderr) {
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
        new PipelineCifar10Job(stdout, stderr),
        new PrintWriter(stdout, true),
        new PrintWriter(stderr, true),
        args);
  }

  @Override
  public Integer call() throws IOException {
    KindlingClassifier classifier = classifier();
    try (SparkSession spark = input.session("Kindling: pipeline")) {
      checkOut(spark);
      TrainingData found = input.locate(spark, stderr::println);
      PipelineModel pipeline =
          scoreOnly
              ? PipelineModel.load(out)
              : trainOrKeep(spark, classifier, found.trainRows(spark));
      judge(pipeline, found, found.testRows(spark));
      return CommandLine.ExitCode.OK;
    }
  }

  /** Of a training that ends early the last good network is kept. */
  private PipelineModel trainOrKeep(
      SparkSession spark, KindlingClassifier classifier, Dataset<Row> rows) throws IOException {
    try {
      return train(classifier, rows);
    } catch (TrainingDivergedException e) {
      throw new DataException(e.getMessage() + keep(spark, e.lastGood(), e), e);
    } catch (TrainingFailedException e) {
      Thread.interrupted(); // what ends now is not to be cut off
      throw new DataException(e.getMessage() + keep(spark, e.lastGood(), e), e);
    }
  }

  /** Beside the pipeline's folder, which another run may then write to. */
  private String keep(SparkSession spark, Module network, Exception why) {
    ModelFolder folder = ModelFolder.create(spark, out + ".last-good");
    folder.write(network, Map.of("model", model, "failed", why.getMessage()));
    return "; the last good parameters are in " + folder.path();
  }

  /** The estimator; a setting that makes no sense is refused before Spark starts. */
  private KindlingClassifier classifier() {
    try {
      KindlingClassifier classifier = new KindlingClassifier().setArchitecture(architecture());
      optimization.addTo(classifier);
      images.addTo(classifier);
      return classifier
          .setApplyExifOrientation(input.applyExifOrientation())
          .setCache(input.cache().toString())
          .setNormalizationMean(doubles(Cifar10.mean()))
          .setNormalizationStd(doubles(Cifar10.std()))
          .setEpochs(epochs)
          .setBatchSize(batchSize)
          .setDropLast(rowOptions.dropLast())
          .setHandleInvalid(rowOptions.handleInvalid().toString())
          .setNumWorkers(workers)
          .setAllReduce(allReduce)
          .setSyncBatchNorm(syncBatchNorm)
          .setSeed(seed);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Names of {@code train-cifar10}, as recipes have them, hold here too. */
  private String architecture() {
    return model.equals(CifarModel.LENET.toString()) ? "LeNet(3)" : model;
  }

  private long stepsPerEpoch(Dataset<Row> rows) {
    long images = rows.count();
    return images / batchSize + (images % batchSize > 0 && !rowOptions.dropLast() ? 1 : 0);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** Rather now than after hours of training. */
  private void checkOut(SparkSession spark) throws IOException {
    Path folder = new Path(out);
    var fs = folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
    boolean there = fs.exists(folder);
    if (scoreOnly && !there) {
      throw new DataException(out + ": there is no pipeline; train one without --score-only");
    }
    if (!scoreOnly && there && !overwrite) {
      throw new DataException(out + ": already exists; give another folder, or --overwrite");
    }
  }

  private PipelineModel train(KindlingClassifier classifier, Dataset<Row> rows) throws IOException {
    RowReader columns = RowReader.discover(rows.schema(), SampleSpec.classes(10), "training data");
    optimization.addSchedule(classifier, epochs, () -> stepsPerEpoch(rows));
    IndexToString names =
        new IndexToString()
            .setInputCol("prediction")
            .setOutputCol("predictedClass")
            .setLabels(Cifar10.CLASS_NAMES.toArray(new String[0]));
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  classifier
                      .setFeaturesCol(columns.features().name())
                      .setLabelCol(columns.label().name()),
                  names
                });
    PipelineModel model = pipeline.fit(rows);
    model.write().overwrite().save(out);
    KindlingTrainingSummary summary = ((KindlingClassificationModel) model.stages()[0]).summary();
    skippedRows = summary.skippedRows();
    RowOptions.tell(
        stderr, "training images", new SkippedRows(skippedRows, summary.skippedReasons()));
    stderr.printf(
        Locale.ROOT,
        "Trained %d epochs at %,.0f images/s, loss %.4f; the pipeline is in %s%n",
        summary.totalIterations(),
        summary.samplesPerSecond(),
        summary.trainingLoss()[summary.totalIterations() - 1],
        out);
    return model;
  }

  private void judge(PipelineModel pipeline, TrainingData found, Dataset<Row> test) {
    KindlingClassificationModel network = (KindlingClassificationModel) pipeline.stages()[0];
    Dataset<Row> scored = pipeline.transform(test).cache();
    var evaluator = new MulticlassClassificationEvaluator().setLabelCol(network.getLabelCol());
    double accuracy = evaluator.setMetricName("accuracy").evaluate(scored);
    double logLoss = evaluator.setMetricName("logLoss").evaluate(scored);
    Row checksum = checksum(scored);
    scored.unpersist();
    stdout.printf(
        Locale.ROOT,
        "Test accuracy %.4f, log-loss %.4f%s%n",
        accuracy,
        logLoss,
        found.generated() ? " on GENERATED images (not CIFAR-10)" : "");
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("pipeline", out);
    facts.put("trained", !scoreOnly);
    facts.put("data", found.name());
    facts.put("skippedRows", skippedRows);
    facts.put("testImages", checksum.getLong(0));
    facts.put("testAccuracy", accuracy);
    facts.put("testLogLoss", logLoss);
    facts.put("seconds", (System.nanoTime() - begin) * 1e-9);
    facts.put("predictions", checksum.getString(1));
    stdout.println(json(facts));
    stdout.flush();
  }

  /** Number of rows, and a sum of hashes of all outputs, which does not depend on their order. */
  private static Row checksum(Dataset<Row> scored) {
    Column outputs = vector_to_array(scored.col("rawPrediction"), "float64");
    Column hash = xxhash64(outputs, scored.col("prediction"), scored.col("predictedClass"));
    return scored
        .select(hash.as("hash"))
        .selectExpr("count(*)", "hex(sum(pmod(hash, 1000000007)))")
        .first();
  }

  private static String json(Map<String, Object> facts) {
    try {
      return new ObjectMapper().writeValueAsString(facts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // numbers and strings always have a form
    }
  }
}
