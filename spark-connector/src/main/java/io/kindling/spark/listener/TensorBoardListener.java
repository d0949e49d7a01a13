package io.kindling.spark.listener;

import io.kindling.io.TensorBoardWriter;
import io.kindling.nn.Module;
import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes event files for TensorBoard into a folder on any file system Hadoop knows: curves, after
 * each epoch histograms of parameters and of gradients of a few samples, these samples with what
 * the model says of them, the model's text, and the settings for the HParams plugin.
 *
 * <p>Of steps the first {@value #STEPS} are written, then every second until twice as many, every
 * fourth until four times, and so on. A resumed run adds a file to its folder that takes the place
 * of what was told of steps that are made again.
 */
public final class TensorBoardListener implements TrainingListener {
  private static final int STEPS = 1_000;
  private static final int SAMPLES = 16;
  private static final int LONGEST_TEXT = 100_000;

  /** Settings that say what the data and the program are, not what a user has chosen. */
  private static final String NOT_CHOSEN =
      "number of .*|fingerprint of .*|order of .*|samples in each partition";

  private static final long NANOS_BETWEEN_FLUSHES = Duration.ofSeconds(5).toNanos();

  private final boolean oneForEachRun;
  private final Configuration hadoop;
  private String folder;
  private TrainingStart run;
  private TensorBoardWriter board;
  private FSDataOutputStream file;
  private long nextFlush;
  private long made;
  private FirstSamples samples;

  private interface Write {
    void to(TensorBoardWriter board) throws IOException;
  }

  /** Into this folder, which is made if needed and should be this run's alone. */
  public TensorBoardListener(String folder, Configuration hadoop) {
    this(folder, hadoop, false);
  }

  private TensorBoardListener(String folder, Configuration hadoop, boolean oneForEachRun) {
    this.folder = folder;
    this.hadoop = hadoop;
    this.oneForEachRun = oneForEachRun;
  }

  /**
   * Into a folder of its own inside this one, so that many runs can be compared. Its name begins
   * with the run's; a resumed run goes on in the newest one of its name.
   */
  public static TensorBoardListener inFolderOfItsOwn(String folder, Configuration hadoop) {
    return new TensorBoardListener(folder, hadoop, true);
  }

  @Override
  public void onStart(TrainingStart start) {
    run = start;
    made = start.firstStep();
    try {
      if (oneForEachRun) {
        folder = ownFolder(start);
      }
      Path name = new Path(folder, TensorBoardWriter.fileName(Clock.systemUTC().instant()));
      FileSystem files = name.getFileSystem(hadoop);
      if (files instanceof LocalFileSystem local) {
        files = local.getRawFileSystem(); // without checksums what is flushed can be read
      }
      files.mkdirs(new Path(folder));
      file = files.create(name, false);
      OutputStream buffered = new BufferedOutputStream(file, 1 << 16);
      board = new TensorBoardWriter(buffered, Clock.systemUTC());
    } catch (IOException | IllegalArgumentException e) {
      throw cannot(e);
    }
    write(
        to -> {
          if (start.firstStep() > 0) {
            to.beginAt(start.firstStep() + 1);
          } else {
            String model = start.configuration().getOrDefault("model", "");
            to.text("model", "```\n" + cut(model) + "\n```", 0);
            List<String> metrics = List.of("loss/train", "loss/evaluation", "accuracy/evaluation");
            to.hparams("", settings(), metrics);
          }
        });
    flush();
  }

  private String ownFolder(TrainingStart start) throws IOException {
    String prefix = FileNames.of(start.name()) + "-";
    Path all = new Path(folder);
    FileSystem files = all.getFileSystem(hadoop);
    if (start.firstStep() > 0 && files.exists(all)) {
      var own = files.listStatus(all, path -> path.getName().startsWith(prefix));
      var newest = Arrays.stream(own).max(Comparator.comparing(each -> each.getPath().getName()));
      if (newest.isPresent()) {
        return newest.get().getPath().toString();
      }
    }
    return new Path(all, FileNames.of(start.name(), start.id())).toString();
  }

  /** What a run is compared by: numbers and short texts, not the data's; the optimizer's as lr. */
  private Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    run.configuration()
        .forEach(
            (key, value) -> {
              if (key.matches(NOT_CHOSEN)) {
                return;
              }
              String name = key.replaceFirst("^the optimizer's ", "");
              boolean number = value.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");
              if (number) {
                settings.put(name, Double.valueOf(value));
              } else if (value.matches("true|false")) {
                settings.put(name, Boolean.valueOf(value));
              } else if (value.length() <= 60 && !value.startsWith("[")) {
                settings.put(name, value);
              }
            });
    return settings;
  }

  @Override
  public void onStep(StepReport step) {
    made = step.step() + 1;
    if (made % stride(made) != 0) {
      return;
    }
    write(
        to -> {
          to.scalar("loss/train", step.sums().loss(), made);
          if (run.classification()) {
            to.scalar("accuracy/train", step.sums().accuracy(), made);
          }
          to.scalar("lr", step.learningRate(), made);
          to.scalar("samples_per_second", step.sums().samples() / step.seconds(), made);
          if (!Double.isNaN(step.details().gradientNorm())) {
            to.scalar("gradient_norm", step.details().gradientNorm(), made);
          }
          to.scalar("seconds/compute", step.computeSeconds() - step.waitSeconds(), made);
          to.scalar("seconds/wait", step.waitSeconds(), made);
          to.scalar("seconds/update", step.updateSeconds(), made);
          to.scalar("seconds/overhead", step.overheadSeconds(), made);
        });
    if (System.nanoTime() - nextFlush > 0) {
      flush();
    }
  }

  /** Of steps up to here one in so many is written. */
  static long stride(long step) {
    return step < STEPS ? 1 : Long.highestOneBit(step / STEPS);
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    write(
        to -> {
          to.scalar("loss/train_epoch", epoch.training().loss(), made);
          if (epoch.evaluation().isPresent()) {
            to.scalar("loss/evaluation", epoch.evaluation().get().loss(), made);
            if (run.classification()) {
              to.scalar("accuracy/evaluation", epoch.evaluation().get().accuracy(), made);
            }
          }
        });
    flush();
  }

  @Override
  public void onModel(EpochSummary epoch, Supplier<Module> model) {
    Module module = model.get();
    if (samples == null) {
      samples = FirstSamples.of(run.data(), SAMPLES);
    }
    Tensor output = module.call(samples.inputs());
    run.data().loss().call(output, samples.target()).backward();
    write(
        to -> {
          for (Map.Entry<String, Tensor> each : module.namedParameters().entrySet()) {
            Tensor parameter = each.getValue();
            to.histogram("parameters/" + each.getKey(), values(parameter), made);
            if (parameter.grad() != null) {
              to.histogram("gradients/" + each.getKey(), values(parameter.grad()), made);
            }
          }
          if (run.classification() && output.dim() == 2) {
            show(to, values(output), output.size(1));
          }
        });
    flush();
  }

  private static float[] values(Tensor tensor) {
    return tensor.detach().toFloatArray();
  }

  private void show(TensorBoardWriter to, float[] scores, int classes) throws IOException {
    StringBuilder table = new StringBuilder("|sample|class|taken for|\n|---|---|---|\n");
    for (int i = 0; i < samples.size(); i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = scores[i * classes + c] > scores[i * classes + best] ? c : best;
      }
      String label = markdown(run.data().className((int) samples.labels()[i]));
      String chosen = markdown(run.data().className(best));
      table.append("|" + (i + 1) + "|" + label + "|" + chosen + "|\n");
    }
    to.text("predictions", table.toString(), made);
    if (samples.areImages()) {
      grid(to, samples);
    }
  }

  /** Whatever users call a class, as the text of a table's cell. */
  static String markdown(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("\\s+", " ")
        .replaceAll("[\\\\`*_{}\\[\\]()#+.!|~-]", "\\\\$0");
  }

  /** In rows of four, from the left. */
  private void grid(TensorBoardWriter to, FirstSamples shown) throws IOException {
    int n = shown.size();
    int c = shown.shape().channels();
    int h = shown.shape().height();
    int w = shown.shape().width();
    int columns = Math.min(4, n);
    int rows = (n + columns - 1) / columns;
    float[] all = new float[c * rows * h * columns * w];
    for (int i = 0; i < n; i++) {
      int top = i / columns * h;
      int left = i % columns * w;
      for (int channel = 0; channel < c; channel++) {
        for (int y = 0; y < h; y++) {
          int from = ((i * c + channel) * h + y) * w;
          int at = ((channel * rows * h) + top + y) * columns * w + left;
          System.arraycopy(shown.pixels(), from, all, at, w);
        }
      }
    }
    to.image("samples", all, c, rows * h, columns * w, made);
  }

  @Override
  public void onEnd(TrainingResult result) {
    close(true);
  }

  @Override
  public void onFailure(Exception failure) {
    close(false);
  }

  private void close(boolean success) {
    write(
        to -> {
          to.endHparams(success);
          to.close();
        });
  }

  private void flush() {
    nextFlush = System.nanoTime() + NANOS_BETWEEN_FLUSHES;
    write(
        to -> {
          to.flush();
          file.hflush();
        });
  }

  private void write(Write what) {
    try {
      what.to(board);
    } catch (IOException e) {
      try {
        file.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw cannot(e);
    }
  }

  private ListenerException cannot(Exception e) {
    return ListenerException.cannotWrite(
        "TensorBoard", "to " + folder, "give a folder that can be written", e);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + " ...";
  }
}
