package io.kindling.spark.plugin;

import io.kindling.spark.ui.TrainingRuns;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * For {@code spark.plugins}: the Training tab and the metrics are there from the application's
 * begin. Without it they come with the first training run.
 */
public final class KindlingPlugin implements SparkPlugin {
  /** For Spark. */
  public KindlingPlugin() {}

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      private TrainingRuns runs;

      @Override
      public Map<String, String> init(SparkContext spark, PluginContext context) {
        runs = TrainingRuns.of(spark);
        return Map.of();
      }

      /** Only now the application has the id that metrics are named by. */
      @Override
      public void registerMetrics(String appId, PluginContext context) {
        runs.registerMetrics();
      }
    };
  }

  /** Executors need nothing. */
  @Override
  public ExecutorPlugin executorPlugin() {
    return null;
  }
}
