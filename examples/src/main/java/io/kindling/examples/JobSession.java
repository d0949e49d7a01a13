package io.kindling.examples;

import io.kindling.spark.plugin.KindlingKryoRegistrator;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;

/** The Spark session of a job, and what a job asks of it. */
final class JobSession {
  private static final Pattern MASTER =
      Pattern.compile(
          "local(\\[([1-9]\\d*|\\*)(,[1-9]\\d*)?])?"
              + "|local-cluster\\[[1-9]\\d*,[1-9]\\d*,[1-9]\\d*]"
              + "|spark://.+|yarn|k8s://.+");

  private JobSession() {}

  /**
   * A session with what Kindling likes to find in Spark's configuration, where the user has not
   * said otherwise.
   *
   * @param master null for the one spark-submit has set, or all cores of this machine
   * @throws IllegalArgumentException when the master is of no form that Spark knows
   */
  static SparkSession session(String name, String master) {
    SparkConf conf = new SparkConf().setAppName(name);
    if (master != null) {
      conf.setMaster(master);
    }
    conf.setIfMissing("spark.master", "local[*]");
    checkMaster(conf.get("spark.master"));
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.kryo.registrator", KindlingKryoRegistrator.class.getName());
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** Spark itself would answer with a stack trace. */
  private static void checkMaster(String master) {
    if (!MASTER.matcher(master.replace(" ", "")).matches()) {
      throw new IllegalArgumentException(
          "master '"
              + master
              + "' is none of local[N], local[*], local-cluster[N,CORES,MB], spark://HOST:PORT,"
              + " yarn, k8s://URL");
    }
  }

  /** How many tasks run at once on the cluster as it is. */
  static int taskSlots(SparkSession spark) {
    int cpus = Integer.parseInt(spark.conf().get("spark.task.cpus", "1"));
    return Math.max(1, spark.sparkContext().defaultParallelism() / cpus);
  }

  /** What {@code --version} says. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = JobSession.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      }
      return new String[] {"Kindling " + properties.getProperty("version")};
    }
  }
}
