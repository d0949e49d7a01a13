package io.kindling.spark.report;

import io.kindling.spark.Environment;
import io.kindling.spark.RunData;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.listener.FileNames;
import io.kindling.spark.listener.ListenerException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Writes one self-contained HTML file when a run has ended: settings, curves, where the time went,
 * what a classifier gets right and wrong, and the environment. On any file system Hadoop knows.
 */
public final class ReportListener extends RecordingListener {
  private static final int IMAGES = 48;

  private final boolean inFolder;
  private String file;
  private final Configuration hadoop;
  private RunData data;

  /** To this file, which must not be there yet. */
  public ReportListener(String file, Configuration hadoop) {
    this(file, hadoop, false);
  }

  private ReportListener(String file, Configuration hadoop, boolean inFolder) {
    this.file = file;
    this.hadoop = hadoop;
    this.inFolder = inFolder;
  }

  /** To a file in this folder, named by the run. */
  public static ReportListener inFolder(String folder, Configuration hadoop) {
    return new ReportListener(folder, hadoop, true);
  }

  @Override
  protected RunRecorder begin(TrainingStart start) {
    if (inFolder) {
      file += "/" + FileNames.of(start.name(), start.id()) + ".html";
    }
    try {
      Path path = new Path(file);
      if (path.getFileSystem(hadoop).exists(path)) {
        throw new ListenerException(
            "report: " + file + " is there already and stays as it is; give another name", null);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw cannot(e);
    }
    data = start.data();
    JobEvents events = JobEvents.of(data.blocks().context());
    RunRecorder recorder = new RunRecorder(start.id(), events);
    recorder.onStart(start);
    return recorder;
  }

  @Override
  public void onEnd(TrainingResult result) {
    super.onEnd(result);
    boolean classes = recorder().view().plan().classification();
    Optional<Predictions> predictions =
        classes ? PredictionJob.run(result.module(), data, IMAGES) : Optional.empty();
    write(result.history(), predictions);
  }

  @Override
  public void onFailure(Exception failure) {
    super.onFailure(failure);
    write(recorder().view(), Optional.empty());
  }

  private void write(RunView run, Optional<Predictions> predictions) {
    Html html = new Html();
    html.open("html", "lang", "en").open("head");
    html.empty("meta", "charset", "utf-8");
    html.leaf("title", "Training report: " + run.name());
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.close().open("body", "style", "margin:0");
    html.add(
        RunPage.still(
            run, part -> predictions.ifPresent(p -> PredictionPart.write(part, p, data))));
    html.open("div", "class", "kindling").leaf("h3", "Environment");
    html.leaf("pre", Machine.description() + "\n" + environment()).close();
    html.close().close();
    byte[] bytes = ("<!DOCTYPE html>\n" + html).getBytes(StandardCharsets.UTF_8);
    Path path = new Path(file);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      OutputStream file = files.create(path, false);
      try (OutputStream out = file) {
        out.write(bytes);
      } catch (IOException e) {
        files.delete(path, false); // no half a report
        throw e;
      }
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  private static String environment() {
    return Environment.of(SparkSession.builder().getOrCreate()).toString();
  }

  private ListenerException cannot(Exception e) {
    return ListenerException.cannotWrite(
        "report", file, "give a file in a folder that can be written", e);
  }
}
