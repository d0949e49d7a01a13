package io.kindling.spark.ml;

import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;

/** The Params of a classifier beside {@link KindlingParams}. */
public interface KindlingClassifierParams extends KindlingParams {
  /** The Params themselves. */
  ClassifierParamSet classifierParams();

  /** Column the network's outputs go to, one for each class; empty for none. */
  default Param<String> rawPredictionCol() {
    return classifierParams().rawPredictionCol;
  }

  /** The value of {@link #rawPredictionCol()}. */
  default String getRawPredictionCol() {
    return getOrDefault(rawPredictionCol());
  }

  /** Column the probabilities of the classes go to; empty for none. */
  default Param<String> probabilityCol() {
    return classifierParams().probabilityCol;
  }

  /** The value of {@link #probabilityCol()}. */
  default String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }

  /**
   * One for each class, at most one of them 0: the class with the highest probability / threshold
   * is predicted.
   */
  default DoubleArrayParam thresholds() {
    return classifierParams().thresholds;
  }

  /** The value of {@link #thresholds()}. */
  default double[] getThresholds() {
    return getOrDefault(thresholds());
  }
}
