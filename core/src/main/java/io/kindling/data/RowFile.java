package io.kindling.data;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Records of equal length in a file of this process, written one after the other, then read at any
 * place. What is read often the operating system keeps in memory that nobody else needs.
 *
 * <p>Where the system allows it the file loses its name as soon as it is open: its room is given
 * back when it is closed, is garbage, or the process ends in whatever way. Thread-safe once it is
 * written. Not a {@code FileChannel}: that is closed when a reading thread is interrupted, as Spark
 * does with a task that it kills, also for all other threads.
 */
final class RowFile implements Closeable {
  private static final int BUFFER = 1 << 20;

  private final RandomAccessFile file;

  /** Where it still has a name, it is deleted when it is closed; else null. */
  private final Path named;

  private final int stride;
  private byte[] buffer;
  private int filled;
  private long written;

  private RowFile(RandomAccessFile file, Path named, int stride) {
    this.file = file;
    this.named = named;
    this.stride = stride;
    this.buffer = new byte[Math.max(1, BUFFER / stride) * stride];
  }

  /**
   * An empty file.
   *
   * @param path of a file that may be there; what it holds is lost
   * @param stride bytes of a record
   */
  static RowFile create(Path path, int stride) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      file.setLength(0);
      return new RowFile(file, unnamed(path) ? null : path, stride);
    } catch (IOException e) {
      file.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private static boolean unnamed(Path path) {
    try {
      Files.delete(path);
      return true;
    } catch (IOException e) { // a system that keeps names of open files
      path.toFile().deleteOnExit();
      return false;
    }
  }

  /** Adds a record: the first bytes of {@code record}. */
  void append(byte[] record) throws IOException {
    if (filled == buffer.length) {
      flush();
    }
    System.arraycopy(record, 0, buffer, filled, stride);
    filled += stride;
  }

  /** No record is added any more. */
  void finish() throws IOException {
    flush();
    buffer = null;
  }

  private void flush() throws IOException {
    file.write(buffer, 0, filled);
    written += filled;
    filled = 0;
  }

  /** Length, in bytes. */
  long bytes() {
    return written;
  }

  /** Reads {@code count} bytes from byte {@code from} of a record on, to the same place there. */
  void read(long row, int from, int count, byte[] record) throws IOException {
    Objects.checkFromIndexSize(from, count, stride);
    synchronized (file) {
      file.seek(row * stride + from);
      for (int got = 0; got < count; ) {
        int more = file.read(record, from + got, count - got);
        if (more < 0) {
          throw new EOFException("record " + row + " is not there");
        }
        got += more;
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
    if (named != null) {
      Files.deleteIfExists(named);
    }
  }
}
