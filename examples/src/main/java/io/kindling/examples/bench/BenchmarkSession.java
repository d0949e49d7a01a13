package io.kindling.examples.bench;

import org.apache.spark.SparkConf;

/** What the benchmarks that run on Spark have in common. */
final class BenchmarkSession {
  private BenchmarkSession() {}

  /** The configuration of a benchmark, which talks to this machine only unless told otherwise. */
  static SparkConf conf(String name, String master) {
    return new SparkConf()
        .setAppName("Kindling " + name + " benchmark")
        .setMaster(master)
        .setIfMissing("spark.ui.enabled", "false")
        .setIfMissing("spark.driver.host", "127.0.0.1")
        .setIfMissing("spark.driver.bindAddress", "127.0.0.1");
  }

  /** As {@link #conf}, on executor processes that are all waited for. */
  static SparkConf clusterConf(String name, String master, int executorMegabytes) {
    return conf(name, master)
        .set("spark.executor.memory", executorMegabytes + "m")
        .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
        .set("spark.deploy.maxExecutorRetries", "2");
  }
}
