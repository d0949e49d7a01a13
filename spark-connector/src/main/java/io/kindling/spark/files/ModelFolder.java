package io.kindling.spark.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.kindling.data.DataException;
import io.kindling.io.Safetensors;
import io.kindling.nn.Module;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A folder, on any file system Hadoop knows, that holds a trained model: {@code model.safetensors}
 * with parameters and buffers by name, which {@link Safetensors} and Python's {@code safetensors}
 * read, and {@code model.json} with what else is known of it.
 *
 * <p>Files are written aside and renamed when whole.
 */
public final class ModelFolder {
  /** Parameters and buffers. */
  public static final String TENSORS = "model.safetensors";

  /** All else. */
  public static final String FACTS = "model.json";

  private static final String ASIDE = "_writing-";

  private final FileSystem fs;
  private final Path folder;

  private ModelFolder(FileSystem fs, Path folder) {
    this.fs = fs;
    this.folder = folder;
  }

  /**
   * Makes the folder if it is not there and clears away what a killed process has left half
   * written, so that a path that cannot be written to is known before a long training.
   *
   * @throws DataException when it cannot be made or written to
   */
  public static ModelFolder create(SparkSession spark, String path) {
    try {
      Path folder = new Path(path);
      FileSystem fs = folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
      folder = fs.makeQualified(folder);
      if (fs.exists(folder) && !fs.getFileStatus(folder).isDirectory()) {
        throw new DataException(path + ": is a file, wanted a folder to write the model to");
      }
      fs.mkdirs(folder);
      for (FileStatus file : fs.listStatus(folder)) {
        if (file.getPath().getName().startsWith(ASIDE)) { // of a process that was killed
          fs.delete(file.getPath(), false);
        }
      }
      Path probe = new Path(folder, "_probe-" + UUID.randomUUID());
      fs.create(probe).close();
      fs.delete(probe, false);
      return new ModelFolder(fs, folder);
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(path + ": cannot be written to: " + e.getMessage(), e);
    }
  }

  /** The folder's full path. */
  public String path() {
    return folder.toString();
  }

  /**
   * Writes the model, replacing what was there.
   *
   * @param facts goes to {@code model.json} as Jackson writes it
   *     <p>A thread that was interrupted writes all the same, and stays interrupted: what is
   *     written may be all that is left of a training that was ended.
   * @throws DataException when writing fails; files that were there are then as before
   */
  public void write(Module module, Map<String, ?> facts) {
    boolean interrupted = Thread.interrupted();
    try {
      writeAll(module, facts);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void writeAll(Module module, Map<String, ?> facts) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", TENSORS);
    all.put("parameters", module.parameters().stream().mapToLong(p -> p.numel()).sum());
    all.putAll(facts);
    try {
      replace(TENSORS, out -> Safetensors.write(module.stateDict(), Map.of("format", "pt"), out));
      byte[] json =
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(all);
      replace(FACTS, out -> out.write(json));
    } catch (IOException e) {
      throw new DataException(folder + ": the model cannot be written: " + e.getMessage(), e);
    }
  }

  private void replace(String name, Content content) throws IOException {
    Path aside = new Path(folder, ASIDE + UUID.randomUUID());
    Path place = new Path(folder, name);
    try {
      try (OutputStream out = fs.create(aside)) {
        content.writeTo(out);
      }
      fs.delete(place, false); // Hadoop's rename does not replace
      if (!fs.rename(aside, place)) {
        throw new IOException("cannot rename " + aside + " to " + place);
      }
    } finally {
      if (fs.exists(aside)) {
        fs.delete(aside, false);
      }
    }
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
