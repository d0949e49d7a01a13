package io.kindling.nn.spec;

import io.kindling.nn.Identity;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.text.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Makes the modules that a tree of plain values describes. */
final class ModuleBuilder {
  static final String LAYERS = "layers";
  static final String TYPE = "type";
  static final String NAME = "name";

  private final AllowedModules allowed;

  /** Counts layers that have no memory; null to make them with it. */
  private final NetworkSize size;

  ModuleBuilder(AllowedModules allowed, NetworkSize size) {
    this.allowed = allowed;
    this.size = size;
  }

  /** The module; {@code where} is its dotted name, empty for the whole. */
  Module build(Object tree, String where) {
    if (tree instanceof String text) {
      return layer(where, () -> Modules.parse(text));
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
    options.remove(NAME);
    if (options.containsKey(OwnModules.CLASS)) {
      return at(where, () -> own(options));
    }
    Object type = options.remove(TYPE);
    if (!(type instanceof String name)) {
      throw new IllegalArgumentException(
          place(where) + "a layer needs a \"type\", as {\"type\": \"ReLU\"}; got " + map);
    }
    if (Names.normal(name).equals("sequential")) {
      Object layers = options.remove(LAYERS);
      if (!(layers instanceof List<?> list) || !options.isEmpty()) {
        throw new IllegalArgumentException(
            place(where) + "Sequential takes a list of \"layers\" and nothing else, got " + map);
      }
      return sequential(list, where);
    }
    return layer(where, () -> Modules.byName(name, options));
  }

  private Sequential sequential(List<?> layers, String where) {
    Sequential all = new Sequential();
    for (int i = 0; i < layers.size(); i++) {
      Object name = layers.get(i) instanceof Map<?, ?> map ? map.get(NAME) : null;
      String key = name == null ? Integer.toString(i) : name.toString();
      Module layer = build(layers.get(i), where.isEmpty() ? key : where + "." + key);
      at(where, () -> all.append(key, layer));
    }
    return all;
  }

  private Module layer(String where, Supplier<Module> make) {
    Module made = at(where, make);
    if (size != null) {
      size.add(where, made);
    }
    return made;
  }

  private Module own(Map<String, Object> options) {
    Object config = options.getOrDefault(OwnModules.CONFIG, Map.of());
    if (!(options.get(OwnModules.CLASS) instanceof String name)
        || !(config instanceof Map<?, ?> map)
        || options.size() > (options.containsKey(OwnModules.CONFIG) ? 2 : 1)) {
      throw new IllegalArgumentException(
          "wanted {\"class\": \"com.acme.Net\", \"config\": {...}}, got " + options);
    }
    Class<? extends Module> type = allowed.load(name);
    OwnModules.check(type);
    if (size != null) {
      return new Identity(); // its code runs once, when the network is made
    }
    Map<String, Object> values = new LinkedHashMap<>();
    map.forEach((key, value) -> values.put(key.toString(), value));
    return OwnModules.create(type, values);
  }

  private static <T> T at(String where, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw where.isEmpty() ? e : new IllegalArgumentException(place(where) + e.getMessage(), e);
    }
  }

  private static String place(String where) {
    return where.isEmpty() ? "ModuleSpec: " : "layer " + where + ": ";
  }
}
