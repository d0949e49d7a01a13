package io.kindling.spark.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Every Param of a Kindling stage, for estimators and models alike: a model keeps those it was
 * trained with. Names are Spark's where Spark has one.
 */
public interface KindlingParams extends Params {
  /** The Params themselves. */
  TrainingParamSet trainingParams();

  /**
   * Column of samples: a vector, array{@literal <}float|double{@literal >}, binary raw pixels,
   * struct{@literal <}bytes, path{@literal >} with PNG or JPEG, or the struct of Spark's image
   * source.
   */
  default Param<String> featuresCol() {
    return trainingParams().featuresCol;
  }

  /** The value of {@link #featuresCol()}. */
  default String getFeaturesCol() {
    return getOrDefault(featuresCol());
  }

  /** Column of what is to be predicted. */
  default Param<String> labelCol() {
    return trainingParams().labelCol;
  }

  /** The value of {@link #labelCol()}. */
  default String getLabelCol() {
    return getOrDefault(labelCol());
  }

  /** Column the prediction goes to. */
  default Param<String> predictionCol() {
    return trainingParams().predictionCol;
  }

  /** The value of {@link #predictionCol()}. */
  default String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  /** Column that says how much each row counts; not set or empty, all count the same. */
  default Param<String> weightCol() {
    return trainingParams().weightCol;
  }

  /** The value of {@link #weightCol()}. */
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /**
   * Boolean column that is true for rows to validate on and not to train on. A row where it is null
   * is not valid: see {@link #handleInvalid()}.
   */
  default Param<String> validationIndicatorCol() {
    return trainingParams().validationIndicatorCol;
  }

  /** The value of {@link #validationIndicatorCol()}. */
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /**
   * What becomes of rows with nulls, values that are not finite, wrong lengths or unreadable
   * images: error or skip.
   */
  default Param<String> handleInvalid() {
    return trainingParams().handleInvalid;
  }

  /** The value of {@link #handleInvalid()}. */
  default String getHandleInvalid() {
    return getOrDefault(handleInvalid());
  }

  /** The network as text, for example mlp([4, 16, 3]) or a JSON list of layers. */
  default Param<String> architecture() {
    return trainingParams().architecture;
  }

  /** The value of {@link #architecture()}. */
  default String getArchitecture() {
    return getOrDefault(architecture());
  }

  /**
   * Safetensors file on any Hadoop file system, with PyTorch's names, whose values training starts
   * from; not set or empty, random ones.
   */
  default Param<String> initialWeights() {
    return trainingParams().initialWeights;
  }

  /** The value of {@link #initialWeights()}. */
  default String getInitialWeights() {
    return getOrDefault(initialWeights());
  }

  /** Shape of a sample, [features] or [channels, height, width]; not set, the first row tells. */
  default IntArrayParam inputShape() {
    return trainingParams().inputShape;
  }

  /** The value of {@link #inputShape()}. */
  default int[] getInputShape() {
    return getOrDefault(inputShape());
  }

  /**
   * Whether PNG and JPEG images are turned upright where EXIF says that the camera was turned, in
   * training and in scoring; a function of {@code registerUdf} does so too.
   */
  default BooleanParam applyExifOrientation() {
    return trainingParams().applyExifOrientation;
  }

  /** The value of {@link #applyExifOrientation()}. */
  default boolean getApplyExifOrientation() {
    return (Boolean) getOrDefault(applyExifOrientation());
  }

  /**
   * Mean of each channel that is subtracted, in units of 0..1 for images of bytes; one value holds
   * for all channels.
   */
  default DoubleArrayParam normalizationMean() {
    return trainingParams().normalizationMean;
  }

  /** The value of {@link #normalizationMean()}. */
  default double[] getNormalizationMean() {
    return getOrDefault(normalizationMean());
  }

  /** Deviation of each channel that is divided by; one value holds for all channels. */
  default DoubleArrayParam normalizationStd() {
    return trainingParams().normalizationStd;
  }

  /** The value of {@link #normalizationStd()}. */
  default double[] getNormalizationStd() {
    return getOrDefault(normalizationStd());
  }

  /** Augmentation: pixels of black added on each side before a random crop; 0 does not crop. */
  default IntParam cropPadding() {
    return trainingParams().cropPadding;
  }

  /** The value of {@link #cropPadding()}. */
  default int getCropPadding() {
    return (Integer) getOrDefault(cropPadding());
  }

  /** Augmentation: chance of a horizontal flip, 0..1. */
  default DoubleParam flipProbability() {
    return trainingParams().flipProbability;
  }

  /** The value of {@link #flipProbability()}. */
  default double getFlipProbability() {
    return (Double) getOrDefault(flipProbability());
  }

  /** The loss by name, for example CrossEntropyLoss. */
  default Param<String> loss() {
    return trainingParams().loss;
  }

  /** The value of {@link #loss()}. */
  default String getLoss() {
    return getOrDefault(loss());
  }

  /** Options of the loss as a JSON object with PyTorch's names. */
  default Param<String> lossOptions() {
    return trainingParams().lossOptions;
  }

  /** The value of {@link #lossOptions()}. */
  default String getLossOptions() {
    return getOrDefault(lossOptions());
  }

  /** The optimizer by name, for example AdamW. */
  default Param<String> optimizer() {
    return trainingParams().optimizer;
  }

  /** The value of {@link #optimizer()}. */
  default String getOptimizer() {
    return getOrDefault(optimizer());
  }

