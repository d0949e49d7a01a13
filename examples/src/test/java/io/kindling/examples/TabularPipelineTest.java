package io.kindling.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that the README shows runs. */
final class TabularPipelineTest {
  @Test
  void tellsFlowersApartAndIsSaved(@TempDir Path folder) throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      Dataset<Row> flowers =
          spark
              .range(0, 96, 1, 2)
              .selectExpr(
                  "concat('kind', id % 3) as kind",
                  "5 + id % 3 * 0.8 + 0.3 * sin(id) as sepalLength",
                  "3 + 0.3 * cos(3 * id) as sepalWidth",
                  "2 + id % 3 * 1.7 + 0.5 * sin(5 * id) as petalLength",
                  "0.2 + id % 3 * 0.8 + 0.2 * cos(7 * id) as petalWidth");
      PipelineModel model = TabularPipeline.train(flowers);
      long right = model.transform(flowers).where("prediction = label").count();
      assertTrue(right > 88, "right: " + right);
      String path = folder.resolve("flowers").toString();
      model.save(path);
      PipelineModel loaded = PipelineModel.load(path);
      assertEquals(right, loaded.transform(flowers).where("prediction = label").count());
    }
  }
}
