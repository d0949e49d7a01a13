package io.kindling.spark;

import io.kindling.spark.listener.ConsoleProgress;
import io.kindling.spark.listener.MlflowListener;
import io.kindling.spark.listener.TensorBoardListener;
import io.kindling.spark.report.ReportListener;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners that Spark's configuration asks for.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><td>{@code spark.kindling.listeners}<td>class names, by commas; each has a public constructor
 *   without arguments
 * <tr><td>{@code spark.kindling.progress}<td>{@code on}, {@code off}, or {@code auto}, the default:
 *   on in a Scala shell or a notebook
 * <tr><td>{@code spark.kindling.tensorboard.dir}<td>folder, in which each run gets one of its own;
 *   see {@link TensorBoardListener}
 * <tr><td>{@code spark.kindling.report.dir}<td>folder, in which each run leaves a report; see {@link
 *   ReportListener}
 * <tr><td>{@code spark.kindling.mlflow.uri}<td>an MLflow tracking server; see {@link
 *   MlflowListener}
 * <tr><td>{@code spark.kindling.mlflow.experiment}<td>name, {@code Default} unless told
 * <tr><td>{@code spark.kindling.mlflow.model}<td>{@code false}: the model stays here
 * </table>
 */
final class ConfiguredListeners {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredListeners.class);
  private static final String LISTENERS = "spark.kindling.listeners";
  private static final String PROGRESS = "spark.kindling.progress";

  private ConfiguredListeners() {}

  /**
   * New ones for one run; what cannot be made is warned of and left out.
   *
   * @param given those that the program has added
   */
  static List<TrainingListener> of(SparkContext spark, List<TrainingListener> given) {
    List<TrainingListener> listeners = new ArrayList<>();
    SparkConf conf = spark.getConf();
    boolean shown = given.stream().anyMatch(ConsoleProgress.class::isInstance);
    if (!shown && wantsProgress(conf)) {
      listeners.add(new ConsoleProgress(System.out, ConsoleProgress.inTerminal()));
    }
    Configuration hadoop = spark.hadoopConfiguration();
    String board = conf.get("spark.kindling.tensorboard.dir", "");
    if (!board.isBlank()) {
      listeners.add(TensorBoardListener.inFolderOfItsOwn(board, hadoop));
    }
    String reports = conf.get("spark.kindling.report.dir", "");
    if (!reports.isBlank()) {
      listeners.add(ReportListener.inFolder(reports, hadoop));
    }
    String mlflow = conf.get("spark.kindling.mlflow.uri", "");
    if (!mlflow.isBlank()) {
      String experiment = conf.get("spark.kindling.mlflow.experiment", "Default");
      boolean model = conf.getBoolean("spark.kindling.mlflow.model", true);
      String token = System.getenv("MLFLOW_TRACKING_TOKEN");
      listeners.add(new MlflowListener(mlflow, experiment, token, model, hadoop));
    }
    for (String name : conf.get(LISTENERS, "").split(",")) {
      if (!name.isBlank()) {
        add(name.strip(), listeners);
      }
    }
    return listeners;
  }

  private static boolean wantsProgress(SparkConf conf) {
    String value = conf.get(PROGRESS, "auto");
    boolean interactive =
        conf.contains("spark.repl.class.outputDir") || conf.contains("spark.repl.class.uri");
    switch (value) {
      case "on":
        return true;
      case "off":
        return false;
      case "auto":
        return interactive;
      default:
        LOG.warn("{} is '{}', wanted on, off or auto; taken as auto", PROGRESS, value);
        return interactive;
    }
  }

  private static void add(String name, List<TrainingListener> listeners) {
    try {
      Object made =
          Class.forName(name, true, Thread.currentThread().getContextClassLoader())
              .getConstructor()
              .newInstance();
      listeners.add((TrainingListener) made);
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      LOG.warn(
          "{} names {}, which cannot be made: {}; it must be on the driver's class path, implement"
              + " {} and have a public constructor without arguments. Training goes on without it",
          LISTENERS,
          name,
          e.toString(),
          TrainingListener.class.getName());
    }
  }
}
