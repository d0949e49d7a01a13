package io.kindling.spark.ml;

import io.kindling.data.DataException;
import io.kindling.spark.data.DataFailures;
import io.kindling.spark.data.RowReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Weights by which every class counts the same: rows / (classes * rows of the class), as
 * scikit-learn's {@code class_weight="balanced"}. One job counts the labels.
 */
final class BalancedClasses {
  /** The column of weights; no table has one of this name. */
  static final String WEIGHT = "kindling class weight";

  private static final int MOST = 10_000;

  private final Column label;
  private final Column weight;

  /**
   * Counts the training rows of each class.
   *
   * @param weightCol weights that are multiplied with these; null for none
   * @throws DataException when there are too many labels to be classes
   */
  BalancedClasses(Dataset<Row> rows, String labelCol, String weightCol, String what) {
    label = RowReader.column(labelCol).cast(DataTypes.DoubleType);
    List<Row> counts =
        DataFailures.rethrow(
            () ->
                rows.select(label.as("label"))
                    .na()
                    .drop()
                    .groupBy("label")
                    .count()
                    .orderBy("label")
                    .takeAsList(MOST + 1));
    if (counts.size() > MOST) {
      throw new DataException(
          what
              + ": classWeight = balanced: column "
              + labelCol
              + " holds more than "
              + MOST
              + " values, wanted classes 0, 1, 2 and so on");
    }
    long all = counts.stream().mapToLong(row -> row.getLong(1)).sum();
    List<Column> map = new ArrayList<>();
    for (Row row : counts) {
      map.add(functions.lit(row.getDouble(0)));
      map.add(functions.lit((double) all / counts.size() / row.getLong(1)));
    }
    // A label that is not there, or no class, is told by who reads labels.
    Column known =
        map.isEmpty()
            ? functions.lit(1.0)
            : functions.coalesce(
                functions.map(map.toArray(Column[]::new)).getItem(label), functions.lit(1.0));
    weight = weightCol == null ? known : known.multiply(RowReader.column(weightCol));
  }

  /** The rows with their weights. */
  Dataset<Row> weigh(Dataset<Row> rows) {
    return rows.withColumn(WEIGHT, weight);
  }
}
