package io.kindling.spark.ml;

import io.kindling.spark.data.DataFailures;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The area under the ROC curve, or under precision over recall, as Spark's {@code
 * BinaryClassificationMetrics} has it without bins: exact, by trapezoids between the points of all
 * different scores; precision begins at recall 0 with that of the highest score. Spark SQL sorts
 * the rows, on disk where memory does not do, and one task goes over them: nothing but the area
 * comes to the driver.
 *
 * @param precision whether it is that under precision over recall
 */
record RankingArea(boolean precision) implements MapPartitionsFunction<Row, Double> {

  /**
   * The area.
   *
   * @param rows of score, label (above 0.5 for the class that is to have high scores) and weight,
   *     all doubles
   * @return empty where there are not rows of both classes
   */
  OptionalDouble of(Dataset<Row> rows) {
    Dataset<Row> falling =
        rows.repartition(1).sortWithinPartitions(functions.col(rows.columns()[0]).desc());
    List<Double> area =
        DataFailures.rethrow(() -> falling.mapPartitions(this, Encoders.DOUBLE()).collectAsList());
    return area.stream().mapToDouble(Double::doubleValue).findFirst();
  }

  /** Of rows in the order of falling scores. */
  @Override
  public Iterator<Double> call(Iterator<Row> falling) {
    Curve curve = new Curve();
    double score = Double.NaN;
    while (falling.hasNext()) {
      Row row = falling.next();
      double next = row.getDouble(0) + 0.0; // -0.0 sorts as 0.0
      if (Double.compare(next, score) != 0) {
        curve.point();
      }
      score = next;
      curve.add(row.getDouble(1) > 0.5, row.getDouble(2));
    }
    curve.point();
    return curve.positive > 0 && curve.negative > 0
        ? List.of(curve.area()).iterator()
        : Collections.emptyIterator();
  }

  /** Weights so far, and the area up to the last point in their units. */
  private final class Curve {
    private double positive;
    private double negative;
    private double lastPositive;
    private double lastNegative;
    private double lastPrecision = Double.NaN;
    private double sum;

    void add(boolean isPositive, double weight) {
      if (isPositive) {
        positive += weight;
      } else {
        negative += weight;
      }
    }

    /** All rows of one score have been added. */
    void point() {
      if (positive == lastPositive && negative == lastNegative) {
        return;
      }
      double now = positive / (positive + negative);
      double before = Double.isNaN(lastPrecision) ? now : lastPrecision;
      sum +=
          precision
              ? (positive - lastPositive) * (now + before) / 2
              : (negative - lastNegative) * (positive + lastPositive) / 2;
      lastPositive = positive;
      lastNegative = negative;
      lastPrecision = now;
    }

    double area() {
      return sum / (precision ? positive : positive * negative);
    }
  }
}
