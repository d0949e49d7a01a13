package io.kindling.spark.ml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.data.DataException;
import io.kindling.data.table.TableEncoder;
import io.kindling.io.FormatException;
import io.kindling.io.Json;
import io.kindling.io.Safetensors;
import io.kindling.nn.Module;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.spark.internals.ScalaCollections;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.SparkSession;

/**
 * A stage in a folder, on any file system Hadoop knows: {@code metadata/} as all stages of Spark ML
 * have it, and {@code network/} with the structure ({@link NetworkStructure}: {@code
 * architecture.json}, or {@code module.ser} where the caller allows Java serialization), the values
 * ({@code weights.safetensors}) and, for several input columns, what becomes of them ({@code
 * inputs.json}).
 */
final class StageFolder {
  /** Raised when an older reader could not read what is written. */
  static final int FORMAT = 1;

  private static final String FORMAT_KEY = "kindlingFormat";
  private static final String NETWORK = "network";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String INPUTS = "inputs.json";
  private static final String FROZEN = "frozen";

  /** No text here is longer. */
  static final int MOST_TEXT = 1 << 24;

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
  void writeNetwork(NetworkStructure structure, Module module) throws IOException {
    Path network = new Path(folder, NETWORK);
    write(new Path(network, structure.file()), out -> out.write(structure.bytes()));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("format", "pt");
    List<String> frozen = new ArrayList<>();
    module
        .namedParameters()
        .forEach(
            (name, parameter) -> {
              if (!parameter.requiresGrad()) {
                frozen.add(name);
              }
            });
    if (!frozen.isEmpty()) {
      facts.put(FROZEN, Json.write(frozen));
    }
    write(new Path(network, WEIGHTS), out -> Safetensors.write(module.stateDict(), facts, out));
  }

  /** Writes what becomes of several input columns. */
  void writeInputs(TableEncoder inputs) throws IOException {
    byte[] json = inputs.toJson().getBytes(StandardCharsets.UTF_8);
    write(new Path(folder, NETWORK + "/" + INPUTS), out -> out.write(json));
  }

  /**
   * What was written by {@link #writeInputs}; empty when nothing was.
   *
   * @throws DataException when it is damaged
   */
  Optional<TableEncoder> readInputs() throws IOException {
    Path file = new Path(folder, NETWORK + "/" + INPUTS);
    if (!fs.exists(file)) {
      return Optional.empty();
    }
    try {
      String json = new String(bytes(file), StandardCharsets.UTF_8);
      return Optional.of(TableEncoder.fromJson(json));
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether there is a network in the folder. */
  boolean hasNetwork() throws IOException {
    return fs.exists(new Path(folder, NETWORK + "/" + WEIGHTS));
  }

  /**
   * The network that was written, in evaluation mode.
   *
   * @param trust what may be made
   * @throws DataException when it is damaged, or of classes that may not be made
   */
  Module readNetwork(ModuleTrust trust) throws IOException {
    Path network = new Path(folder, NETWORK);
    Path weights = new Path(network, WEIGHTS);
    try {
      Module module = readStructure(network, trust, fs.getFileStatus(weights).getLen());
      try (var in = new BufferedInputStream(fs.open(weights))) {
        Safetensors.Contents contents = Safetensors.read(in);
        module.loadStateDict(contents.tensors());
        freeze(module, contents.metadata().getOrDefault(FROZEN, "[]"));
      }
      return module.eval();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new DataException(network + ": the network cannot be loaded: " + e.getMessage(), e);
    }
  }

  private Module readStructure(Path network, ModuleTrust trust, long weights) throws IOException {
    Path text = new Path(network, NetworkStructure.TEXT);
    if (fs.exists(text)) {
      ModuleSpec spec =
          ModuleSpec.parse(new String(bytes(text), StandardCharsets.UTF_8), trust.allowed());
      if (spec.bytes() > weights) {
        throw new DataException(
            text
                + ": tells of a network of "
                + spec.bytes()
                + " bytes, and "
                + WEIGHTS
                + " beside it has "
                + weights);
      }
      return spec.create();
    }
    Path serialized = new Path(network, NetworkStructure.SERIALIZED);
    if (!trust.javaSerialization()) {
      throw new DataException(
          serialized
              + ": this network was saved by Java serialization, by which a hostile file could do"
              + " much; if you trust who wrote it, load it with"
              + " read().option(\"kindling.javaSerialization\", \"true\") and the packages of its"
              + " classes in option \"kindling.allowedModules\", or with Spark's settings of these"
              + " names behind spark., and save it again with a class that is"
              + " io.kindling.nn.Configurable");
    }
    try (var in = fs.open(serialized)) {
      return ModuleStream.read(in.readAllBytes(), trust.allowed());
    } catch (IOException e) {
      throw new DataException(serialized + ": cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static void freeze(Module module, String names) throws IOException {
    if (!(Json.read(names) instanceof List<?> frozen)) {
      throw new FormatException("the names of frozen parameters are no list: " + names);
    }
    frozen.forEach(name -> module.getParameter(String.valueOf(name)).requiresGrad_(false));
  }

  private byte[] bytes(Path file) throws IOException {
    try (var in = fs.open(file)) {
      byte[] bytes = in.readNBytes(MOST_TEXT + 1);
      if (bytes.length > MOST_TEXT) {
        throw new DataException(file + ": has more than " + MOST_TEXT + " bytes");
      }
      return bytes;
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
