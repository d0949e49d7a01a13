package io.kindling.nn.spec;

import io.kindling.nn.Module;
import io.kindling.text.Catalog;
import io.kindling.text.NamedType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
  private static final Catalog<Module> KNOWN = new Catalog<>("layer or network", known());

  private Modules() {}

  private static List<NamedType<Module>> known() {
    return Stream.of(
            LinearTypes.all(),
            PoolingTypes.all(),
            NormalizationTypes.all(),
            ActivationTypes.all(),
            ShapeTypes.all(),
            ModelTypes.all())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * A new layer or network.
   *
   * @param options PyTorch's arguments, in camelCase or snake_case
   * @throws IllegalArgumentException naming what is wrong and what is taken
   */
  public static Module byName(String name, Map<String, ?> options) {
    return KNOWN.get(name).create(List.of(), options);
  }

  /** A new layer or network from a call: {@code Conv2d(3, 32, 5, padding=2)}. */
  public static Module parse(String call) {
    return KNOWN.parse(call);
  }

  /** Whether a module is of a class that can be made by its name. */
  static boolean makes(Module module) {
    String name = module.getClass().getSimpleName();
    boolean own = module.getClass().getPackageName().startsWith("io.kindling.nn");
    return own && KNOWN.knows(name);
  }

  /** The names of all layers and networks. */
  public static Set<String> names() {
    return signatures().keySet();
  }

  /** What each layer or network takes, with defaults: {@code kernelSize, stride=None}. */
  public static Map<String, String> signatures() {
    return KNOWN.signatures();
  }
}
