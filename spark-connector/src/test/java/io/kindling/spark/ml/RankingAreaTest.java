package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Areas under curves against their definitions. */
final class RankingAreaTest {
  private static double area(boolean precision, List<Row> falling) {
    return new RankingArea(precision).call(falling.iterator()).next();
  }

  private static Row row(double score, double label, double weight) {
    return RowFactory.create(score, label, weight);
  }

  /** The chance that a row of class 1 has a higher score than one of class 0, ties half. */
  static double chance(List<Row> rows) {
    double higher = 0;
    double pairs = 0;
    for (Row one : rows) {
      for (Row zero : rows) {
        if (one.getDouble(1) == 1 && zero.getDouble(1) == 0) {
          double weight = one.getDouble(2) * zero.getDouble(2);
          double sign = Math.signum(one.getDouble(0) - zero.getDouble(0));
          higher += weight * (1 + sign) / 2;
          pairs += weight;
        }
      }
    }
    return higher / pairs;
  }

  @Test
  void underRocItIsTheChanceOfTheRightOrder() {
    Random random = new Random(5);
    for (int n = 2; n < 60; n++) {
      List<Row> rows = new ArrayList<>(List.of(row(0.5, 0, 1), row(0.25, 1, 2)));
      for (int i = 2; i < n; i++) { // few scores: many are the same
        double score = random.nextInt(8) / 8.0;
        rows.add(row(score, random.nextDouble() < score ? 1 : 0, random.nextInt(4)));
      }
      rows.sort(Comparator.comparingDouble((Row r) -> r.getDouble(0)).reversed());
      assertEquals(chance(rows), area(false, rows), 1e-12, rows.toString());
    }
  }

  /** Points of recall and precision: (0, 1), (1/2, 1), (1/2, 1/2), (1, 2/3), (1, 1/2). */
  @Test
  void precisionOverRecallIsJoinedByTrapezoids() {
    List<Row> rows = List.of(row(4, 1, 1), row(3, 0, 1), row(2, 1, 1), row(1, 0, 1));
    assertEquals(0.5 + 0.5 * (1 / 2.0 + 2 / 3.0) / 2, area(true, rows), 1e-15);
  }

  /** It begins at the precision of the highest score: (0, 1/3), (1/2, 1/3), (1, 1/2). */
  @Test
  void rowsOfOneScoreAreOnePoint() {
    List<Row> rows = List.of(row(2, 0, 2), row(2, 1, 1), row(0.0, 1, 0.5), row(-0.0, 1, 0.5));
    assertEquals((1 / 3.0) / 2 + (1 / 3.0 + 1 / 2.0) / 4, area(true, rows), 1e-15);
    assertEquals(0.25, area(false, rows), 1e-15);
  }

  @Test
  void ofOneClassThereIsNone() {
    List<Row> rows = List.of(row(2, 1, 1), row(1, 1, 1), row(0, 0, 0));
    assertFalse(new RankingArea(false).call(rows.iterator()).hasNext());
  }
}
