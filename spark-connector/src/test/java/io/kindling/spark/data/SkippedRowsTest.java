package io.kindling.spark.data;

import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.spark.ml.KindlingClassifier;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.Warnings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are left out are counted, each once, and told. */
class SkippedRowsTest {
  private static final SampleSpec SKIP = SampleSpec.classes(2).skipInvalid(true);

  @TempDir Path dir;

  /** Rows of which those that {@code good} selects have a label. */
  private static Dataset<Row> table(int rows, String good) {
    return SharedSpark.get()
        .range(0, rows, 1, 3)
        .selectExpr(
            "array(sin(id), cos(id)) as features",
            "if(" + good + ", int(id % 2), null) as label",
            "id");
  }

  private static KindlingClassifier classifier() {
    return new KindlingClassifier()
        .setArchitecture("mlp([2, 4, 2])")
        .setHandleInvalid("skip")
        .setEpochs(2)
        .setNumWorkers(2);
  }

  @Test
  void manySkippedRowsAreAWarningWithTheFirstReasons() {
    try (Warnings warnings = Warnings.of(DistributedSamples.class.getName())) {
      var model = classifier().fit(table(303, "id = 200"));
      assertEquals(302, model.summary().skippedRows());
      assertEquals(
          List.of(
              "partition 0, column label, row 0: label is null",
              "partition 0, column label, row 1: label is null",
              "partition 0, column label, row 2: label is null"),
          model.summary().skippedReasons());
      assertEquals(
          List.of(
              "data: 302 of 303 rows (99.7%) are not valid and were skipped; the first: "
                  + String.join("; ", model.summary().skippedReasons())),
          warnings.lines());
    }
  }

  @Test
  void fewSkippedRowsAreCountedWithoutAWarning() {
    try (Warnings warnings = Warnings.of(DistributedSamples.class.getName())) {
      assertEquals(30, classifier().fit(table(300, "id % 10 > 0")).summary().skippedRows());
      assertEquals(0, classifier().fit(table(300, "true")).summary().skippedRows());
      assertEquals(List.of(), warnings.lines());
    }
  }

  /** Such a row is neither to train on nor to validate on, and a filter of Spark's drops it. */
  @Test
  void rowsWhoseValidationIndicatorIsNullAreCountedOrRefused() {
    Dataset<Row> rows =
        table(300, "true").withColumn("held", expr("if(id % 50 = 7, null, id % 5 = 1)"));
    KindlingClassifier skips = classifier().setValidationIndicatorCol("held");
    try (Warnings warnings = Warnings.of(DistributedSamples.class.getName())) {
      var summary = skips.fit(rows).summary();
      assertEquals(6, summary.skippedRows());
      assertEquals(
          "partition 0, column held, row 5: validation indicator is null, wanted true or false",
          summary.skippedReasons().get(0));
      assertEquals(List.of(), warnings.lines());
    }
    DataException refused =
        assertThrows(
            DataException.class,
            () -> skips.copy(ParamMap.empty()).setHandleInvalid("error").fit(rows));
    assertTrue(
        refused.getMessage().matches("column held, row \\d+: validation indicator is null, .*"),
        refused.getMessage());
  }

  @Test
  void nothingButInvalidRowsIsAnError() {
    String message =
        assertThrows(
                DataException.class, () -> DistributedSamples.fromRows(table(20, "false"), SKIP, 2))
            .getMessage();
    assertTrue(
        message.startsWith(
            "data: there is no valid row: all were skipped; the first: column label, row 0: label"
                + " is null; "),
        message);
    assertThrows(DataException.class, () -> classifier().fit(table(20, "false")));
  }

  /** Blocks are decoded again; rows are not counted again. */
  @Test
  void rowsAreCountedOnceHoweverOftenBlocksAreDecoded() {
    try (var samples = DistributedSamples.fromRows(table(60, "id % 3 > 0"), SKIP, 2)) {
      assertEquals(20, samples.skipped().rows());
      samples.blocks().unpersist(true);
      assertEquals(2, samples.blocks().count());
      assertEquals(20, samples.skipped().rows());
      assertEquals(40, samples.size());
    }
  }

  @Test
  void rowsOfFilesAreSkippedInFileOrder() {
    String path = dir.resolve("images").toString();
    Frames.frame(
            40,
            "img",
            Frames.ENCODED,
            i -> RowFactory.create(i % 4 == 1 ? new byte[] {1, 2} : Frames.png(i), "img/" + i))
        .coalesce(2)
        .write()
        .parquet(path);
    SampleSpec spec = SampleSpec.cifar10();
    assertThrows(
        DataException.class,
        () -> DistributedSamples.fromParquet(SharedSpark.get(), path, spec, 2));
    try (var samples =
        DistributedSamples.fromParquet(SharedSpark.get(), path, spec.skipInvalid(true), 3)) {
      assertEquals(30, samples.size());
      assertEquals(10, samples.skipped().rows());
      assertEquals(3, samples.skipped().reasons().size());
      assertTrue(
          samples.skipped().reasons().get(0).startsWith("column img, row 1 (img/1)"),
          samples.skipped().reasons().toString());
      List<Integer> labels = new ArrayList<>();
      for (var block : Frames.blocks(samples)) {
        for (int row = 0; row < block.size(); row++) {
          labels.add(block.label(row));
        }
      }
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        if (i % 4 != 1) {
          expected.add(Frames.IMAGES.label(i));
        }
      }
      assertEquals(expected, labels);
    }
    long skipped = 0;
    for (DistributedSamples.Part part :
        List.of(DistributedSamples.Part.TRAIN, DistributedSamples.Part.TEST)) {
      try (var samples =
          DistributedSamples.fromParquet(
              SharedSpark.get(), List.of(path), spec.skipInvalid(true), 2, part)) {
        skipped += samples.skipped().rows();
      }
    }
    assertEquals(10, skipped, "a table that is split counts its rows once");
  }
}
