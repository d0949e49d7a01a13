package io.kindling.examples;

import io.kindling.data.Cifar10;
import io.kindling.data.DataException;
import io.kindling.data.Normalization;
import io.kindling.random.Generator;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingDivergedException;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.checkpoint.CheckpointException;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.ImageTransforms;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.data.TrainingData;
import io.kindling.spark.files.ModelFolder;
import io.kindling.spark.listener.ConsoleProgress;
import io.kindling.spark.worker.Evaluation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains a convolutional network on CIFAR-10 by synchronous SGD on Spark; a job for spark-submit.
 */
@Command(
    name = "train-cifar10",
    description =
        "Trains a convolutional network on CIFAR-10 by synchronous SGD on Spark: each partition"
            + " computes gradients on its share of every batch, Spark adds them up.%n",
    mixinStandardHelpOptions = true,
    versionProvider = JobSession.Version.class,
    sortOptions = false,
    footer = {
      "",
      "The last line of standard output is one JSON object with the results; progress goes to"
          + " standard error. Exit code: 0 success, 1 failure, 2 wrong usage."
    })
public final class TrainCifar10Job implements Callable<Integer> {
  @Mixin private ConfigOptions configuration;

  @Mixin private InputOptions input;

  @Option(
      names = "--model",
      paramLabel = "NETWORK",
      defaultValue = "cifar-cnn",
      converter = CifarNetwork.Converter.class,
      completionCandidates = CifarModel.Names.class,
      description =
          "One of ${COMPLETION-CANDIDATES}, or another by its text, as 'ResNet56(shortcut=A)',"
              + " 'WideResNet(16, 4)', 'Airbench(32, 128, 128)'; default: ${DEFAULT-VALUE}.")
  private CifarNetwork model;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "2",
      description = "Passes over the training images; default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "End after so many steps, even inside an epoch.")
  private Long maxSteps;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "128",
      description = "Images per step, over all partitions together; default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Mixin private OptimizationOptions optimization;

  @Mixin private ImageOptions images;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Workers the images are spread over; default: the number of task slots.")
  private Integer partitions;

  @Mixin private RowOptions rowOptions;

