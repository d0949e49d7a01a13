package io.kindling.nn.spec;

import io.kindling.nn.Module;
import io.kindling.nn.Settings;
import io.kindling.text.Names;
import io.kindling.text.PythonCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A layer that can be made from text.
 *
 * @param name PyTorch's name
 * @param signature its arguments in order with their defaults: {@code kernelSize, stride=None}
 * @param make builds it
 */
record LayerType(String name, String signature, Function<LayerArguments, Module> make) {

  /** The arguments by name; those without a default have none in the map of defaults. */
  private List<String> parameters() {
    List<String> names = new ArrayList<>();
    if (!signature.isEmpty()) {
      for (String parameter : signature.split(", ")) {
        names.add(parameter.split("=")[0]);
      }
    }
    return names;
  }

  private Map<String, Object> defaults() {
    Map<String, Object> defaults = new LinkedHashMap<>();
    if (!signature.isEmpty()) {
      for (String parameter : signature.split(", ")) {
        int equals = parameter.indexOf('=');
        if (equals > 0) {
          defaults.put(
              parameter.substring(0, equals), PythonCall.literal(parameter.substring(equals + 1)));
        }
      }
    }
    return defaults;
  }

  Module create(List<?> positional, Map<String, ?> named) {
    List<String> parameters = parameters();
    Map<String, Object> values = new LinkedHashMap<>();
    if (positional.size() > parameters.size()) {
      throw new IllegalArgumentException(
          name + ": takes " + parameters.size() + " arguments, got " + positional.size() + help());
    }
    for (int i = 0; i < positional.size(); i++) {
      values.put(parameters.get(i), positional.get(i));
    }
    named.forEach(
        (key, value) -> {
          String parameter = Settings.camel(key);
          if (!parameters.contains(parameter)) {
            throw new IllegalArgumentException(
                name + ": unknown option '" + Names.shown(key) + "'" + near(key) + help());
          }
          if (values.containsKey(parameter)) {
            throw new IllegalArgumentException(
                name + ": option '" + key + "' is given twice" + help());
          }
          values.put(parameter, value);
        });
    Map<String, Object> defaults = defaults();
    for (String parameter : parameters) {
      if (!values.containsKey(parameter)) {
        if (!defaults.containsKey(parameter)) {
          throw new IllegalArgumentException(
              name + ": option '" + parameter + "' is missing" + help());
        }
        values.put(parameter, defaults.get(parameter));
      }
    }
    try {
      return make.apply(new LayerArguments(name, values));
    } catch (ArithmeticException e) { // a product of sizes beyond every whole number of Java
      throw new IllegalArgumentException(name + ": sizes are too large: " + values, e);
    }
  }

  private String near(String key) {
    List<String> near = Names.nearest(key, parameters());
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  private String help() {
    return "; options: " + (signature.isEmpty() ? "none" : signature);
  }
}
