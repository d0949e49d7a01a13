package io.kindling.spark.testing;

import io.kindling.spark.Environment;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** What Kindling finds on executor processes. */
public final class LocalClusterEnvironment implements SharedCluster.Work {
  @Override
  public String run(SparkSession spark, String... args) {
    return Environment.of(spark).toString();
  }

  /** The same in a cluster whose executors have Spark's jars and nothing of ours. */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .config(TestConf.cluster("no jar on executors", "local-cluster[1,1,1024]"))
            .config("spark.executor.extraClassPath", "")
            .config("spark.cores.max", "1")
            .config("spark.task.maxFailures", "1")
            .getOrCreate()) {
      System.out.println(Environment.of(spark));
    }
  }
}
