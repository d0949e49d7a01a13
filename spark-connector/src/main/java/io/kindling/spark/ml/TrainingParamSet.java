package io.kindling.spark.ml;

import static io.kindling.spark.internals.Validators.valid;

import io.kindling.spark.internals.RunningSpark;
import io.kindling.spark.internals.TextParams;
import java.io.Serializable;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;

/** The Params of {@link KindlingParams}: their docs, validators and defaults. */
final class TrainingParamSet implements Serializable {
  private static final long serialVersionUID = 1L;

  final Param<String> featuresCol;
  final Param<String> labelCol;
  final Param<String> predictionCol;
  final Param<String> weightCol;
  final Param<String> validationIndicatorCol;
  final Param<String> handleInvalid;
  final Param<String> architecture;
  final Param<String> initialWeights;
  final IntArrayParam inputShape;
  final BooleanParam applyExifOrientation;
  final DoubleArrayParam normalizationMean;
  final DoubleArrayParam normalizationStd;
  final IntParam cropPadding;
  final DoubleParam flipProbability;
  final Param<String> loss;
  final Param<String> lossOptions;
  final Param<String> optimizer;
  final Param<String> optimizerOptions;
  final Param<String> schedule;
  final Param<String> scheduleOptions;
  final Param<String> scheduleUnit;
  final DoubleParam stepSize;
  final IntParam maxIter;
  final IntParam batchSize;
  final BooleanParam dropLast;
  final LongParam seed;
  final IntParam numWorkers;
  final IntParam aggregationDepth;
  final Param<String> allReduce;
  final Param<String> checkpointDir;
  final Param<String> tensorBoardDir;
  final IntParam checkpointInterval;
  final IntParam patience;
  final DoubleParam tol;
  final IntParam scoringBatchSize;

