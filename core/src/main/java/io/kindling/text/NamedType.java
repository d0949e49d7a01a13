package io.kindling.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What can be made by its name with options: a layer, a loss, the settings of an optimizer.
 *
 * @param name PyTorch's name
 * @param signature its arguments in order with their defaults: {@code kernelSize, stride=None}
 * @param parameters the names of the arguments
 * @param defaults of those that have one
 * @param make builds it
 */
public record NamedType<T>(
    String name,
    String signature,
    List<String> parameters,
    Map<String, Object> defaults,
    Function<Arguments, ? extends T> make) {

  /** With a signature that is read: defaults as they stand in a call. */
  public static <T> NamedType<T> of(
      String name, String signature, Function<Arguments, ? extends T> make) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    List<String> parameters =
        signature.isEmpty()
            ? List.of()
            : List.of(signature.split(", ")).stream()
                .map(
                    parameter -> {
                      int equals = parameter.indexOf('=');
                      if (equals < 0) {
                        return parameter;
                      }
                      String key = parameter.substring(0, equals);
                      defaults.put(key, PythonCall.literal(parameter.substring(equals + 1)));
                      return key;
                    })
                .toList();
    return new NamedType<>(name, signature, parameters, defaults, make);
  }

  /** The same, as one of a more general type. */
  @SuppressWarnings("unchecked") // it only gives
  public <G> NamedType<G> as() {
    return (NamedType<G>) this;
  }

  /**
   * Makes one.
   *
   * @param positional the first arguments
   * @param named others, in camelCase or snake_case
   * @throws IllegalArgumentException naming what is wrong and what is taken
   */
  public T create(List<?> positional, Map<String, ?> named) {
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
          String parameter = Names.camel(key);
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
      return make.apply(new Arguments(name, values));
    } catch (ArithmeticException e) { // a product of sizes beyond every whole number of Java
      throw new IllegalArgumentException(name + ": sizes are too large: " + values, e);
    }
  }

  private String near(String key) {
    List<String> near = Names.nearest(key, parameters);
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  private String help() {
    return "; options: " + (signature.isEmpty() ? "none" : signature);
  }
}
