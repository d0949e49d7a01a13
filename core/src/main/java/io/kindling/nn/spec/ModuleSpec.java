package io.kindling.nn.spec;

import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.random.Generator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network as text. It is JSON, one of
 *
 * <ul>
 *   <li>a list of layers, which become a {@link Sequential};
 *   <li>a layer: {@code {"type": "Conv2d", "inChannels": 3, "outChannels": 32, "kernelSize": 5,
 *       "padding": 2}}, {@code "Conv2d(3, 32, 5, padding=2)"} or, without arguments, {@code
 *       "ReLU"};
 *   <li>a list with a name for each layer: {@code {"type": "Sequential", "layers": [{"name":
 *       "conv1", "type": "Conv2d", ...}]}};
 *   <li>a known network: {@code "cifar-cnn"}, {@code {"type": "lenet", "channels": 3}}, {@code
 *       "resnet20"}, {@code "mlp([784, 100, 10])"}.
 * </ul>
 *
 * <p>Outside of JSON, a single layer or network may stand without quotes. Arguments have PyTorch's
 * names in camelCase or snake_case; see {@link Modules#signatures}.
 */
public final class ModuleSpec {
  private static final String LAYERS = "layers";
  private static final String TYPE = "type";
  private static final String NAME = "name";

  private final Object tree;

  private ModuleSpec(Object tree) {
    this.tree = tree;
  }

  /**
   * Reads a network.
   *
   * @throws IllegalArgumentException naming the layer, what is wrong with it, and what it takes
   */
  public static ModuleSpec parse(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      throw new IllegalArgumentException(
          "ModuleSpec.parse: the text is empty; wanted a JSON list of layers, or the name of a"
              + " network, as cifar-cnn");
    }
    boolean json = "[{\"".indexOf(trimmed.charAt(0)) >= 0;
    ModuleSpec spec = new ModuleSpec(json ? JsonText.read(trimmed) : trimmed);
    // Building finds every mistake now rather than where the network is first used; its random
    // numbers are its own, so that reading changes nothing.
    try (var scope = Generator.use(new Generator(0))) {
      spec.create();
    }
    return spec;
  }

  /**
   * The description of a network of this library's layers.
   *
   * @throws IllegalArgumentException naming the module that cannot be written
   */
  public static ModuleSpec of(Module module) {
    return new ModuleSpec(describe(module, ""));
  }

  /** A new network, its parameters drawn from the current random generator. */
  public Module create() {
    return build(tree, "");
  }

  /** The description as JSON. */
  public String toJson() {
    return JsonText.write(tree);
  }

  @Override
  public String toString() {
    return toJson();
  }

  private static Module build(Object tree, String where) {
    if (tree instanceof String text) {
      return at(where, text, () -> Modules.parse(text));
    }
    if (tree instanceof List<?> layers) {
      return sequential(layers, where);
    }
    if (!(tree instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(
          place(where) + "wanted a layer's name, an object or a list of layers, got " + tree);
    }
    Map<String, Object> options = new LinkedHashMap<>();
    map.forEach((key, value) -> options.put(key.toString(), value));
    Object type = options.remove(TYPE);
    options.remove(NAME);
    if (!(type instanceof String name)) {
      throw new IllegalArgumentException(
          place(where) + "a layer needs a \"type\", as {\"type\": \"ReLU\"}; got " + map);
    }
    if (Modules.normal(name).equals("sequential")) {
      Object layers = options.remove(LAYERS);
      if (!(layers instanceof List<?> list) || !options.isEmpty()) {
        throw new IllegalArgumentException(
            place(where) + "Sequential takes a list of \"layers\" and nothing else, got " + map);
      }
      return sequential(list, where);
    }
    return at(where, name, () -> Modules.byName(name, options));
  }

  private static Sequential sequential(List<?> layers, String where) {
    Sequential all = new Sequential();
    for (int i = 0; i < layers.size(); i++) {
      Object name = layers.get(i) instanceof Map<?, ?> map ? map.get(NAME) : null;
      String key = name == null ? Integer.toString(i) : name.toString();
      all.append(key, build(layers.get(i), where.isEmpty() ? key : where + "." + key));
    }
    return all;
  }

  private static Module at(String where, String layer, java.util.function.Supplier<Module> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw where.isEmpty() ? e : new IllegalArgumentException(place(where) + e.getMessage(), e);
    }
  }

  private static String place(String where) {
    return where.isEmpty() ? "ModuleSpec: " : "layer " + where + ": ";
  }

  private static Map<String, Object> describe(Module module, String where) {
    Map<String, Object> out = new LinkedHashMap<>();
    String type = module.getClass().getSimpleName();
    out.put(TYPE, type);
    if (module instanceof Sequential sequential) {
      List<Object> layers = new ArrayList<>();
      sequential
          .namedChildren()
          .forEach(
              (name, child) -> {
                Map<String, Object> layer = new LinkedHashMap<>();
                if (!name.equals(Integer.toString(layers.size()))) {
                  layer.put(NAME, name);
                }
                layer.putAll(describe(child, where.isEmpty() ? name : where + "." + name));
                layers.add(layer);
              });
      out.put(LAYERS, layers);
      return out;
    }
    if (!Modules.makes(module)) {
      throw new IllegalArgumentException(
          "ModuleSpec.of: "
              + (where.isEmpty() ? "" : "layer " + where + ": ")
              + type
              + " has no text form; only Sequential and what Modules.names() lists have one");
    }
    out.putAll(module.settings());
    return out;
  }
}
