package io.kindling.spark.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.kindling.data.DataException;
import io.kindling.io.Safetensors;
import io.kindling.nn.Module;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * A folder, on any file system Hadoop knows, that holds a trained model: {@code model.safetensors}
 * with parameters and buffers by name, which {@link Safetensors} and Python's {@code safetensors}
 * read, and {@code model.json} with what else is known of it.
 *
 * <p>Files are written aside and renamed when whole ({@link AtomicFolder}).
 */
public final class ModelFolder {
  /** Parameters and buffers. */
  public static final String TENSORS = "model.safetensors";

  /** All else. */
  public static final String FACTS = "model.json";

  /** All that is in the folder. */
  public static final List<String> FILES = List.of(TENSORS, FACTS);

  private final AtomicFolder folder;

  private ModelFolder(AtomicFolder folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder if it is not there and clears away what a killed process has left half
   * written, so that a path that cannot be written to is known before a long training.
   *
   * @throws DataException when it cannot be made or written to
   */
  public static ModelFolder create(SparkSession spark, String path) {
    return open(spark.sparkContext().hadoopConfiguration(), path);
  }

  /** {@link #create} where there may be no session. */
  public static ModelFolder open(Configuration hadoop, String path) {
    try {
      return new ModelFolder(AtomicFolder.open(path, hadoop));
    } catch (NotDirectoryException e) {
      throw new DataException(path + ": is a file, wanted a folder to write the model to");
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(path + ": cannot be written to: " + e.getMessage(), e);
    }
  }

  /** The folder's full path. */
  public String path() {
    return folder.path().toString();
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
      folder.write(
          TENSORS, out -> Safetensors.write(module.stateDict(), Map.of("format", "pt"), out));
      byte[] json =
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(all);
      folder.write(FACTS, out -> out.write(json));
    } catch (IOException e) {
      throw new DataException(path() + ": the model cannot be written: " + e.getMessage(), e);
    }
  }
}
