package io.kindling.spark.internals;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/** Gauges of our own in Spark's metrics system, for every sink that is configured. */
public final class MetricsSource {
  private MetricsSource() {}

  /** Registers them with the driver's metrics, once for an application. */
  public static void register(String name, Map<String, DoubleSupplier> gauges) {
    MetricRegistry registry = new MetricRegistry();
    gauges.forEach((gauge, value) -> registry.register(gauge, (Gauge<Double>) value::getAsDouble));
    SparkEnv.get().metricsSystem().registerSource(new Registered(name, registry));
  }

  private record Registered(String sourceName, MetricRegistry metricRegistry) implements Source {}
}
