package io.kindling.spark.testing;

import io.kindling.spark.plugin.KindlingKryoRegistrator;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of this module's tests: two cores in this JVM, no UI, and the strictest
 * Kryo, so that a class nobody registered fails a test and not a user.
 */
public final class SharedSpark {
  private static SparkSession session;

  private SharedSpark() {}

  /** The session; started at the first call, stopped with the JVM. */
  public static synchronized SparkSession get() {
    if (session == null) {
      session =
          SparkSession.builder()
              .appName("Kindling tests")
              .master("local[2]")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.ui.enabled", "false")
              .config("spark.sql.shuffle.partitions", "3")
              .config("spark.sql.warehouse.dir", "target/spark-warehouse")
              .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
              .config("spark.kryo.registrationRequired", "true")
              .config("spark.kryo.registrator", KindlingKryoRegistrator.class.getName())
              .getOrCreate();
      session.sparkContext().setLogLevel("OFF");
    }
    return session;
  }
}
