package io.kindling.io;

import io.kindling.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The state of a training run in one file: a section for each object that has some.
 *
 * <pre>{@code
 * Checkpoint.empty()
 *     .with("model", new StateDict(model.stateDict(), Map.of()))
 *     .with("optimizer", optimizer.stateDict())
 *     .with("schedule", schedule.stateDict())
 *     .with("run", StateDict.ofValues(Map.of("epoch", 3L, "seed", 42L)))
 *     .write(path);
 * }</pre>
 *
 * <p>The file is a safetensors file, so that Python can open it. Tensor {@code t} of section {@code
 * s} is called {@code s.t}; the metadata hold {@code format} ({@code kindling-checkpoint}), {@code
 * version} (1), {@code values} (a JSON object of the sections' values) and {@code checksum}: the
 * CRC-32C, in eight hexadecimal digits, of the same file written without metadata, followed by the
 * UTF-8 bytes of {@code values}. A file that was cut off or changed is refused.
 */
public final class Checkpoint {
  private static final String FORMAT = "kindling-checkpoint";
  private static final String VERSION = "1";

  private final Map<String, StateDict> sections;

  private Checkpoint(Map<String, StateDict> sections) {
    this.sections = Collections.unmodifiableMap(sections);
  }

  /** A checkpoint without sections. */
  public static Checkpoint empty() {
    return new Checkpoint(Map.of());
  }

  /** This checkpoint with one more section; the name must be new and without a dot. */
  public Checkpoint with(String name, StateDict section) {
    if (name.isEmpty() || name.contains(".") || sections.containsKey(name)) {
      throw new IllegalArgumentException(
          "Checkpoint.with: a section's name must be new, not empty and without a dot, got \""
              + name
              + "\"");
    }
    Map<String, StateDict> more = new LinkedHashMap<>(sections);
    more.put(name, section);
    return new Checkpoint(more);
  }

  /** The sections by name. */
  public Map<String, StateDict> sections() {
    return sections;
  }

  /**
   * The section called {@code name}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public StateDict section(String name) {
    StateDict section = sections.get(name);
    if (section == null) {
      throw new IllegalArgumentException(
          "checkpoint: there is no section \"" + name + "\"; there are " + sections.keySet());
    }
    return section;
  }

  /** Writes the file; flushes the stream and leaves it open. */
  public void write(OutputStream out) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, Object> values = new LinkedHashMap<>();
    sections.forEach(
        (name, section) -> {
          values.put(name, section.values());
          section.tensors().forEach((key, tensor) -> tensors.put(name + "." + key, tensor));
        });
    String json = Json.write(values);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("version", VERSION);
    metadata.put("checksum", checksum(tensors, json));
    metadata.put("values", json);
    Safetensors.write(tensors, metadata, out);
  }

  /**
   * Writes the file so that at any moment either the old one or the new one is there whole: beside
   * it, then forced to disk, then renamed.
   */
  public void write(Path file) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".writing");
    try {
      try (FileChannel channel =
          FileChannel.open(
              aside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        write(new BufferedOutputStream(Channels.newOutputStream(channel)));
        channel.force(true);
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /**
   * Reads a file to its end.
   *
   * @throws FormatException when it is no checkpoint, damaged, or of a newer version
   */
  public static Checkpoint read(InputStream in) throws IOException {
    Safetensors.Contents contents = Safetensors.read(in);
    Map<String, String> metadata = contents.metadata();
    if (!FORMAT.equals(metadata.get("format"))) {
      throw new FormatException("checkpoint: this safetensors file is no checkpoint of Kindling");
    }
    if (!VERSION.equals(metadata.get("version"))) {
      throw new FormatException(
          "checkpoint: version "
              + metadata.get("version")
              + " is unknown; this Kindling reads version "
              + VERSION);
    }
    String json = metadata.getOrDefault("values", "");
    String expected = metadata.get("checksum");
    String actual = checksum(contents.tensors(), json);
    if (!actual.equals(expected)) {
      throw new FormatException(
          "checkpoint: the file is damaged: its checksum is "
              + actual
              + ", when written it was "
              + expected);
    }
    return new Checkpoint(sections(contents.tensors(), json));
  }

  /**
   * Reads a file.
   *
   * @throws FormatException when it is no checkpoint, damaged, or of a newer version
   */
  public static Checkpoint read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return read(in);
    } catch (FormatException e) {
      throw new FormatException(file + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, StateDict> sections(Map<String, Tensor> tensors, String json)
      throws IOException {
    Map<String, StateDict> sections = new LinkedHashMap<>();
    StateDict all = new StateDict(tensors, Map.of());
    if (Json.read(json) instanceof Map<?, ?> byName) {
      for (var entry : byName.entrySet()) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!(entry.getValue() instanceof Map<?, ?> section)) {
          throw new FormatException(
              "checkpoint: section \"" + entry.getKey() + "\" must be an object");
        }
        section.forEach((key, value) -> values.put((String) key, value));
        String name = (String) entry.getKey();
        sections.put(name, new StateDict(all.under(name + ".").tensors(), values));
      }
    }
    return sections;
  }

  private static String checksum(Map<String, Tensor> tensors, String json) throws IOException {
    CRC32C crc = new CRC32C();
    Safetensors.write(tensors, new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
