package io.kindling.spark.ml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.data.DataException;
import io.kindling.io.Safetensors;
import io.kindling.nn.Module;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.spark.internals.ScalaCollections;
import io.kindling.spark.worker.JavaBytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.SparkSession;

/**
 * A stage in a folder, on any file system Hadoop knows: {@code metadata/} as all stages of Spark ML
 * have it, and {@code network/} with the structure ({@code architecture.json}, or {@code
 * module.ser} by Java serialization for classes that have no text form) and the values ({@code
 * weights.safetensors}).
 */
final class StageFolder {
  /** Raised when an older reader could not read what is written. */
  static final int FORMAT = 1;

  private static final String FORMAT_KEY = "kindlingFormat";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FileSystem fs;
  private final Path folder;

  StageFolder(SparkSession spark, String path) throws IOException {
    this.folder = new Path(path);
    this.fs = folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
  }

  /** Writes the metadata of {@code stage}, with some facts beside its Params. */
  void writeMetadata(Params stage, SparkSession spark, Map<String, ?> facts) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("class", stage.getClass().getName());
    json.put("timestamp", System.currentTimeMillis());
    json.put("sparkVersion", spark.version());
    json.put("uid", stage.uid());
    json.put(FORMAT_KEY, FORMAT);
    facts.forEach((key, value) -> json.set(key, JSON.valueToTree(value)));
    ObjectNode set = json.putObject("paramMap");
    ObjectNode defaults = json.putObject("defaultParamMap");
    for (ParamPair<?> pair : ScalaCollections.asJava(stage.paramMap().toSeq())) {
      put(set, pair);
    }
    for (ParamPair<?> pair : ScalaCollections.asJava(stage.defaultParamMap().toSeq())) {
      put(defaults, pair);
    }
    Path metadata = new Path(folder, "metadata");
    byte[] line = (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
    write(new Path(metadata, "part-00000"), out -> out.write(line));
    write(new Path(metadata, "_SUCCESS"), out -> {});
  }

  private static <T> void put(ObjectNode into, ParamPair<T> pair) throws IOException {
    into.set(pair.param().name(), JSON.readTree(pair.param().jsonEncode(pair.value())));
  }

  /**
   * The metadata.
   *
   * @throws DataException when there is none, it is another class's, or of a newer format
   */
  JsonNode readMetadata(Class<?> wanted) throws IOException {
    Path metadata = new Path(folder, "metadata");
    JsonNode json = null;
    if (fs.exists(metadata)) {
      for (FileStatus file : fs.listStatus(metadata)) {
        if (file.getPath().getName().startsWith("part-") && file.getLen() > 0) {
          json = JSON.readTree(bytes(file.getPath()));
        }
      }
    }
    if (json == null) {
      throw new DataException(folder + ": holds no saved stage: there is no metadata in it");
    }
    String className = json.path("class").asText();
    if (!className.equals(wanted.getName())) {
      throw new DataException(folder + ": holds a " + className + ", wanted a " + wanted.getName());
    }
    int format = json.path(FORMAT_KEY).asInt();
    if (format > FORMAT) {
      throw new DataException(
          folder
              + ": was written by a newer Kindling, in format "
              + format
              + "; this one reads formats up to "
              + FORMAT
              + ": use a newer kindling-spark");
    }
    return json;
  }

  /** Gives {@code stage} the Params in its metadata. */
  void readParams(Params stage, JsonNode metadata) {
    metadata
        .path("defaultParamMap")
        .properties()
        .forEach(
            entry -> {
              Param<Object> param = stage.getParam(entry.getKey());
              stage.setDefault(param, param.jsonDecode(entry.getValue().toString()));
            });
    metadata
        .path("paramMap")
        .properties()
        .forEach(
            entry -> {
              Param<Object> param = stage.getParam(entry.getKey());
              stage.set(param, param.jsonDecode(entry.getValue().toString()));
            });
  }

  /** Writes a network. */
  void writeNetwork(Module module) throws IOException {
    Path network = new Path(folder, "network");
    byte[] structure;
    String name;
    try {
      structure = ModuleSpec.of(module).toJson().getBytes(StandardCharsets.UTF_8);
      name = "architecture.json";
    } catch (IllegalArgumentException e) { // a class of the user's
      structure = JavaBytes.write(module, "the network");
      name = "module.ser";
    }
    byte[] content = structure;
    write(new Path(network, name), out -> out.write(content));
    write(
        new Path(network, "weights.safetensors"),
        out -> Safetensors.write(module.stateDict(), Map.of("format", "pt"), out));
  }

  /** Whether there is a network in the folder. */
  boolean hasNetwork() throws IOException {
    return fs.exists(new Path(folder, "network/weights.safetensors"));
  }

  /** The network that was written, in evaluation mode. */
  Module readNetwork() throws IOException {
    Path network = new Path(folder, "network");
    Path architecture = new Path(network, "architecture.json");
    Module module =
        fs.exists(architecture)
            ? ModuleSpec.parse(new String(bytes(architecture), StandardCharsets.UTF_8)).create()
            : JavaBytes.read(bytes(new Path(network, "module.ser")), Module.class);
    try (var in = new BufferedInputStream(fs.open(new Path(network, "weights.safetensors")))) {
      module.loadStateDict(Safetensors.read(in).tensors());
    }
    return module.eval();
  }

  private byte[] bytes(Path file) throws IOException {
    try (var in = fs.open(file)) {
      return in.readAllBytes();
    }
  }

  private void write(Path file, Content content) throws IOException {
    try (OutputStream out = fs.create(file, true)) {
      content.writeTo(out);
    }
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