  /** Options of the optimizer, without lr, as a JSON object with PyTorch's names. */
  default Param<String> optimizerOptions() {
    return trainingParams().optimizerOptions;
  }

  /** The value of {@link #optimizerOptions()}. */
  default String getOptimizerOptions() {
    return getOrDefault(optimizerOptions());
  }

  /**
   * The schedule of the learning rate by name, for example CosineAnnealingLR; constant for none.
   */
  default Param<String> schedule() {
    return trainingParams().schedule;
  }

  /** The value of {@link #schedule()}. */
  default String getSchedule() {
    return getOrDefault(schedule());
  }

  /** Options of the schedule as a JSON object with PyTorch's names. */
  default Param<String> scheduleOptions() {
    return trainingParams().scheduleOptions;
  }

  /** The value of {@link #scheduleOptions()}. */
  default String getScheduleOptions() {
    return getOrDefault(scheduleOptions());
  }

  /** What the schedule counts: epoch or step. */
  default Param<String> scheduleUnit() {
    return trainingParams().scheduleUnit;
  }

  /** The value of {@link #scheduleUnit()}. */
  default String getScheduleUnit() {
    return getOrDefault(scheduleUnit());
  }

  /** Learning rate to begin with, above 0. */
  default DoubleParam stepSize() {
    return trainingParams().stepSize;
  }

  /** The value of {@link #stepSize()}. */
  default double getStepSize() {
    return (Double) getOrDefault(stepSize());
  }

  /** Passes over the data (epochs), at least 1. */
  default IntParam maxIter() {
    return trainingParams().maxIter;
  }

  /** The value of {@link #maxIter()}. */
  default int getMaxIter() {
    return (Integer) getOrDefault(maxIter());
  }

  /** Samples in a step over all workers, at least 1. */
  default IntParam batchSize() {
    return trainingParams().batchSize;
  }

  /** The value of {@link #batchSize()}. */
  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  /** Whether the last batch of an epoch is left out when it is short. */
  default BooleanParam dropLast() {
    return trainingParams().dropLast;
  }

  /** The value of {@link #dropLast()}. */
  default boolean getDropLast() {
    return (Boolean) getOrDefault(dropLast());
  }

  /** Key of initial parameters, shuffles, augmentation and dropout. */
  default LongParam seed() {
    return trainingParams().seed;
  }

  /** The value of {@link #seed()}. */
  default long getSeed() {
    return (Long) getOrDefault(seed());
  }

  /** Partitions to train on, each a worker; 0 for as many as Spark has cores. */
  default IntParam numWorkers() {
    return trainingParams().numWorkers;
  }

  /** The value of {@link #numWorkers()}. */
  default int getNumWorkers() {
    return (Integer) getOrDefault(numWorkers());
  }

  /** Levels in which {@link #allReduce()} tree adds gradients up, at least 1. */
  default IntParam aggregationDepth() {
    return trainingParams().aggregationDepth;
  }

  /** The value of {@link #aggregationDepth()}. */
  default int getAggregationDepth() {
    return (Integer) getOrDefault(aggregationDepth());
  }

  /** Strategy that sums the gradients: auto, tree, resident or sharded. */
  default Param<String> allReduce() {
    return trainingParams().allReduce;
  }

  /** The value of {@link #allReduce()}. */
  default String getAllReduce() {
    return getOrDefault(allReduce());
  }

  /**
   * Folder on any Hadoop file system from which a fit that was cut off goes on when it is called
   * again with the same data and Params; it may be shared by many fits. Not set or empty for none.
   */
  default Param<String> checkpointDir() {
    return trainingParams().checkpointDir;
  }

  /** The value of {@link #checkpointDir()}. */
  default String getCheckpointDir() {
    return getOrDefault(checkpointDir());
  }

  /**
   * Folder on any Hadoop file system in which each fit leaves event files for TensorBoard, in a
   * folder of its own. Not set or empty for none.
   */
  default Param<String> tensorBoardDir() {
    return trainingParams().tensorBoardDir;
  }

  /** The value of {@link #tensorBoardDir()}. */
  default String getTensorBoardDir() {
    return getOrDefault(tensorBoardDir());
  }

  /** Epochs between two checkpoints in {@link #checkpointDir()}, at least 1; -1 for none. */
  default IntParam checkpointInterval() {
    return trainingParams().checkpointInterval;
  }

  /** The value of {@link #checkpointInterval()}. */
  default int getCheckpointInterval() {
    return (Integer) getOrDefault(checkpointInterval());
  }

  /**
   * Epochs without a lower loss (of the validation rows, or of the training rows without them)
   * after which training stops with the best model; 0 for never.
   */
  default IntParam patience() {
    return trainingParams().patience;
  }

  /** The value of {@link #patience()}. */
  default int getPatience() {
    return (Integer) getOrDefault(patience());
  }

  /** By how much the loss must fall to be better, at least 0. */
  default DoubleParam tol() {
    return trainingParams().tol;
  }

  /** The value of {@link #tol()}. */
  default double getTol() {
    return (Double) getOrDefault(tol());
  }

  /** Rows that go through the network at once in transform, at least 1. */
  default IntParam scoringBatchSize() {
    return trainingParams().scoringBatchSize;
  }

  /** The value of {@link #scoringBatchSize()}. */
  default int getScoringBatchSize() {
    return (Integer) getOrDefault(scoringBatchSize());
  }
}