  TrainingParamSet(KindlingParams owner) {
    RunningSpark.check();
    featuresCol =
        TextParams.of(
            owner,
            "featuresCol",
            "column of samples: a vector, array<float|double>, binary raw pixels, struct<bytes,"
                + " path> with PNG or JPEG, or the struct of Spark's image source");
    labelCol = TextParams.of(owner, "labelCol", "column of what is to be predicted");
    predictionCol = TextParams.of(owner, "predictionCol", "column the prediction goes to");
    weightCol =
        TextParams.of(
            owner,
            "weightCol",
            "column that says how much each row counts; not set or empty, all count the same");
    validationIndicatorCol =
        TextParams.of(
            owner,
            "validationIndicatorCol",
            "boolean column that is true for rows to validate on and not to train on;"
                + " a row where it is null is not valid, see handleInvalid");
    handleInvalid =
        TextParams.of(
            owner,
            "handleInvalid",
            "what becomes of rows with nulls, values that are not finite, wrong lengths or"
                + " unreadable images: error or skip",
            valid(v -> ParamChecks.word("handleInvalid", v, "error", "skip")));
    architecture =
        TextParams.of(
            owner,
            "architecture",
            "the network as text, for example mlp([4, 16, 3]) or a JSON list of layers",
            valid(ParamChecks::architecture));
    initialWeights =
        TextParams.of(
            owner,
            "initialWeights",
            "safetensors file on any Hadoop file system, with PyTorch's names, whose values"
                + " training starts from; not set or empty, random ones");
    inputShape =
        new IntArrayParam(
            owner,
            "inputShape",
            "shape of a sample, [features] or [channels, height, width]; not set, the first row"
                + " tells",
            valid(ParamChecks::shape));
    applyExifOrientation =
        new BooleanParam(
            owner,
            "applyExifOrientation",
            "whether PNG and JPEG images are turned upright where EXIF says that the camera was"
                + " turned");
    normalizationMean =
        new DoubleArrayParam(
            owner,
            "normalizationMean",
            "mean of each channel that is subtracted, in units of 0..1 for images of bytes; one"
                + " value holds for all channels",
            valid(v -> v.length > 0));
    normalizationStd =
        new DoubleArrayParam(
            owner,
            "normalizationStd",
            "deviation of each channel that is divided by; one value holds for all channels",
            valid(ParamChecks::deviations));
    cropPadding =
        new IntParam(
            owner,
            "cropPadding",
            "augmentation: pixels of black added on each side before a random crop; 0 does not"
                + " crop",
            valid(v -> (Integer) v >= 0));
    flipProbability =
        new DoubleParam(
            owner,
            "flipProbability",
            "augmentation: chance of a horizontal flip, 0..1",
            valid(v -> (Double) v >= 0 && (Double) v <= 1));
    loss =
        TextParams.of(
            owner,
            "loss",
            "the loss by name, for example CrossEntropyLoss",
            valid(ParamChecks::loss));
    lossOptions =
        TextParams.of(
            owner,
            "lossOptions",
            "options of the loss as a JSON object with PyTorch's names",
            valid(v -> ParamChecks.json("lossOptions", v)));
    optimizer =
        TextParams.of(
            owner,
            "optimizer",
            "the optimizer by name, for example AdamW",
            valid(ParamChecks::optimizer));
    optimizerOptions =
        TextParams.of(
            owner,
            "optimizerOptions",
            "options of the optimizer, without lr, as a JSON object with PyTorch's names",
            valid(v -> ParamChecks.json("optimizerOptions", v)));
    schedule =
        TextParams.of(
            owner,
            "schedule",
            "the schedule of the learning rate by name, for example CosineAnnealingLR; constant for"
                + " none",
            valid(ParamChecks::schedule));
    scheduleOptions =
        TextParams.of(
            owner,
            "scheduleOptions",
            "options of the schedule as a JSON object with PyTorch's names",
            valid(v -> ParamChecks.json("scheduleOptions", v)));
    scheduleUnit =
        TextParams.of(
            owner,
            "scheduleUnit",
            "what the schedule counts: epoch or step",
            valid(v -> ParamChecks.word("scheduleUnit", v, "epoch", "step")));
    stepSize =
        new DoubleParam(
            owner, "stepSize", "learning rate to begin with, above 0", valid(v -> (Double) v > 0));
    maxIter =
        new IntParam(
            owner,
            "maxIter",
            "passes over the data (epochs), at least 1",
            valid(v -> (Integer) v >= 1));
    batchSize =
        new IntParam(
            owner,
            "batchSize",
            "samples in a step over all workers, at least 1",
            valid(v -> (Integer) v >= 1));
    dropLast =
        new BooleanParam(
            owner, "dropLast", "whether the last batch of an epoch is left out when it is short");
    seed =
        new LongParam(
            owner, "seed", "key of initial parameters, shuffles, augmentation and dropout");
    numWorkers =
        new IntParam(
            owner,
            "numWorkers",
            "partitions to train on, each a worker; 0 for as many as Spark has cores",
            valid(v -> (Integer) v >= 0));
    aggregationDepth =
        new IntParam(
            owner,
            "aggregationDepth",
            "levels in which allReduce tree adds gradients up, at least 1",
            valid(v -> (Integer) v >= 1));
    allReduce =
        TextParams.of(
            owner,
            "allReduce",
            "strategy that sums the gradients: tree (a Spark job for each step, on any cluster),"
                + " resident (workers stay and exchange directly: faster, needs a task slot for"
                + " each worker and no dynamic allocation) or sharded (as resident, the optimizer's"
                + " state divided among the workers)",
            valid(ParamChecks::allReduce));
    checkpointDir =
        TextParams.of(
            owner,
            "checkpointDir",
            "folder on any Hadoop file system from which a fit that was cut off goes on when it is"
                + " called again with the same data and Params; not set or empty for none");
    tensorBoardDir =
        TextParams.of(
            owner,
            "tensorBoardDir",
            "folder on any Hadoop file system in which each fit leaves event files for TensorBoard,"
                + " in a folder of its own; not set or empty for none");
    checkpointInterval =
        new IntParam(
            owner,
            "checkpointInterval",
            "epochs between two checkpoints in checkpointDir, at least 1; -1 for none",
            valid(v -> (Integer) v == -1 || (Integer) v >= 1));
    patience =
        new IntParam(
            owner,
            "patience",
            "epochs without a lower loss (of the validation rows, or of the training rows without"
                + " them) after which training stops with the best model; 0 for never",
            valid(v -> (Integer) v >= 0));
    tol =
        new DoubleParam(
            owner,
            "tol",
            "by how much the loss must fall to be better, at least 0",
            valid(v -> (Double) v >= 0));
    scoringBatchSize =
        new IntParam(
            owner,
            "scoringBatchSize",
            "rows that go through the network at once in transform, at least 1",
            valid(v -> (Integer) v >= 1));
  }

  /** Gives the owner the defaults. */
  void setDefaults(KindlingParams owner) {
    owner.setDefault(featuresCol, "features");
    owner.setDefault(labelCol, "label");
    owner.setDefault(predictionCol, "prediction");
    owner.setDefault(handleInvalid, "error");
    owner.setDefault(applyExifOrientation, false);
    owner.setDefault(normalizationMean, new double[] {0});
    owner.setDefault(normalizationStd, new double[] {1});
    owner.setDefault(cropPadding, 0);
    owner.setDefault(flipProbability, 0.0);
    owner.setDefault(lossOptions, "{}");
    owner.setDefault(optimizer, "SGD");
    owner.setDefault(optimizerOptions, "{}");
    owner.setDefault(schedule, "constant");
    owner.setDefault(scheduleOptions, "{}");
    owner.setDefault(scheduleUnit, "epoch");
    owner.setDefault(stepSize, 0.01);
    owner.setDefault(maxIter, 10);
    owner.setDefault(batchSize, 128);
    owner.setDefault(dropLast, false);
    owner.setDefault(seed, 0L);
    owner.setDefault(numWorkers, 0);
    owner.setDefault(aggregationDepth, 2);
    owner.setDefault(allReduce, "tree");
    owner.setDefault(checkpointInterval, 10);
    owner.setDefault(patience, 0);
    owner.setDefault(tol, 0.0);
    owner.setDefault(scoringBatchSize, 256);
  }
}
