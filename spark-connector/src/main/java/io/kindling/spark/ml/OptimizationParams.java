package io.kindling.spark.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;

/** How the network is trained: the optimizer, the learning rate, the steps, and when to stop. */
public interface OptimizationParams extends DeclaredParams {
  /** The optimizer by name, for example AdamW. */
  default Param<String> optimizer() {
    return declared()
        .text(
            "optimizer", "the optimizer by name, for example AdamW", "SGD", ParamChecks::optimizer);
  }

  /** The value of {@link #optimizer()}. */
  default String getOptimizer() {
    return getOrDefault(optimizer());
  }

  /** Options of the optimizer, without lr, as a JSON object with PyTorch's names. */
  default Param<String> optimizerOptions() {
    return declared()
        .text(
            "optimizerOptions",
            "options of the optimizer, without lr, as a JSON object with PyTorch's names",
            "{}",
            v -> ParamChecks.json("optimizerOptions", v));
  }

  /** The value of {@link #optimizerOptions()}. */
  default String getOptimizerOptions() {
    return getOrDefault(optimizerOptions());
  }

  /**
   * Whether biases, the weights of normalization layers and all else of one dimension have no
   * weight decay (timm's name).
   */
  default BooleanParam filterBiasAndBn() {
    return declared()
        .flag(
            "filterBiasAndBn",
            "whether biases and the weights of normalization layers have no weight decay",
            false);
  }

  /** The value of {@link #filterBiasAndBn()}. */
  default boolean getFilterBiasAndBn() {
    return (Boolean) getOrDefault(filterBiasAndBn());
  }

  /** A gradient of a greater norm is scaled down to this one, above 0; 0 for no limit. */
  default DoubleParam clipGradNorm() {
    return declared()
        .number(
            "clipGradNorm",
            "a gradient of a greater norm is scaled down to this one; 0 for no limit",
            0.0,
            v -> v >= 0);
  }

  /** The value of {@link #clipGradNorm()}. */
  default double getClipGradNorm() {
    return (Double) getOrDefault(clipGradNorm());
  }

  /**
   * Decay of an exponential moving average of the weights, at least 0 and below 1, for example
   * 0.999: the network is judged by the average, which becomes the model. 0 for none.
   */
  default DoubleParam modelEmaDecay() {
    return declared()
        .number(
            "modelEmaDecay",
            "decay of an exponential moving average of the weights, at least 0 and below 1, for"
                + " example 0.999, which becomes the model; 0 for none",
            0.0,
            v -> v >= 0 && v < 1);
  }

  /** The value of {@link #modelEmaDecay()}. */
  default double getModelEmaDecay() {
    return (Double) getOrDefault(modelEmaDecay());
  }

  /**
   * The schedule of the learning rate by name, for example CosineAnnealingLR; constant for none.
   */
  default Param<String> schedule() {
    return declared()
        .text(
            "schedule",
            "the schedule of the learning rate by name, for example CosineAnnealingLR;"
                + " constant for none",
            "constant",
            ParamChecks::schedule);
  }

  /** The value of {@link #schedule()}. */
  default String getSchedule() {
    return getOrDefault(schedule());
  }

  /** Options of the schedule as a JSON object with PyTorch's names. */
  default Param<String> scheduleOptions() {
    return declared()
        .text(
            "scheduleOptions",
            "options of the schedule as a JSON object with PyTorch's names",
            "{}",
            v -> ParamChecks.json("scheduleOptions", v));
  }

  /** The value of {@link #scheduleOptions()}. */
  default String getScheduleOptions() {
    return getOrDefault(scheduleOptions());
  }

  /** What the schedule counts: epoch or step. */
  default Param<String> scheduleUnit() {
    return declared()
        .text(
            "scheduleUnit",
            "what the schedule counts: epoch or step",
            "epoch",
            v -> ParamChecks.word("scheduleUnit", v, "epoch", "step"));
  }

  /** The value of {@link #scheduleUnit()}. */
  default String getScheduleUnit() {
    return getOrDefault(scheduleUnit());
  }

  /** Learning rate to begin with, above 0. */
  default DoubleParam stepSize() {
    return declared().number("stepSize", "learning rate to begin with, above 0", 0.01, v -> v > 0);
  }

  /** The value of {@link #stepSize()}. */
  default double getStepSize() {
    return (Double) getOrDefault(stepSize());
  }

  /** Passes over the data (epochs), at least 1. */
  default IntParam maxIter() {
    return declared()
        .whole("maxIter", "passes over the data (epochs), at least 1", 10, v -> v >= 1);
  }

  /** The value of {@link #maxIter()}. */
  default int getMaxIter() {
    return (Integer) getOrDefault(maxIter());
  }

  /** Samples in a step over all workers, at least 1. */
  default IntParam batchSize() {
    return declared()
        .whole("batchSize", "samples in a step over all workers, at least 1", 128, v -> v >= 1);
  }

  /** The value of {@link #batchSize()}. */
  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  /** Whether the last batch of an epoch is left out when it is short. */
  default BooleanParam dropLast() {
    return declared()
        .flag("dropLast", "whether the last batch of an epoch is left out when it is short", false);
  }

  /** The value of {@link #dropLast()}. */
  default boolean getDropLast() {
    return (Boolean) getOrDefault(dropLast());
  }

  /** Key of initial parameters, shuffles, augmentation and dropout. */
  default LongParam seed() {
    return declared()
        .whole("seed", "key of initial parameters, shuffles, augmentation and dropout", 0L);
  }

  /** The value of {@link #seed()}. */
  default long getSeed() {
    return (Long) getOrDefault(seed());
  }

  /**
   * Epochs without a lower loss (of the validation rows, or of the training rows without them)
   * after which training stops with the best model; 0 for never.
   */
  default IntParam patience() {
    return declared()
        .whole(
            "patience",
            "epochs without a lower loss (of the validation rows, or of the training rows"
                + " without them) after which training stops with the best model; 0 for never",
            0,
            v -> v >= 0);
  }

  /** The value of {@link #patience()}. */
  default int getPatience() {
    return (Integer) getOrDefault(patience());
  }

  /**
   * What is to be better, by more than {@link #tol()}, on the validation rows for {@link
   * #patience()} and the best model: loss, or a metric of Spark's evaluators, for classes
   * areaUnderROC, areaUnderPR, accuracy, f1, weightedPrecision, weightedRecall or logLoss, for
   * numbers rmse, mse, mae or r2.
   */
  default Param<String> validationMetric() {
    return declared()
        .text(
            "validationMetric",
            "what is to be better, by more than tol, on the validation rows for patience and the"
                + " best model: loss, or a metric of Spark's evaluators, for classes areaUnderROC,"
                + " areaUnderPR, accuracy, f1, weightedPrecision, weightedRecall or logLoss, for"
                + " numbers rmse, mse, mae or r2",
            ValidationMetric.LOSS,
            v -> ParamChecks.word("validationMetric", v, ValidationMetric.names()));
  }

  /** The value of {@link #validationMetric()}. */
  default String getValidationMetric() {
    return getOrDefault(validationMetric());
  }

  /** By how much the loss must fall to be better, at least 0. */
  default DoubleParam tol() {
    return declared()
        .number("tol", "by how much the loss must fall to be better, at least 0", 0.0, v -> v >= 0);
  }

  /** The value of {@link #tol()}. */
  default double getTol() {
    return (Double) getOrDefault(tol());
  }
}
