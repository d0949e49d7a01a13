package io.kindling.spark.ml;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.data.DataException;
import io.kindling.nn.Module;
import java.io.IOException;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;

/** Loads what {@link StageWriter} saved. */
final class StageReader<T extends Params> extends MLReader<T> {
  private final Class<T> type;
  private final Maker<T> maker;

  /** Makes a stage; {@code module} is null when none was saved. */
  interface Maker<T> {
    T make(String uid, JsonNode metadata, Module module);
  }

  StageReader(Class<T> type, Maker<T> maker) {
    this.type = type;
    this.maker = maker;
  }

  @Override
  public T load(String path) {
    try {
      StageFolder folder = new StageFolder(sparkSession(), path);
      JsonNode metadata = folder.readMetadata(type);
      Module module = folder.hasNetwork() ? folder.readNetwork() : null;
      T stage = maker.make(metadata.path("uid").asText(), metadata, module);
      folder.readParams(stage, metadata);
      return stage;
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
