package io.kindling.spark.data;

import io.kindling.spark.internals.TarEntries;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/**
 * The entries of a tar, compressed by gzip or not, one after the other. Takes bounded time and
 * memory whatever the bytes: names and attributes are held in memory, and a small file of gzip can
 * stand for any number of bytes.
 */
final class TarFile implements Closeable {
  /** Bytes of the headers of one entry; a plain one is 512. */
  static final int MAX_HEADERS = 1 << 18;

  /** Bytes of a whole archive; CIFAR-10 has 184 million. */
  static final long MAX_BYTES = 1L << 32;

  private final Bounded bytes;
  private final TarArchiveInputStream tar;
  private final byte[] skipped = new byte[1 << 16];
  private TarArchiveEntry entry;

  private TarFile(Bounded bytes) {
    this.bytes = bytes;
    this.tar = new TarArchiveInputStream(bytes);
  }

  /** Opens a tar; the stream is closed with it, or when this fails. */
  static TarFile of(BufferedInputStream raw) throws IOException {
    try {
      raw.mark(2);
      byte[] magic = raw.readNBytes(2);
      raw.reset();
      boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
      return new TarFile(new Bounded(gzip ? unzip(raw) : raw));
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Not the JDK's stream, which may take the seam of two files of gzip for the end. */
  private static InputStream unzip(InputStream raw) throws IOException {
    try {
      return new CompressorStreamFactory(true)
          .createCompressorInputStream(CompressorStreamFactory.GZIP, raw);
    } catch (CompressorException e) {
      throw new IOException("this is no gzip", e);
    }
  }

  /**
   * Goes to the next entry; false at the end.
   *
   * @throws IOException when the archive is cut short, damaged or harmful
   */
  boolean next() throws IOException {
    if (entry != null) {
      // By reading: what is not there is not found by skipping it.
      while (tar.read(skipped) >= 0) {}
    }
    bytes.allow(MAX_HEADERS);
    try {
      entry = (TarArchiveEntry) TarEntries.next(tar);
    } catch (RuntimeException e) {
      throw new IOException("a header is damaged: " + e.getMessage(), e);
    }
    bytes.allow(MAX_BYTES);
    if (entry != null && entry.isSparse()) {
      // A few bytes that stand for any number of zeros.
      throw new IOException(name() + " is sparse; pack the archive again with plain files");
    }
    return entry != null;
  }

  /** The current entry's name with its folders. */
  String name() {
    return entry.getName();
  }

  /** The current entry's name without its folders. */
  String baseName() {
    return name().substring(name().lastIndexOf('/') + 1);
  }

  /** Whether the current entry is a folder. */
  boolean isFolder() {
    return entry.isDirectory();
  }

  /** Bytes of the current entry. */
  long size() {
    return entry.getSize();
  }

  /** What the current entry is instead of a plain file inside the archive's folder, or null. */
  String problem() {
    if (entry.isSymbolicLink() || entry.isLink()) {
      String kind = entry.isLink() ? "a hard link to " : "a symbolic link to ";
      return kind + entry.getLinkName();
    }
    if (entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice()) {
      return "a device";
    }
    boolean leaves = name().startsWith("/") || List.of(name().split("/")).contains("..");
    return leaves ? "a path that leaves the archive's folder" : null;
  }

  /** The rest of this file; what is read of it is the current entry's content. Closes it. */
  InputStream content() {
    return tar;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  /** Refuses to give more than is allowed at the moment, and more than {@link #MAX_BYTES}. */
  private static final class Bounded extends FilterInputStream {
    private long allowed = MAX_HEADERS;
    private long left = MAX_BYTES;

    Bounded(InputStream in) {
      super(in);
    }

    void allow(long count) {
      allowed = count;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length > 0 && Math.min(allowed, left) <= 0) {
        throw new IOException(
            allowed <= 0
                ? "the header of an entry has more than " + MAX_HEADERS + " bytes"
                : "it holds more than " + MAX_BYTES + " bytes, which is not CIFAR-10");
      }
      int got = in.read(into, offset, (int) Math.min(length, Math.min(allowed, left)));
      if (got > 0) {
        allowed -= got;
        left -= got;
      }
      return got;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = in.skip(Math.min(count, Math.min(allowed, left)));
      allowed -= skipped;
      left -= skipped;
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
