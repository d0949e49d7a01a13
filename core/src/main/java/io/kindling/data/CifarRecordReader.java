package io.kindling.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Streams the records of one file of CIFAR-10's binary version.
 *
 * <pre>{@code
 * try (var reader = new CifarRecordReader(stream, "data_batch_1.bin")) {
 *   while (reader.next()) {
 *     builder.add(reader.pixels(), reader.label());
 *   }
 * }
 * }</pre>
 *
 * <p>Not safe for concurrent use. Memory: one record.
 */
public final class CifarRecordReader implements AutoCloseable {
  private final InputStream in;
  private final String name;
  private final byte[] pixels = new byte[Cifar10.RECORD_BYTES - 1];
  private int label = -1;
  private long records;

  /**
   * @param in the file's bytes; closed by {@link #close()}
   * @param name what errors call the file
   */
  public CifarRecordReader(InputStream in, String name) {
    this.in = Objects.requireNonNull(in, "in");
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * Reads the next record.
   *
   * @return false at the end of the file
   * @throws DataException when the record is truncated or its label is not in 0..9; names the file
   *     and the record, counted from 0
   * @throws IOException when the stream fails
   */
  public boolean next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    int got;
    try {
      got = in.readNBytes(pixels, 0, pixels.length);
    } catch (EOFException e) { // a compressed stream that ends early says so itself
      throw truncated(e.getMessage());
    }
    if (got < pixels.length) {
      throw truncated("got " + (got + 1) + " of " + Cifar10.RECORD_BYTES + " bytes");
    }
    if (first >= Cifar10.CLASSES) {
      throw new DataException(
          name
              + ": record "
              + records
              + ": label "
              + first
              + " is out of range 0..9; is this a file of CIFAR-10's binary version?");
    }
    label = first;
    records++;
    return true;
  }

  /** Class 0..9 of the current record. */
  public int label() {
    return label;
  }

  /** Pixels of the current record, CHW; the same array every time. */
  public byte[] pixels() {
    return pixels;
  }

  /** Records read so far. */
  public long records() {
    return records;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private DataException truncated(String why) {
    return new DataException(name + ": record " + records + " is truncated: " + why);
  }
}
