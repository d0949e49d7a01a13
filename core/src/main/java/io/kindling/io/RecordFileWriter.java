package io.kindling.io;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Writes TFRecord files: each record is its length (8 bytes, little-endian), the masked CRC-32C of
 * the length (4), the bytes, and their masked CRC-32C (4). A CRC is masked by turning it right by
 * 15 bits and adding 0xa282ead8, so that the CRC of a file that holds CRCs stays strong. Not
 * thread-safe.
 */
public final class RecordFileWriter implements Closeable, Flushable {
  private final OutputStream out;

  public RecordFileWriter(OutputStream out) {
    this.out = out;
  }

  /** Appends a record. */
  public void write(byte[] record) throws IOException {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(record.length).array();
    out.write(length);
    out.write(masked(length));
    out.write(record);
    out.write(masked(record));
  }

  private static byte[] masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int value = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
