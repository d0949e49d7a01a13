package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.nn.FlatParameters;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Every class counts the same. */
final class BalancedClassesTest {
  /** One row in ten is of class 1. */
  private static Dataset<Row> rare() {
    return Tables.frame(200, 2)
        .selectExpr(
            "features",
            "int(abs(value * 1000) % 10 < 1) as label",
            "0.5 + abs(value) as w",
            "held");
  }

  private static KindlingClassifier classifier() {
    return Tables.classifier().setArchitecture("mlp([4, 8, 2])").setEpochs(2);
  }

  private static float[] values(KindlingClassificationModel model) {
    return FlatParameters.of(model.network()).values();
  }

  @Test
  void theSameAsByAColumnOfWeights() {
    Dataset<Row> rows = rare();
    long ones = rows.where("label = 1").count();
    assertTrue(ones > 0 && ones < 60, ones + " of 200");
    String each = "200D / 2 / if(label = 1, " + ones + ", " + (200 - ones) + ")";
    var byHand = classifier().setWeightCol("b").fit(rows.selectExpr("*", each + " as b"));
    var balanced = classifier().setClassWeight("balanced").fit(rows);
    assertArrayEquals(values(byHand), values(balanced), 1e-6f);
    var both = classifier().setClassWeight("balanced").setWeightCol("w").fit(rows);
    var bothByHand = classifier().setWeightCol("b").fit(rows.selectExpr("*", each + " * w as b"));
    assertArrayEquals(values(bothByHand), values(both), 1e-6f);
  }

  @Test
  void labelsThatAreNoClassesAreTold() {
    Dataset<Row> rows = rare().selectExpr("features", "if(label = 1, 7, 0) as label");
    DataException bad =
        assertThrows(DataException.class, () -> classifier().setClassWeight("balanced").fit(rows));
    assertTrue(bad.getMessage().contains("label 7 is out of range"), bad.getMessage());
    var word =
        assertThrows(IllegalArgumentException.class, () -> classifier().setClassWeight("balance"));
    assertTrue(word.getMessage().contains("did you mean balanced"), word.getMessage());
    assertEquals("", classifier().getClassWeight());
  }
}
