package io.kindling.spark.ml;

import io.kindling.nn.Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWriter;

/** Saves a stage as {@link StageFolder} says. */
final class StageWriter extends MLWriter {
  private final Params stage;
  private final Map<String, ?> facts;
  private final Module module;

  /**
   * @param facts what its reader needs beside Params and network
   * @param module its network, or null
   */
  StageWriter(Params stage, Map<String, ?> facts, Module module) {
    this.stage = stage;
    this.facts = facts;
    this.module = module;
  }

  @Override
  public void saveImpl(String path) {
    try {
      StageFolder folder = new StageFolder(sparkSession(), path);
      if (module != null) {
        folder.writeNetwork(module);
      }
      folder.writeMetadata(stage, sparkSession(), facts);
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
