package io.kindling.examples.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.data.GeneratedTables;
import io.kindling.spark.data.ImageTableFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Scala notebook runs from its first cell to its last, and does what it says. */
final class ScalaNotebookTest {
  private static final Path NOTEBOOK = Path.of("notebooks", "Cifar10.scala");

  /** The cells of a notebook in Databricks' source format that are no text. */
  private static List<String> codeCells() throws Exception {
    String source = Files.readString(NOTEBOOK);
    String head = "// Databricks notebook source\n";
    assertTrue(source.startsWith(head), NOTEBOOK + " should begin with " + head);
    List<String> cells = new ArrayList<>();
    for (String cell : source.substring(head.length()).split("\n// COMMAND -{10}\n")) {
      if (!cell.strip().startsWith("// MAGIC %md")) {
        cells.add(cell.strip());
      }
    }
    return cells;
  }

  @Test
  void everyCellRuns(@TempDir Path folder) throws Exception {
    Map<String, Object> configuration =
        Map.of(
            "spark.master", "local[2]",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.ui.enabled", "false",
            "spark.sql.shuffle.partitions", "2",
            "notebook.train", folder.resolve("train.parquet").toString(),
            "notebook.test", folder.resolve("test.parquet").toString(),
            "notebook.output", folder.resolve("out").toString(),
            "notebook.epochs", "3",
            "notebook.batchSize", "16");
    List<String> said = new ArrayList<>();
    try (SparkSession spark = SparkSession.builder().config(configuration).getOrCreate();
        ScalaSession scala = new ScalaSession()) {
      GeneratedTables.write(spark, folder.toString(), ImageTableFormat.PUBLISHED, 1, 240, 60, true);
      scala.define("spark", SparkSession.class, spark);
      for (String cell : codeCells()) {
        said.add(scala.run(cell));
      }
      assertEquals(60, spark.read().parquet(folder.resolve("out/scores").toString()).count());
    }
    String all = String.join("\n", said);
    assertTrue(all.contains("0 predictions differ after loading"), all);
    assertTrue(all.contains("loss by step"), all);
  }
}
