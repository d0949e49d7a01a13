package io.kindling.examples;

import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.listener.ConsoleProgress;
import io.kindling.spark.listener.CsvListener;
import io.kindling.spark.listener.MlflowListener;
import io.kindling.spark.listener.TensorBoardListener;
import io.kindling.spark.report.ReportListener;
import java.io.PrintStream;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** Where a job shows how training goes, beside the terminal and Spark's pages. */
final class DisplayOptions {
  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description = "Folder that receives event files for TensorBoard, on any file system.")
  private String tensorBoard;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "HTML file that receives a report at the end: curves, what the model gets wrong, where"
              + " the time went. A file that is there stays as it is.")
  private String report;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "File that receives a line of comma-separated values after each epoch: losses,"
              + " accuracies, seconds since the start. A file that is there stays as it is.")
  private String csv;

  @Option(
      names = "--mlflow",
      paramLabel = "URL",
      description = "MLflow tracking server that is told of the run and gets the model.")
  private String mlflow;

  @Option(
      names = "--mlflow-experiment",
      paramLabel = "NAME",
      defaultValue = "Default",
      description = "Its experiment; default: ${DEFAULT-VALUE}.")
  private String experiment;

  @Option(
      names = "--mlflow-model",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Save the trained model there, too; --no-mlflow-model does not.")
  private boolean mlflowModel;

  void addTo(
      DistributedTrainer.Builder trainer,
      Configuration hadoop,
      PrintStream progress,
      boolean terminal) {
    trainer.listener(new ConsoleProgress(progress, terminal));
    if (tensorBoard != null) {
      trainer.listener(new TensorBoardListener(tensorBoard, hadoop));
    }
    if (report != null) {
      trainer.listener(new ReportListener(report, hadoop));
    }
    if (csv != null) {
      trainer.listener(new CsvListener(csv, hadoop));
    }
    if (mlflow != null) {
      String token = System.getenv("MLFLOW_TRACKING_TOKEN");
      trainer.listener(new MlflowListener(mlflow, experiment, token, mlflowModel, hadoop));
    }
  }
}
