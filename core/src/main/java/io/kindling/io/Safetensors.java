package io.kindling.io;

import io.kindling.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors in a file that Python's {@code safetensors} reads too, and the reverse: eight bytes of
 * header length (little-endian), a JSON header padded with spaces to a multiple of eight, then the
 * elements without holes. Written byte for byte as the official library writes: wider types first,
 * then by name.
 *
 * <pre>{@code
 * Safetensors.write(model.stateDict(), Map.of("format", "pt"), path);
 * model.loadStateDict(Safetensors.read(path).tensors());
 * }</pre>
 *
 * <p>Reading takes time and memory in proportion to the file, whatever its bytes. Beyond the
 * format's own bound on a header (100 MB) there are these: 262,144 tensors and as many pairs of
 * metadata, 64 dimensions.
 *
 * <p>Tensors that share memory are written once each. A stream is written and read from where it
 * stands and not closed.
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * What a file holds.
   *
   * @param tensors by name, in the header's order
   * @param metadata free text by key; empty when there is none
   */
  public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {
    public Contents {
      tensors = Collections.unmodifiableMap(tensors);
      metadata = Collections.unmodifiableMap(metadata);
    }
  }

  /** {@link #write(Map, Map, OutputStream)} without metadata. */
  public static void write(Map<String, Tensor> tensors, OutputStream out) throws IOException {
    write(tensors, Map.of(), out);
  }

  /** Writes tensors and metadata, through a buffer of its own; flushes at the end. */
  public static void write(
      Map<String, Tensor> tensors, Map<String, String> metadata, OutputStream out)
      throws IOException {
    List<SafetensorsEntry> entries = layOut(tensors);
    byte[] header = new SafetensorsHeader(entries, metadata).toBytes();
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    out.write(header);
    TensorBytes bytes = new TensorBytes();
    for (SafetensorsEntry entry : entries) {
      bytes.write(tensors.get(entry.name()), out);
    }
    out.flush();
  }

  /** Writes a file, replacing what was there. */
  public static void write(Map<String, Tensor> tensors, Map<String, String> metadata, Path file)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      write(tensors, metadata, out);
    }
  }

  /**
   * Reads everything up to the end of the stream.
   *
   * @throws FormatException when the bytes are no safetensors file, or a harmful one
   */
  public static Contents read(InputStream in) throws IOException {
    SafetensorsHeader header = readHeader(in);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    header.entries().forEach(entry -> tensors.put(entry.name(), null));
    TensorBytes bytes = new TensorBytes();
    for (SafetensorsEntry entry : header.byOffset()) {
      tensors.put(entry.name(), bytes.read(entry.name(), entry.dtype(), entry.shape(), in));
    }
    if (in.read() != -1) {
      throw new FormatException(
          "safetensors: bytes follow the "
              + header.dataLength()
              + " bytes of data that the header tells of");
    }
    return new Contents(tensors, header.metadata());
  }

  /**
   * Reads a file.
   *
   * @throws FormatException when it is no safetensors file, or a harmful one
   */
  public static Contents read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return read(in);
    } catch (FormatException e) {
      throw new FormatException(file + ": " + e.getMessage(), e);
    }
  }

  private static SafetensorsHeader readHeader(InputStream in) throws IOException {
    byte[] prefix = in.readNBytes(8);
    if (prefix.length < 8) {
      throw new FormatException(
          "safetensors: a file begins with 8 bytes of header length, this one has "
              + prefix.length);
    }
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > SafetensorsHeader.MAX_LENGTH) {
      throw new FormatException(
          "safetensors: the header's length "
              + Long.toUnsignedString(length)
              + " exceeds the format's bound of "
              + SafetensorsHeader.MAX_LENGTH
              + "; this is no safetensors file");
    }
    Part part = new Part(in, length);
    SafetensorsHeader header;
    try {
      header = SafetensorsHeader.parse(part);
    } catch (FormatException e) {
      throw part.ended ? cut(part, length) : e;
    }
    if (part.ended) {
      throw cut(part, length);
    }
    return header;
  }

  private static FormatException cut(Part header, long length) {
    return new FormatException(
        "safetensors: the header should have "
            + length
            + " bytes, the file ends after "
            + (length - header.left));
  }

  /** The next bytes of a stream, which closing does not close. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;
    private boolean ended;

    Part(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int got = in.read(into, offset, (int) Math.min(length, left));
      ended = got < 0;
      left -= Math.max(got, 0);
      return got;
    }
  }

  private static List<SafetensorsEntry> layOut(Map<String, Tensor> tensors) {
    // The official library sorts names by their UTF-8 bytes, which String.compareTo does not.
    Map<String, byte[]> utf8 = new HashMap<>();
    tensors.keySet().forEach(name -> utf8.put(name, name.getBytes(StandardCharsets.UTF_8)));
    List<String> names = new ArrayList<>(tensors.keySet());
    names.sort(
        Comparator.comparingInt((String name) -> -SafetensorsEntry.rank(tensors.get(name).dtype()))
            .thenComparing(utf8::get, Arrays::compareUnsigned));
    List<SafetensorsEntry> entries = new ArrayList<>();
    long at = 0;
    for (String name : names) {
      if (name.equals(SafetensorsHeader.METADATA)) {
        throw new IllegalArgumentException(
            "Safetensors.write: no tensor can be named " + SafetensorsHeader.METADATA);
      }
      Tensor tensor = tensors.get(name);
      long end = at + (long) tensor.numel() * tensor.dtype().bytes();
      entries.add(new SafetensorsEntry(name, tensor.dtype(), tensor.shape(), at, end));
      at = end;
    }
    return entries;
  }
}
