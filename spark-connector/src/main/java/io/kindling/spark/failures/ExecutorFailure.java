package io.kindling.spark.failures;

/** Says in words why executors could not run a first, small task of Kindling's. */
public final class ExecutorFailure {
  private ExecutorFailure() {}

  /** What is missing on the executors, with the cure. */
  public static String explain(Throwable failure, boolean databricks) {
    StringBuilder all = new StringBuilder();
    for (Throwable e = failure; e != null; e = e.getCause()) {
      all.append(e).append('\n');
    }
    String text = all.toString();
    if (text.contains("UnsupportedClassVersionError")
        || text.contains("more recent version of the Java Runtime")) {
      return "executors run a Java that is older than 17: "
          + (databricks
              ? "set the cluster's environment variable JNAME=zulu17-ca-amd64 and restart it"
              : "set spark.executorEnv.JAVA_HOME to a JDK 17 or newer that every machine has");
    }
    if (text.contains("ClassNotFoundException: io.kindling")
        || text.contains("NoClassDefFoundError: io/kindling")
        // What Java makes of a class that is not found while an RDD is read.
        || text.contains("assign instance of java.lang.invoke.SerializedLambda")) {
      return "executors do not have Kindling's jars: "
          + (databricks
              ? "install them as a library of the cluster"
              : "pass them by --packages or --jars (spark.jars), which take them to the executors;"
                  + " the driver's class path alone does not");
    }
    String cause =
        text.lines()
            .filter(line -> line.startsWith("Caused by: ") || line.contains("): java."))
            .findFirst()
            .orElse(firstLine(failure));
    return "executors could not run a task: " + cause.strip();
  }

  /** Of the message, or the kind of failure where there is none. */
  public static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null ? failure.getClass().getSimpleName() : message.strip();
    return text.lines().findFirst().orElse("");
  }
}
