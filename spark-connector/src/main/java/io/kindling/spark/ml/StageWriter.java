package io.kindling.spark.ml;

import io.kindling.data.table.TableEncoder;
import io.kindling.nn.Module;
import io.kindling.spark.internals.ScalaCollections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWriter;
import scala.Tuple2;

/**
 * Saves a stage as {@link StageFolder} says. {@code option("kindling.javaSerialization", "true")}
 * lets a network that has no text form be saved by Java serialization, with the packages of its
 * classes in {@code kindling.allowedModules}.
 */
final class StageWriter extends MLWriter {
  private final Params stage;
  private final Map<String, ?> facts;
  private final Module module;
  private final TableEncoder inputs;

  /**
   * @param facts what its reader needs beside Params and network
   * @param module its network, or null
   */
  StageWriter(Params stage, Map<String, ?> facts, Module module) {
    this(stage, facts, module, null);
  }

  /**
   * @param inputs what becomes of its input columns, or null
   */
  StageWriter(Params stage, Map<String, ?> facts, Module module, TableEncoder inputs) {
    this.stage = stage;
    this.facts = facts;
    this.module = module;
    this.inputs = inputs;
  }

  /** As any writer of Spark's, but what cannot be saved leaves what was there before. */
  @Override
  public void save(String path) throws IOException {
    structure();
    super.save(path);
  }

  private NetworkStructure structure() {
    if (module == null) {
      return null;
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (Tuple2<String, String> option : ScalaCollections.asJava(optionMap())) {
      options.put(option._1(), option._2());
    }
    return NetworkStructure.of(module, ModuleTrust.of(sparkSession(), options));
  }

  @Override
  public void saveImpl(String path) {
    NetworkStructure structure = structure();
    try {
      StageFolder folder = new StageFolder(sparkSession(), path);
      if (module != null) {
        folder.writeNetwork(structure, module);
      }
      if (inputs != null) {
        folder.writeInputs(inputs);
      }
      folder.writeMetadata(stage, sparkSession(), facts);
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
