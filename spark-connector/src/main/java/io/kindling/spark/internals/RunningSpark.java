package io.kindling.spark.internals;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the Spark and the Scala that run are those that this jar is for. */
public final class RunningSpark {
  private static final Logger LOG = LoggerFactory.getLogger(RunningSpark.class);
  private static final int[] OLDEST = {3, 5};
  private static final int[] NEWEST = {4, 2};

  private static final Optional<String> REFUSAL =
      refusal(
          org.apache.spark.package$.MODULE$.SPARK_VERSION(),
          scala.util.Properties$.MODULE$.versionNumberString(),
          build().getProperty("scala"));

  private RunningSpark() {}

  /**
   * Looks once, where users come in.
   *
   * @throws IllegalStateException saying which jar to take instead
   */
  public static void check() {
    REFUSAL.ifPresent(
        text -> {
          throw new IllegalStateException(text);
        });
  }

  /** Why this jar does not run here, if it does not, and which one does. */
  public static Optional<String> refusal() {
    return REFUSAL;
  }

  /** Which Kindling this is, and for which Scala. */
  public static String kindling() {
    Properties build = build();
    return build.getProperty("version", "?") + " for Scala " + build.getProperty("scala", "?");
  }

  /** Why this jar does not run there, if it does not. */
  static Optional<String> refusal(String spark, String scala, String builtFor) {
    if (builtFor != null && !scala.startsWith(builtFor + ".")) {
      String running = scala.replaceAll("^(\\d+\\.\\d+).*", "$1");
      return Optional.of(
          "this is kindling-spark_"
              + builtFor
              + ", but this Spark ("
              + spark
              + ") runs on Scala "
              + scala
              + ": take kindling-spark_"
              + running);
    }
    String[] parts = spark.split("[^0-9]+");
    if (parts.length < 2 || parts[0].isEmpty()) {
      return Optional.empty(); // a vendor's own numbers
    }
    int[] version = {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    if (compare(version, OLDEST) < 0) {
      return Optional.of("Kindling needs Spark 3.5 to 4.2, this is Spark " + spark);
    }
    if (compare(version, NEWEST) > 0) {
      LOG.warn("Kindling is tested on Spark 3.5 to 4.2, this is Spark {}", spark);
    }
    return Optional.empty();
  }

  private static int compare(int[] one, int[] other) {
    return one[0] != other[0]
        ? Integer.compare(one[0], other[0])
        : Integer.compare(one[1], other[1]);
  }

  private static Properties build() {
    Properties build = new Properties();
    try (InputStream in = RunningSpark.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      LOG.warn("cannot read what this jar is built for", e);
    }
    return build;
  }
}
