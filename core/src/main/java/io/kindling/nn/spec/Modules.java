package io.kindling.nn.spec;

import io.kindling.nn.Module;
import io.kindling.text.Names;
import io.kindling.text.PythonCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * All layers, and the networks this library knows, by name:
 *
 * <pre>{@code
 * Module layer = Modules.byName("Conv2d", Map.of("inChannels", 3, "outChannels", 8, "kernelSize", 5));
 * Module same = Modules.parse("Conv2d(3, 8, 5)");
 * }</pre>
 *
 * <p>Names are PyTorch's, in any case, with or without dashes and underscores.
 */
public final class Modules {
  private static final Map<String, LayerType> KNOWN = known();

  private Modules() {}

  private static Map<String, LayerType> known() {
    Map<String, LayerType> known = new LinkedHashMap<>();
    for (List<LayerType> family :
        List.of(
            LinearTypes.all(),
            PoolingTypes.all(),
            NormalizationTypes.all(),
            ActivationTypes.all(),
            ShapeTypes.all(),
            ModelTypes.all())) {
      family.forEach(type -> known.put(normal(type.name()), type));
    }
    return known;
  }

  static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /**
   * A new layer or network.
   *
   * @param options PyTorch's arguments, in camelCase or snake_case
   * @throws IllegalArgumentException naming what is wrong and what is taken
   */
  public static Module byName(String name, Map<String, ?> options) {
    return type(name).create(List.of(), options);
  }

  /** A new layer or network from a call: {@code Conv2d(3, 32, 5, padding=2)}. */
  public static Module parse(String call) {
    PythonCall parsed = PythonCall.parse(call);
    return type(parsed.name()).create(parsed.positional(), parsed.named());
  }

  private static LayerType type(String name) {
    LayerType type = KNOWN.get(normal(name));
    if (type == null) {
      throw new IllegalArgumentException(
          "unknown layer or network '" + Names.shown(name) + "'" + Names.hint(name, names()));
    }
    return type;
  }

  /** Whether a module is of a class that can be made by its name. */
  static boolean makes(Module module) {
    String name = module.getClass().getSimpleName();
    boolean own = module.getClass().getPackageName().startsWith("io.kindling.nn");
    return own && KNOWN.containsKey(normal(name));
  }

  /** The names of all layers and networks. */
  public static Set<String> names() {
    return signatures().keySet();
  }

  /** What each layer or network takes, with defaults: {@code kernelSize, stride=None}. */
  public static Map<String, String> signatures() {
    Map<String, String> signatures = new LinkedHashMap<>();
    KNOWN.values().forEach(type -> signatures.put(type.name(), type.signature()));
    return signatures;
  }
}
