package io.kindling.spark.ml;

import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;

/** The Params of a classifier beside {@link KindlingParams}. */
public interface KindlingClassifierParams extends KindlingParams {
  /** Every class counts the same. */
  String BALANCED = "balanced";

  /** Column the network's outputs go to, one for each class; empty for none. */
  default Param<String> rawPredictionCol() {
    return declared()
        .text(
            "rawPredictionCol",
            "column the network's outputs go to, one for each class; empty for none",
            "rawPrediction");
  }

  /** The value of {@link #rawPredictionCol()}. */
  default String getRawPredictionCol() {
    return getOrDefault(rawPredictionCol());
  }

  /** Column the probabilities of the classes go to; empty for none. */
  default Param<String> probabilityCol() {
    return declared()
        .text(
            "probabilityCol",
            "column the probabilities of the classes go to; empty for none",
            "probability");
  }

  /** The value of {@link #probabilityCol()}. */
  default String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }

  /**
   * How much each class counts in the loss: empty for all rows the same, balanced for rows /
   * (classes * rows of the class), multiplied with {@link #weightCol()} where there is one.
   */
  default Param<String> classWeight() {
    return declared()
        .text(
            "classWeight",
            "how much each class counts in the loss: empty for all rows the same, balanced for rows"
                + " / (classes * rows of the class), multiplied with weightCol where there is one",
            "",
            v -> ParamChecks.word("classWeight", v, "", BALANCED));
  }

  /** The value of {@link #classWeight()}. */
  default String getClassWeight() {
    return getOrDefault(classWeight());
  }

  /**
   * One for each class, at most one of them 0: the class with the highest probability / threshold
   * is predicted.
   */
  default DoubleArrayParam thresholds() {
    return declared()
        .numbers(
            "thresholds",
            "one for each class, at most one of them 0: the class with the highest"
                + " probability / threshold is predicted",
            null,
            ParamChecks::thresholds);
  }

  /** The value of {@link #thresholds()}. */
  default double[] getThresholds() {
    return getOrDefault(thresholds());
  }
}
