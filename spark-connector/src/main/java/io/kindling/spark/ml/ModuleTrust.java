package io.kindling.spark.ml;

import io.kindling.nn.spec.AllowedModules;
import io.kindling.text.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * What may be made of a saved network: modules of which classes of the user's, and whether Java
 * serialization is allowed. An option of the reader or writer counts before Spark's setting of the
 * same name with {@code spark.} before it; without either, nothing is allowed.
 *
 * @param allowed packages and classes of modules
 * @param javaSerialization whether networks may be saved and loaded by Java serialization
 */
record ModuleTrust(AllowedModules allowed, boolean javaSerialization) {
  static final String ALLOWED = "kindling.allowedModules";
  static final String SERIALIZATION = "kindling.javaSerialization";
  private static final String PREFIX = "kindling.";

  /**
   * As the caller says.
   *
   * @param options by name, in any case
   * @throws IllegalArgumentException when an option or setting is none, or has no such value
   */
  static ModuleTrust of(SparkSession spark, Map<String, String> options) {
    for (String name : options.keySet()) {
      boolean ours = name.toLowerCase(Locale.ROOT).startsWith(PREFIX);
      if (ours && !name.equalsIgnoreCase(ALLOWED) && !name.equalsIgnoreCase(SERIALIZATION)) {
        throw new IllegalArgumentException(
            "there is no option '"
                + name
                + "'"
                + Names.hint(name, List.of(ALLOWED, SERIALIZATION)));
      }
    }
    String serialization = value(spark, options, SERIALIZATION, "false").strip();
    if (!serialization.matches("(?i)true|false")) {
      throw new IllegalArgumentException(
          SERIALIZATION + ": wanted true or false, got " + serialization);
    }
    AllowedModules allowed = AllowedModules.parse(value(spark, options, ALLOWED, ""));
    return new ModuleTrust(allowed, Boolean.parseBoolean(serialization));
  }

  private static String value(
      SparkSession spark, Map<String, String> options, String name, String otherwise) {
    for (Map.Entry<String, String> option : options.entrySet()) {
      if (option.getKey().equalsIgnoreCase(name)) {
        return option.getValue();
      }
    }
    return spark.conf().get("spark." + name, otherwise);
  }
}
