package io.kindling.spark.testing;

import io.kindling.spark.plugin.KindlingKryoRegistrator;
import org.apache.spark.SparkConf;

/** Configurations of the sessions that tests start, here or in JVMs of their own. */
public final class TestConf {
  private TestConf() {}

  /** On this machine only. */
  public static SparkConf of(String name, String master) {
    return new SparkConf()
        .setAppName(name)
        .setMaster(master)
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.ui.enabled", "false");
  }

  /** On executor processes with our classes, all of which are waited for. */
  static SparkConf cluster(String name, String master) {
    return of(name, master)
        // Without these the first executor to come may run both tasks.
        .set("spark.cores.max", "2")
        .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
        .set("spark.executor.extraJavaOptions", SparkJvm.executorOptions())
        .set("spark.executor.extraClassPath", SparkJvm.executorClassPath());
  }

  /** Kryo, which refuses what is not registered. */
  static SparkConf withKryo(SparkConf conf) {
    return conf.set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.kryo.registrationRequired", "true")
        .set("spark.kryo.registrator", KindlingKryoRegistrator.class.getName());
  }

  /** Authentication and encryption. */
  static SparkConf withSecurity(SparkConf conf) {
    return conf.set("spark.authenticate", "true")
        .set("spark.authenticate.secret", "a secret of this test")
        .set("spark.network.crypto.enabled", "true");
  }
}
