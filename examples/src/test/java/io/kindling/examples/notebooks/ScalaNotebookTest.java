package io.kindling.examples.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.data.GeneratedTables;
import io.kindling.spark.data.ImageTableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Scala notebook runs from its first cell to its last, and does what it says. */
final class ScalaNotebookTest {
  private static List<String> codeCells() throws IOException {
    return SourceNotebook.read("Cifar10.scala", "//").code();
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
    assertTrue(
        all.contains(
            "on Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION() + ", local[2]"),
        all);
  }

  /** Where Kindling's class is missing, the first cell compiles, runs and says so. */
  @Test
  void theFirstCellSaysThatTheJarIsMissing() throws Exception {
    String first = codeCells().get(0);
    try (ScalaSession scala = new ScalaSession()) {
      scala.define("spark", SparkSession.class, null);
      String absent = first.replace("\"io.kindling.spark.Environment\"", "\"not.there\"");
      assertNotEquals(first, absent);
      AssertionError said = assertThrows(AssertionError.class, () -> scala.run(absent));
      String library = "io.kindling:kindling-spark_" + System.getenv("SPARK_SCALA_VERSION");
      assertTrue(said.getMessage().contains("Missing here: Kindling's jars"), said.getMessage());
      assertTrue(said.getMessage().contains("install the library " + library), said.getMessage());
    }
  }

  /** And where Java is too old, before it looks for anything else. */
  @Test
  void theFirstCellSaysThatJavaIsTooOld() throws Exception {
    String first = codeCells().get(0);
    try (ScalaSession scala = new ScalaSession()) {
      scala.define("spark", SparkSession.class, null);
      String old = first.replace("System.getProperty(\"java.specification.version\")", "\"1.8\"");
      assertNotEquals(first, old);
      AssertionError said = assertThrows(AssertionError.class, () -> scala.run(old));
      assertTrue(said.getMessage().contains("this is Java 1.8"), said.getMessage());
      assertTrue(said.getMessage().contains("JNAME=zulu17-ca-amd64"), said.getMessage());
    }
  }
}
