package io.kindling.spark.ml;

import io.kindling.nn.Module;
import io.kindling.nn.spec.ModuleSpec;
import java.nio.charset.StandardCharsets;

/**
 * A network's structure as it is saved, without the values of its tensors.
 *
 * @param file name of the file
 * @param bytes what is in it
 */
record NetworkStructure(String file, byte[] bytes) {
  /** As text. */
  static final String TEXT = "architecture.json";

  /** By Java serialization, which may hold values too. */
  static final String SERIALIZED = "module.ser";

  /**
   * Of a network; as text wherever it has one.
   *
   * @throws IllegalArgumentException when it has none and Java serialization is not allowed, or
   *     does not take it
   */
  static NetworkStructure of(Module module, ModuleTrust trust) {
    try {
      String json = ModuleSpec.of(module).toJson();
      return new NetworkStructure(TEXT, json.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      if (!trust.javaSerialization()) {
        throw new IllegalArgumentException(
            "the network cannot be saved: "
                + e.getMessage()
                + "; or allow Java serialization, which whoever loads it must allow too, by"
                + " write().option(\"kindling.javaSerialization\", \"true\") or Spark's setting"
                + " spark.kindling.javaSerialization, with the class's package in"
                + " kindling.allowedModules",
            e);
      }
      return new NetworkStructure(SERIALIZED, ModuleStream.write(module, trust.allowed()));
    }
  }
}
