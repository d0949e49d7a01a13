package io.kindling.spark.ml;

import io.kindling.io.Safetensors;
import io.kindling.nn.Module;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.spark.TimeSpent;
import io.kindling.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a model knows of itself as tables. A client of Spark Connect can call none of a model's
 * methods but {@code transform}; these come the same way as predictions do.
 */
final class ModelTables {
  /** Not a table about the model: a prediction for each row. */
  static final String PREDICTIONS = "predictions";

  private static final String SUMMARY = "summary";
  private static final String WEIGHTS = "weights";
  private static final String NETWORK = "network";

  /** The values of {@link KindlingModel#transformOutput()}. */
  static final List<String> NAMES = List.of(PREDICTIONS, SUMMARY, WEIGHTS, NETWORK);

  private static final DataType DOUBLES = DataTypes.createArrayType(DataTypes.DoubleType, false);
  private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType, false);
  private static final DataType INTS = DataTypes.createArrayType(DataTypes.IntegerType, false);

  private ModelTables() {}

  static StructType schema(String table) {
    return switch (table) {
      case SUMMARY ->
          new StructType()
              .add("totalIterations", DataTypes.IntegerType, false)
              .add("steps", DataTypes.IntegerType, false)
              .add("objectiveHistory", DOUBLES, false)
              .add("trainingLoss", DOUBLES, false)
              .add("trainingAccuracy", DOUBLES, false)
              .add("validationLoss", DOUBLES, false)
              .add("validationAccuracy", DOUBLES, false)
              .add("skippedRows", DataTypes.LongType, false)
              .add("skippedReasons", TEXTS, false)
              .add("warnings", TEXTS, false)
              .add("samplesPerSecond", DataTypes.DoubleType, false)
              .add("totalSeconds", DataTypes.DoubleType, false)
              .add(
                  "seconds",
                  DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false),
                  false)
              .add("html", DataTypes.StringType, false);
      case WEIGHTS ->
          new StructType()
              .add("name", DataTypes.StringType, false)
              .add("safetensors", DataTypes.BinaryType, false);
      case NETWORK ->
          new StructType()
              .add("text", DataTypes.StringType, false)
              .add("architecture", DataTypes.StringType, true)
              .add("sampleShape", INTS, false)
              .add("outputs", DataTypes.IntegerType, false);
      default -> throw new IllegalArgumentException("transformOutput: there is no " + table);
    };
  }

  /** One row, but for weights (one for each tensor) and a summary that is not there (none). */
  static List<Row> rows(KindlingModel<?> model, String table) {
    return switch (table) {
      case SUMMARY -> model.hasSummary() ? List.of(summary(model.summary())) : List.of();
      case WEIGHTS -> weights(model.network());
      case NETWORK -> List.of(network(model));
      default -> throw new IllegalArgumentException("transformOutput: there is no " + table);
    };
  }

  private static Row summary(KindlingTrainingSummary summary) {
    TimeSpent time = summary.time();
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("preparation", time.preparation());
    seconds.put("compute", time.compute());
    seconds.put("update", time.update());
    seconds.put("overhead", time.overhead());
    seconds.put("evaluation", time.evaluation());
    return RowFactory.create(
        summary.totalIterations(),
        summary.steps(),
        summary.objectiveHistory(),
        summary.trainingLoss(),
        summary.trainingAccuracy(),
        summary.validationLoss(),
        summary.validationAccuracy(),
        summary.skippedRows(),
        summary.skippedReasons().toArray(new String[0]),
        summary.warnings().toArray(new String[0]),
        summary.samplesPerSecond(),
        summary.totalSeconds(),
        seconds,
        summary.toHtml());
  }

  /** Each tensor as a safetensors file of its own, so that no row is larger than it must be. */
  private static List<Row> weights(Module network) {
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, Tensor> entry : network.stateDict().entrySet()) {
      var bytes = new ByteArrayOutputStream();
      try {
        Safetensors.write(Map.of(entry.getKey(), entry.getValue()), bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      rows.add(RowFactory.create(entry.getKey(), bytes.toByteArray()));
    }
    return rows;
  }

  private static Row network(KindlingModel<?> model) {
    Module network = model.network();
    String architecture;
    try {
      architecture = ModuleSpec.of(network).toJson();
    } catch (IllegalArgumentException e) { // a class of the user's, which has no text form
      architecture = null;
    }
    return RowFactory.create(network.toString(), architecture, model.sampleShape(), model.width());
  }
}
