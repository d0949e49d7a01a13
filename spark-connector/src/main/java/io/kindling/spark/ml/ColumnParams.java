package io.kindling.spark.ml;

import org.apache.spark.ml.param.Param;

/** Which columns of a table hold what. */
public interface ColumnParams extends DeclaredParams {
  /**
   * Column of samples: a vector, array{@literal <}float|double{@literal >}, binary raw pixels,
   * struct{@literal <}bytes, path{@literal >} with PNG or JPEG, or the struct of Spark's image
   * source.
   */
  default Param<String> featuresCol() {
    return declared()
        .text(
            "featuresCol",
            "column of samples: a vector, array<float|double>, binary raw pixels,"
                + " struct<bytes, path> with PNG or JPEG, or the struct of Spark's image source",
            "features");
  }

  /** The value of {@link #featuresCol()}. */
  default String getFeaturesCol() {
    return getOrDefault(featuresCol());
  }

  /** Column of what is to be predicted. */
  default Param<String> labelCol() {
    return declared().text("labelCol", "column of what is to be predicted", "label");
  }

  /** The value of {@link #labelCol()}. */
  default String getLabelCol() {
    return getOrDefault(labelCol());
  }

  /** Column the prediction goes to. */
  default Param<String> predictionCol() {
    return declared().text("predictionCol", "column the prediction goes to", "prediction");
  }

  /** The value of {@link #predictionCol()}. */
  default String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  /** Column that says how much each row counts; not set or empty, all count the same. */
  default Param<String> weightCol() {
    return declared()
        .text(
            "weightCol",
            "column that says how much each row counts; not set or empty, all count the" + " same",
            null);
  }

  /** The value of {@link #weightCol()}. */
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /**
   * Boolean column that is true for rows to validate on and not to train on. A row where it is null
   * is not valid: see {@link SampleParams#handleInvalid()}.
   */
  default Param<String> validationIndicatorCol() {
    return declared()
        .text(
            "validationIndicatorCol",
            "boolean column that is true for rows to validate on and not to train on;"
                + " a row where it is null is not valid, see handleInvalid",
            null);
  }

  /** The value of {@link #validationIndicatorCol()}. */
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }
}
