package io.kindling.spark.ml;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.data.DataException;
import io.kindling.nn.Module;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;

/**
 * Loads what {@link StageWriter} saved. Runs no code but this library's, unless an {@link #option}
 * or Spark's setting of the same name (with {@code spark.} before it) allows more.
 */
public final class StageReader<T extends Params> extends MLReader<T> {
  private final Class<T> type;
  private final Maker<T> maker;
  private final Map<String, String> options = new HashMap<>();

  /** Makes a stage; {@code module} is null when none was saved. */
  interface Maker<T> {
    T make(String uid, JsonNode metadata, Module module);
  }

  StageReader(Class<T> type, Maker<T> maker) {
    this.type = type;
    this.maker = maker;
  }

  /**
   * Sets an option:
   *
   * <ul>
   *   <li>{@code kindling.allowedModules}: packages and classes, with commas between them, of your
   *       own modules that may be made;
   *   <li>{@code kindling.javaSerialization}: {@code true} to read a network that was saved by Java
   *       serialization, of classes in {@code kindling.allowedModules}; only from whom you trust.
   * </ul>
   */
  public StageReader<T> option(String name, String value) {
    options.put(name, value);
    return this;
  }

  /**
   * The stage that was saved.
   *
   * @throws DataException when there is none, or it cannot or may not be read
   */
  @Override
  public T load(String path) {
    ModuleTrust trust = ModuleTrust.of(sparkSession(), options);
    try {
      StageFolder folder = new StageFolder(sparkSession(), path);
      JsonNode metadata = folder.readMetadata(type);
      Module module = folder.hasNetwork() ? folder.readNetwork(trust) : null;
      T stage = maker.make(metadata.path("uid").asText(), metadata, module);
      if (stage instanceof KindlingModel<?> model) {
        model.withInputs(folder.readInputs().orElse(null));
      }
      folder.readParams(stage, metadata);
      return stage;
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read: " + e.getMessage(), e);
    } catch (DataException e) {
      throw e;
    } catch (RuntimeException e) { // of the Params' own decoding, on what is none of theirs
      throw new DataException(path + ": what is saved there is damaged: " + e, e);
    }
  }
}
