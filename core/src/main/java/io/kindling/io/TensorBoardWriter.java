package io.kindling.io;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes curves for TensorBoard, as {@code torch.utils.tensorboard.SummaryWriter.add_scalar} does.
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
 * Event:         1 wall_time (double)   2 step (varint)   3 file_version (string)   5 summary
 * Summary:       1 value (repeated)
 * Summary.Value: 1 tag (string)         2 simple_value (float)
 * </pre>
 *
 * <p>The first event holds the version, {@code brain.Event:2}. Not thread-safe.
 */
public final class TensorBoardWriter implements Closeable, Flushable {
  private static final AtomicInteger FILES = new AtomicInteger();

  // Field numbers shifted left by 3, plus the wire type: 0 varint, 1 64 bits, 2 bytes, 5 32 bits.
  private static final int EVENT_WALL_TIME = 1 << 3 | 1;
  private static final int EVENT_STEP = 2 << 3;
  private static final int EVENT_FILE_VERSION = 3 << 3 | 2;
  private static final int EVENT_SUMMARY = 5 << 3 | 2;
  private static final int SUMMARY_VALUE = 1 << 3 | 2;
  private static final int VALUE_TAG = 1 << 3 | 2;
  private static final int VALUE_SIMPLE = 2 << 3 | 5;

  private final RecordFileWriter records;
  private final Clock clock;

  /** Writes to a stream, which is closed with this; {@code clock} stamps the events. */
  public TensorBoardWriter(OutputStream out, Clock clock) throws IOException {
    this.records = new RecordFileWriter(out);
    this.clock = clock;
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.write(EVENT_WALL_TIME);
    event.writeBytes(fixed64(now()));
    bytes(event, EVENT_FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    records.write(event.toByteArray());
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
   * Adds a point to the curve {@code tag}.
   *
   * @param value kept as float32
   * @param step not negative
   */
  public void scalar(String tag, double value, long step) throws IOException {
    if (step < 0) {
      throw new IllegalArgumentException(
          "TensorBoardWriter.scalar: the step must not be negative, got " + step);
    }
    ByteArrayOutputStream point = new ByteArrayOutputStream();
    bytes(point, VALUE_TAG, tag.getBytes(StandardCharsets.UTF_8));
    point.write(VALUE_SIMPLE);
    point.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat((float) value).array());
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    bytes(summary, SUMMARY_VALUE, point.toByteArray());
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.write(EVENT_WALL_TIME);
    event.writeBytes(fixed64(now()));
    if (step != 0) { // a zero is never written in protocol buffers
      event.write(EVENT_STEP);
      varint(event, step);
    }
    bytes(event, EVENT_SUMMARY, summary.toByteArray());
    records.write(event.toByteArray());
  }

  /** Seconds since 1970. */
  private double now() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  private static void bytes(ByteArrayOutputStream out, int key, byte[] bytes) {
    out.write(key);
    varint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static byte[] fixed64(double value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
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
