package io.kindling.examples;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Properties;

/**
 * Begins a job where it can run, and else says in one line what is missing. This class, and the
 * mains that use it, are compiled for Java 8, which Spark 3.5 runs on, too; the job itself is not,
 * and its classes are not touched before Java, Scala and Spark are found to be those it needs.
 */
final class Entry {
  private static final int OLDEST_JAVA = 17;
  private static final int[] OLDEST_SPARK = {3, 5};
  private static final int FAILED = 1;

  private Entry() {}

  /** Runs the main of a job's class. */
  static void run(String name, String job, String... args) {
    String refusal =
        refusal(
            System.getProperty("java.specification.version"),
            resource("/library.properties", "version.number"),
            resource("/spark-version-info.properties", "version"),
            resource("/io/kindling/examples/version.properties", "scala"));
    if (refusal != null) {
      System.err.println(name + ": " + refusal);
      System.exit(FAILED);
    }
    try {
      Class.forName(job).getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(name + ": " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(name + ": the jar lacks " + job, e);
    }
  }

  /**
   * Why a job does not run there, with the cure; null if it does.
   *
   * @param java specification version of the JVM, as {@code 1.8} or {@code 17}
   * @param scala version of the running Scala; null when there is none
   * @param spark version of the running Spark; null when there is none
   * @param builtFor binary version of the Scala that this jar is built for
   */
  static String refusal(String java, String scala, String spark, String builtFor) {
    if (number(java.replaceFirst("^1\\.", "")) < OLDEST_JAVA) {
      return "Kindling needs Java 17 or newer, this is Java "
          + java
          + ": set JAVA_HOME to one before spark-submit, and spark.executorEnv.JAVA_HOME for"
          + " executors; on Databricks the cluster's environment variable JNAME=zulu17-ca-amd64";
    }
    if (scala == null || spark == null) {
      return "there is no Spark on the class path: run this jar by spark-submit";
    }
    String[] parts = spark.split("[^0-9]+");
    boolean known = parts.length > 1 && !parts[0].isEmpty(); // else a vendor's own numbers
    if (known && isOlder(number(parts[0]), number(parts[1]))) {
      return "Kindling needs Spark 3.5 to 4.2, this is Spark " + spark;
    }
    if (!scala.startsWith(builtFor + ".")) {
      return "this jar is built for Scala "
          + builtFor
          + ", but this Spark ("
          + spark
          + ") runs on Scala "
          + scala
          + ": "
          + (scala.startsWith("2.12.")
              ? "build it by mvn -Pspark-3.5-scala-2.12 package"
              : "build it by mvn package");
    }
    return null;
  }

  private static boolean isOlder(int major, int minor) {
    return major < OLDEST_SPARK[0] || major == OLDEST_SPARK[0] && minor < OLDEST_SPARK[1];
  }

  private static int number(String digits) {
    return Integer.parseInt(digits.replaceFirst("\\D.*$", ""));
  }

  /** A line of a properties file on the class path; null when there is none. */
  private static String resource(String file, String key) {
    Properties properties = new Properties();
    try (InputStream in = Entry.class.getResourceAsStream(file)) {
      if (in == null) {
        return null;
      }
      properties.load(in);
    } catch (IOException e) {
      return null;
    }
    return properties.getProperty(key);
  }
}
