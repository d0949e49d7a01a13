package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.internals.RowOrder;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.Warnings;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table that may give its rows in another order when its cache is lost: a warning says so before
 * training. What becomes of such a run is in {@link FaultToleranceTest}.
 */
final class ReorderedRowsTest {
  private final SparkSession spark = SharedSpark.get();

  private Dataset<Row> table() {
    return spark
        .range(0, 40, 1, 3)
        .selectExpr("array(sin(id), cos(id)) as features", "int(id % 2) as label", "id");
  }

  private static List<String> warnings(Dataset<Row> rows) {
    try (Warnings warnings = Warnings.of("io.kindling.spark.data.IndexedRows");
        var samples = DistributedSamples.fromRows(rows, SampleSpec.classes(2), 2)) {
      return warnings.lines();
    }
  }

  private static void assertWarns(Dataset<Row> rows) {
    List<String> lines = warnings(rows);
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(lines.get(0).contains("does not promise the same order"), lines.get(0));
    assertTrue(lines.get(0).contains("sortWithinPartitions"), lines.get(0));
  }

  @Test
  void whatComesOutOfAShuffleWarns() {
    assertWarns(table().repartition(2));
    assertWarns(table().repartition(2).cache());
    Dataset<Row> ids = table().select("id").hint("shuffle_hash");
    assertWarns(table().join(ids, "id").select("features", "label"));
    assertWarns(table().sortWithinPartitions("id").repartition(2));
    spark.conf().set("spark.sql.execution.sortBeforeRepartition", "false");
    try {
      assertWarns(table().distinct().repartition(2));
    } finally {
      spark.conf().unset("spark.sql.execution.sortBeforeRepartition");
    }
  }

  @Test
  void filesSortedRowsAndCheckpointsDoNot(@TempDir Path folder) {
    assertEquals(List.of(), warnings(table()));
    assertEquals(List.of(), warnings(table().repartition(2).sortWithinPartitions("id")));
    assertEquals(
        List.of(),
        warnings(
            table().repartition(2).sortWithinPartitions("id").select("features", "label").cache()));
    assertEquals(List.of(), warnings(table().orderBy("id").drop("id")));
    String file = folder.resolve("table").toString();
    table().repartition(2).write().parquet(file);
    assertEquals(List.of(), warnings(spark.read().parquet(file)));
    spark.sparkContext().setCheckpointDir(folder.resolve("saved").toString());
    assertEquals(List.of(), warnings(table().repartition(2).checkpoint()));
  }

  @Test
  void levelsOfSparkAreKnown() {
    assertEquals(RowOrder.Level.DETERMINATE, RowOrder.of(table().javaRDD().rdd()));
    assertEquals(RowOrder.Level.UNORDERED, RowOrder.of(table().repartition(2).javaRDD().rdd()));
    spark.conf().set("spark.sql.execution.sortBeforeRepartition", "false");
    try {
      assertEquals(
          RowOrder.Level.INDETERMINATE,
          RowOrder.of(table().groupBy("label").count().repartition(2).javaRDD().rdd()));
    } finally {
      spark.conf().unset("spark.sql.execution.sortBeforeRepartition");
    }
  }
}
