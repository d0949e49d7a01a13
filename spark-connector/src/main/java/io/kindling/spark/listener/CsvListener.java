package io.kindling.spark.listener;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.worker.Evaluation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.StringJoiner;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/**
 * Writes a line of comma-separated values after each epoch, to a file on any file system Hadoop
 * knows; the first line names the columns. {@code seconds} is counted from the start of this JVM,
 * so that preparing data and evaluations are in it. Where there is no evaluation its columns are
 * empty, and so is accuracy where numbers are predicted.
 */
public final class CsvListener implements TrainingListener {
  private static final String HEADER =
      "epoch,steps,seconds,samples_per_second,training_loss,training_accuracy,evaluation_loss,"
          + "evaluation_accuracy";

  private final String file;
  private final Configuration hadoop;
  private FSDataOutputStream out;
  private boolean classification;
  private long steps;

  /** To this file, which must not be there yet. */
  public CsvListener(String file, Configuration hadoop) {
    this.file = file;
    this.hadoop = hadoop;
  }

  @Override
  public void onStart(TrainingStart start) {
    classification = start.classification();
    steps = start.firstStep();
    try {
      Path path = new Path(file);
      if (path.getFileSystem(hadoop).exists(path)) {
        throw new ListenerException(
            "csv: " + file + " is there already and stays as it is; give another name", null);
      }
      out = path.getFileSystem(hadoop).create(path, false);
      line(HEADER);
    } catch (IOException | IllegalArgumentException e) {
      throw cannot(e);
    }
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    steps += epoch.steps();
    StringJoiner line = new StringJoiner(",");
    line.add("" + epoch.epoch()).add("" + steps);
    line.add(String.format(Locale.ROOT, "%.1f", sinceStart()));
    line.add(String.format(Locale.ROOT, "%.0f", epoch.samplesPerSecond()));
    add(line, epoch.training());
    epoch
        .evaluation()
        .ifPresentOrElse(evaluation -> add(line, evaluation), () -> line.add("").add(""));
    try {
      line(line.toString());
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  private void add(StringJoiner line, Evaluation sums) {
    line.add(String.format(Locale.ROOT, "%.5f", sums.loss()));
    line.add(classification ? String.format(Locale.ROOT, "%.5f", sums.accuracy()) : "");
  }

  /** Visible at once, whatever becomes of the run. */
  private void line(String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    out.hflush();
  }

  private static double sinceStart() {
    return (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
  }

  @Override
  public void onEnd(TrainingResult result) {
    close();
  }

  @Override
  public void onFailure(Exception failure) {
    close();
  }

  private void close() {
    if (out == null) {
      return;
    }
    try {
      out.close();
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  private ListenerException cannot(Exception e) {
    return ListenerException.cannotWrite(
        "csv", file, "give a file in a folder that can be written", e);
  }
}
