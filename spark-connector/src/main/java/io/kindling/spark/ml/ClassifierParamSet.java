package io.kindling.spark.ml;

import static io.kindling.spark.internals.Validators.valid;

import io.kindling.spark.internals.TextParams;
import java.io.Serializable;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;

/** The Params of {@link KindlingClassifierParams}: their docs, validators and defaults. */
final class ClassifierParamSet implements Serializable {
  private static final long serialVersionUID = 1L;

  final Param<String> rawPredictionCol;
  final Param<String> probabilityCol;
  final DoubleArrayParam thresholds;

  ClassifierParamSet(KindlingParams owner) {
    rawPredictionCol =
        TextParams.of(
            owner,
            "rawPredictionCol",
            "column the network's outputs go to, one for each class; empty for none");
    probabilityCol =
        TextParams.of(
            owner,
            "probabilityCol",
            "column the probabilities of the classes go to; empty for none");
    thresholds =
        new DoubleArrayParam(
            owner,
            "thresholds",
            "one for each class, at most one of them 0: the class with the highest probability /"
                + " threshold is predicted",
            valid(ParamChecks::thresholds));
  }

  /** Gives the owner the defaults. */
  void setDefaults(KindlingParams owner) {
    owner.setDefault(rawPredictionCol, "rawPrediction");
    owner.setDefault(probabilityCol, "probability");
  }
}
