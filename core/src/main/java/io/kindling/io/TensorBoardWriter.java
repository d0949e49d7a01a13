package io.kindling.io;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes for TensorBoard what {@code torch.utils.tensorboard.SummaryWriter} does: curves,
 * histograms, images, text and hyperparameters.
 *
 * <pre>{@code
 * try (var board = TensorBoardWriter.inDirectory(Path.of("runs/first"))) {
 *   board.scalar("loss/train", loss, step);
 * }
 * }</pre>
 *
 * <p>An event file is a {@linkplain RecordFileWriter record file} of {@code tensorflow.Event}
 * messages in protocol buffers, of which this part is written:
 *
 * <pre>
 * Event:           1 wall_time (double)   2 step (varint)   3 file_version (string)   5 summary
 *                  7 session_log (1 status)
 * Summary:         1 value (repeated)
 * Summary.Value:   1 tag (string)   2 simple_value (float)   4 image   5 histo   8 tensor
 *                  9 metadata (1 plugin_data: 1 plugin_name, 2 content)
 * Summary.Image:   1 height   2 width   3 colorspace   4 encoded_image_string
 * HistogramProto:  1 min   2 max   3 num   4 sum   5 sum_squares   6 bucket_limit   7 bucket
 * TensorProto:     1 dtype (7 is a string)   2 tensor_shape (2 dim: 1 size)   8 string_val
 * </pre>
 *
 * <p>The first event holds the version, {@code brain.Event:2}. Not thread-safe.
 */
public final class TensorBoardWriter implements Closeable, Flushable {
  private static final AtomicInteger FILES = new AtomicInteger();
  private static final int BUCKETS = 64;

  private final RecordFileWriter records;
  private final Clock clock;

  /** Writes to a stream, which is closed with this; {@code clock} stamps the events. */
  public TensorBoardWriter(OutputStream out, Clock clock) throws IOException {
    this.records = new RecordFileWriter(out);
    this.clock = clock;
    write(event(0).text(3, "brain.Event:2"));
  }

  /** Writes to a new file, named as TensorBoard wants it, in a directory that is made if needed. */
  public static TensorBoardWriter inDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
    Clock clock = Clock.systemUTC();
    String name = fileName(clock.instant());
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(name)));
    return new TensorBoardWriter(out, clock);
  }

  /** A name for an event file that no other has, in this process or another. */
  public static String fileName(Instant now) {
    return "events.out.tfevents."
        + now.getEpochSecond()
        + ".kindling."
        + ProcessHandle.current().pid()
        + "."
        + FILES.getAndIncrement();
  }

  /**
   * Adds a point to the curve {@code tag} ({@code add_scalar}).
   *
   * @param value kept as float32
   * @param step not negative
   */
  public void scalar(String tag, double value, long step) throws IOException {
    check("scalar", step);
    summary(step, new ProtoMessage().text(1, tag).alwaysFloat(2, (float) value));
  }

  /**
   * Adds how often values are in each of {@value #BUCKETS} ranges of equal width ({@code
   * add_histogram}). Values that are not finite are left out; nothing is written when none is left.
   *
   * @param step not negative
   */
  public void histogram(String tag, float[] values, long step) throws IOException {
    check("histogram", step);
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
        sum += value;
        squares += (double) value * value;
        count++;
      }
    }
    if (count == 0) {
      return;
    }
    double width = most > least ? (most - least) / BUCKETS : 1;
    double[] limits = new double[BUCKETS];
    double[] counts = new double[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      limits[i] = least + (i + 1) * width;
    }
    for (float value : values) {
      if (Float.isFinite(value)) {
        counts[Math.min(BUCKETS - 1, (int) ((value - least) / width))]++;
      }
    }
    ProtoMessage histogram =
        new ProtoMessage()
            .alwaysReal(1, least)
            .alwaysReal(2, most)
            .alwaysReal(3, count)
            .alwaysReal(4, sum)
            .alwaysReal(5, squares)
            .packed(6, limits)
            .packed(7, counts);
    summary(step, new ProtoMessage().text(1, tag).message(5, histogram));
  }

  /**
   * Adds an image ({@code add_image}).
   *
   * @param pixels (C, H, W), each 0..1; 1 or 3 channels
   * @param step not negative
   */
  public void image(String tag, float[] pixels, int channels, int height, int width, long step)
      throws IOException {
    check("image", step);
    ProtoMessage image =
        new ProtoMessage()
            .varint(1, height)
            .varint(2, width)
            .varint(3, channels)
            .bytes(4, Png.encode(pixels, channels, height, width));
    summary(step, new ProtoMessage().text(1, tag).message(4, image));
  }

  /**
   * Adds text, which TensorBoard takes for Markdown ({@code add_text}).
   *
   * @param step not negative
   */
  public void text(String tag, String text, long step) throws IOException {
    check("text", step);
    ProtoMessage plugin = new ProtoMessage().text(1, "text");
    ProtoMessage shape = new ProtoMessage().message(2, new ProtoMessage().varint(1, 1));
    ProtoMessage tensor =
        new ProtoMessage()
            .varint(1, 7)
            .message(2, shape)
            .bytes(8, text.getBytes(StandardCharsets.UTF_8));
    ProtoMessage value = new ProtoMessage().text(1, tag + "/text_summary").message(8, tensor);
    summary(step, value.message(9, new ProtoMessage().message(1, plugin)));
  }

  /**
   * Says by what settings this directory's run is compared with others in TensorBoard's HParams
   * plugin ({@code add_hparams}).
   *
   * @param group runs of one name are repetitions of one setting; may be empty
   * @param values numbers, booleans, or anything else as its text
   * @param metrics tags of the curves to compare
   */
  public void hparams(String group, Map<String, ?> values, List<String> metrics)
      throws IOException {
    summary(0, HParams.experiment(values, metrics));
    summary(0, HParams.start(group, values, now()));
  }

  /** Says that the run of {@link #hparams} has ended. */
  public void endHparams(boolean success) throws IOException {
    summary(0, HParams.end(success, now()));
  }

  /**
   * Says that the run begins anew at {@code step}: what other files of the directory tell of it and
   * of later steps is not shown ({@code purge_step}).
   */
  public void beginAt(long step) throws IOException {
    check("beginAt", step);
    write(event(step).message(7, new ProtoMessage().varint(1, 1)));
  }

  private static void check(String what, long step) {
    if (step < 0) {
      throw new IllegalArgumentException(
          "TensorBoardWriter." + what + ": the step must not be negative, got " + step);
    }
  }

  private void summary(long step, ProtoMessage value) throws IOException {
    write(event(step).message(5, new ProtoMessage().message(1, value)));
  }

  private ProtoMessage event(long step) {
    return new ProtoMessage().alwaysReal(1, now()).varint(2, step);
  }

  private void write(ProtoMessage event) throws IOException {
    records.write(event.toBytes());
  }

  /** Seconds since 1970. */
  private double now() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  @Override
  public void flush() throws IOException {
    records.flush();
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
