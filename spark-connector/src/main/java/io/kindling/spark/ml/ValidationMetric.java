package io.kindling.spark.ml;

import io.kindling.data.DataException;
import io.kindling.spark.data.DataFailures;
import io.kindling.spark.data.RowReader;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * By what the best epoch is found, where it is not the loss: a metric of Spark's evaluators on the
 * validation rows, weighted by {@code weightCol}. Each epoch costs Spark jobs that score them.
 */
final class ValidationMetric {
  static final String LOSS = "loss";

  private static final String AREA_UNDER_PR = "areaUnderPR";
  private static final List<String> RANKING = List.of("areaUnderROC", AREA_UNDER_PR);
  private static final List<String> CLASSES =
      List.of("accuracy", "f1", "weightedPrecision", "weightedRecall", "logLoss");
  private static final List<String> NUMBERS = List.of("rmse", "mse", "mae", "r2");

  // Columns of the model, beside those of a table that has none of such names.
  private static final String PREDICTION = "kindling prediction";
  private static final String RAW = "kindling rawPrediction";
  private static final String PROBABILITY = "kindling probability";

  private final KindlingParams params;
  private final int outputs;
  private final String name;

  private ValidationMetric(KindlingParams params, int outputs) {
    this.params = params;
    this.outputs = outputs;
    this.name = params.getValidationMetric();
  }

  /** All that are known. */
  static String[] names() {
    return Stream.of(List.of(LOSS), RANKING, CLASSES, NUMBERS)
        .flatMap(List::stream)
        .toArray(String[]::new);
  }

  /** Whether it is another than the loss. */
  static boolean wanted(KindlingParams params) {
    return !params.getValidationMetric().equals(LOSS);
  }

  /**
   * The metric that a stage's Params name.
   *
   * @param schema of the rows, which has the column of labels
   * @param outputs of the network; 0 where they are not known yet
   * @throws IllegalArgumentException when it cannot be had there
   */
  static ValidationMetric of(KindlingParams params, StructType schema, int outputs) {
    String name = params.getValidationMetric();
    boolean classes = params instanceof KindlingClassifierParams;
    DataType label = schema.apply(params.getLabelCol()).dataType();
    String why = null;
    if (params.getPatience() == 0) {
      why = "needs patience, the epochs without a better one after which training stops; set it";
    } else if (!params.isDefined(params.validationIndicatorCol())
        || params.getValidationIndicatorCol().isEmpty()) {
      why = "is of validation rows; set validationIndicatorCol";
    } else if (classes == NUMBERS.contains(name)) {
      why =
          classes
              ? "is of numbers; a classifier has " + join(RANKING) + ", " + join(CLASSES)
              : "is of classes; a regressor has " + join(NUMBERS);
    } else if (RANKING.contains(name) && outputs != 0 && outputs != 2) {
      why = "is of two classes, and the network has " + outputs + "; take f1 or logLoss";
    } else if (!classes && outputs > 1) {
      why = "is of one number, and the network gives " + outputs + "; take loss";
    } else if (!(label instanceof NumericType)) {
      why = "is of a number a row, and labels are " + label.simpleString() + "; take loss";
    }
    if (why != null) {
      throw new IllegalArgumentException(params.uid() + ": validationMetric = " + name + " " + why);
    }
    return new ValidationMetric(params, outputs);
  }

  private static String join(List<String> names) {
    return String.join(", ", names);
  }

  /**
   * Of a model, turned so that lower is better.
   *
   * @param model whose columns are renamed
   * @param rows to validate on
   * @throws DataException when an area is wanted and the rows are not of both classes
   */
  double lowerIsBetter(KindlingModel<?> model, Dataset<Row> rows) {
    model.set(model.predictionCol(), PREDICTION);
    if (model instanceof KindlingClassifierParams classifier) {
      model.set(classifier.rawPredictionCol(), RAW);
      model.set(classifier.probabilityCol(), PROBABILITY);
    }
    Dataset<Row> scored = model.transform(rows.where(valid()));
    if (RANKING.contains(name)) {
      return -area(scored);
    }
    boolean classes = CLASSES.contains(name);
    Column prediction = RowReader.column(PREDICTION).as("prediction");
    Dataset<Row> judged =
        classes
            ? scored.select(
                label().as("label"),
                weight().as("weight"),
                prediction,
                RowReader.column(PROBABILITY).as("probability"))
            : scored.select(label().as("label"), weight().as("weight"), prediction);
    Evaluator evaluator =
        classes
            ? new MulticlassClassificationEvaluator().setMetricName(name).setWeightCol("weight")
            : new RegressionEvaluator().setMetricName(name).setWeightCol("weight");
    double value = DataFailures.rethrow(() -> evaluator.evaluate(judged));
    return evaluator.isLargerBetter() ? -value : value;
  }

  private double area(Dataset<Row> scored) {
    Column raw = org.apache.spark.ml.functions.vector_to_array(RowReader.column(RAW), "float64");
    Dataset<Row> ranked =
        scored.select(raw.getItem(1).as("score"), label().as("label"), weight().as("weight"));
    return new RankingArea(name.equals(AREA_UNDER_PR))
        .of(ranked)
        .orElseThrow(
            () ->
                new DataException(
                    params.uid()
                        + ": validationMetric = "
                        + name
                        + " needs validation rows of both classes, and there are not; choose other"
                        + " rows by "
                        + params.getValidationIndicatorCol()));
  }

  /** Rows whose label and weight training takes: the others were skipped there too. */
  private Column valid() {
    Column label = label();
    Column known = label.isNotNull().and(functions.not(functions.isnan(label)));
    Column weighted = weight().isNotNull().and(weight().geq(0));
    return NUMBERS.contains(name)
        ? known.and(weighted)
        : known
            .and(label.between(0, outputs - 1))
            .and(label.equalTo(functions.rint(label)))
            .and(weighted);
  }

  private Column label() {
    return RowReader.column(params.getLabelCol()).cast(DataTypes.DoubleType);
  }

  private Column weight() {
    return params.isDefined(params.weightCol()) && !params.getWeightCol().isEmpty()
        ? RowReader.column(params.getWeightCol()).cast(DataTypes.DoubleType)
        : functions.lit(1.0);
  }
}
