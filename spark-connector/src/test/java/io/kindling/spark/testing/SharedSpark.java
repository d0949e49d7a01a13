package io.kindling.spark.testing;

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
              .config(TestConf.withKryo(TestConf.of("Kindling tests", "local[2]")))
              .config("spark.sql.shuffle.partitions", "3")
              .config(
                  "spark.sql.warehouse.dir",
                  "target/spark-warehouse-" + System.getProperty("test.fork", "1"))
              .getOrCreate();
      session.sparkContext().setLogLevel("OFF");
    }
    return session;
  }
}