  @Mixin private AllReduceOptions exchange;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Key of initial parameters and shuffles; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder that receives the trained parameters, model.safetensors and model.json, on any"
              + " file system Hadoop knows.")
  private String out;

  @Mixin private CheckpointOptions checkpoints;

  @Mixin private DisplayOptions display;

  @Spec private CommandSpec spec;

  private final PrintStream stdout;
  private final PrintStream stderr;
  private final boolean terminal;
  private final long begin = System.nanoTime();

  TrainCifar10Job(PrintStream stdout, PrintStream stderr, boolean terminal) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.terminal = terminal;
  }

  /** Runs the job and ends this JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err, ConsoleProgress.inTerminal()));
  }

  /** Runs the job; returns its exit code. */
  static int run(String[] args, PrintStream stdout, PrintStream stderr, boolean terminal) {
    return Job.run(
        new TrainCifar10Job(stdout, stderr, terminal),
        new PrintWriter(stdout, true),
        new PrintWriter(stderr, true),
        args);
  }

  @Override
  public Integer call() throws IOException {
    DistributedTrainer.Builder trainer = checkedSettings();
    try (SparkSession spark = input.session("Kindling: train " + model)) {
      int workers = partitions != null ? partitions : JobSession.taskSlots(spark);
      Optional<ModelFolder> folder =
          Optional.ofNullable(out).map(dir -> ModelFolder.create(spark, dir));
      TrainingData found = input.locate(spark, stderr::println);
      SampleSpec rows =
          SampleSpec.classes(10)
              .applyExifOrientation(input.applyExifOrientation())
              .cache(input.cache())
              .skipInvalid(rowOptions.skips());
      ImageTransforms transforms = images.transforms();
      try (DistributedSamples train = found.loadTrain(spark, transforms.training(rows), workers);
          DistributedSamples test = found.loadTest(spark, transforms.evaluation(rows), workers)) {
        RowOptions.tell(stderr, "training images", train.skipped());
        RowOptions.tell(stderr, "test images", test.skipped());
        optimization.addSchedule(trainer, epochs, stepsPerEpoch(train.size()), maxSteps);
        var hadoop = spark.sparkContext().hadoopConfiguration();
        display.addTo(trainer, hadoop, stderr, terminal);
        TrainingResult result = trainer.trainingData(train).evaluationData(test).build().fit();
        long skipped = train.skipped().rows() + test.skipped().rows();
        TrainingSummary summary = summary(result, found, spark, workers, skipped);
        folder.ifPresent(f -> f.write(result.module(), metadata(summary)));
        tell(result, summary, found, folder);
        return result.checkpointFailure().map(this::unsaved).orElse(CommandLine.ExitCode.OK);
      } catch (TrainingDivergedException e) {
        folder.ifPresent(f -> f.write(e.lastGood(), Map.of("diverged", e.getMessage())));
        throw new DataException(e.getMessage() + kept(folder), e);
      } catch (TrainingFailedException e) {
        Thread.interrupted(); // what ends now is not to be cut off
        folder.ifPresent(f -> f.write(e.lastGood(), Map.of("failed", e.getMessage())));
        throw new DataException(e.getMessage() + kept(folder), e);
      } catch (CheckpointException e) {
        throw new DataException(e.getMessage(), e);
      }
    }
  }

  private long stepsPerEpoch(long images) {
    long shorter = images % batchSize > 0 && !rowOptions.dropLast() ? 1 : 0;
    return images / batchSize + shorter;
  }

  private static String kept(Optional<ModelFolder> folder) {
    return folder.map(f -> "; the last good parameters are in " + f.path()).orElse("");
  }

  /** A run whose last checkpoint is missing has not done all that was asked. */
  private int unsaved(String why) {
    stderr.println("train-cifar10: training ended well, but not its last checkpoint: " + why);
    return Job.FAILED;
  }

  /** Every setting that can be judged before Spark starts. */
  private DistributedTrainer.Builder checkedSettings() {
    try {
      if (partitions != null && partitions < 1) {
        throw new IllegalArgumentException(
            "the number of partitions must be at least 1, got " + partitions);
      }
      Generator.manualSeed(seed);
      DistributedTrainer.Builder trainer =
          DistributedTrainer.builder()
              .name("train-cifar10 " + model)
              .classNames(Cifar10.CLASS_NAMES)
              .model(model.create())
              .batchSize(batchSize)
              .dropLast(rowOptions.dropLast())
              .epochs(epochs)
              .seed(seed);
      images.addTo(trainer, Normalization.CIFAR10, seed);
      exchange.addTo(trainer);
      optimization.addTo(trainer);
      if (maxSteps != null) {
        trainer.maxSteps(maxSteps);
      }
      checkpoints.addTo(trainer);
      return trainer;
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private TrainingSummary summary(
      TrainingResult result,
      TrainingData found,
      SparkSession spark,
      int workers,
      long skippedRows) {
    Evaluation test = result.evaluation().orElseThrow();
    return new TrainingSummary(
        model.toString(),
        found.name(),
        result.epochs().size(),
        result.steps(),
        result.samples(),
        skippedRows,
        result.lastEpoch().training().loss(),
        test.loss(),
        test.accuracy(),
        result.samplesPerSecond(),
        (System.nanoTime() - begin) * 1e-9,
        spark.sparkContext().master(),
        workers,
        seed);
  }

  private Map<String, Object> metadata(TrainingSummary summary) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", model.toString());
    facts.put("input", "float32 (N, 3, 32, 32), bytes / 255, normalized");
    facts.put("mean", Cifar10.mean());
    facts.put("std", Cifar10.std());
    facts.put("classes", Cifar10.CLASS_NAMES);
    facts.put("batchSize", batchSize);
    facts.put("dropLast", rowOptions.dropLast());
    facts.putAll(images.facts());
    facts.putAll(exchange.facts());
    facts.putAll(optimization.facts());
    facts.put("result", summary);
    return facts;
  }

  private void tell(
      TrainingResult result,
      TrainingSummary summary,
      TrainingData found,
      Optional<ModelFolder> folder) {
    var time = result.time();
    stderr.printf(
        Locale.ROOT,
        "Time: %.1f s training (%.0f%% forward and backward, %.0f%% update, %.0f%% distribution),"
            + " %.1f s testing, %.1f s preparing data.%n",
        time.training(),
        100 * time.compute() / time.training(),
        100 * time.update() / time.training(),
        100 * time.overhead() / time.training(),
        time.evaluation(),
        summary.seconds() - time.training() - time.evaluation());
    folder.ifPresent(f -> stderr.println("The trained parameters are in " + f.path()));
    stdout.printf(
        Locale.ROOT,
        "Test accuracy %.4f%s after %d steps at %,.0f images/s.%n",
        summary.testAccuracy(),
        found.generated() ? " on GENERATED images (not CIFAR-10)" : "",
        summary.steps(),
        summary.imagesPerSecond());
    stdout.println(summary.toJson());
    stdout.flush();
  }
}
