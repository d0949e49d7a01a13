package io.kindling.nn.spec;

import io.kindling.text.Names;
import java.util.List;
import java.util.Map;

/** The arguments of a layer, typed as they are asked for; numbers may be texts. */
final class LayerArguments {
  private final String layer;
  private final Map<String, Object> values;

  LayerArguments(String layer, Map<String, Object> values) {
    this.layer = layer;
    this.values = values;
  }

  private Object value(String name) {
    if (!values.containsKey(name)) {
      throw new IllegalStateException(layer + " has no parameter " + name);
    }
    return values.get(name);
  }

  boolean isNull(String name) {
    return value(name) == null;
  }

  boolean isList(String name) {
    return value(name) instanceof List<?>;
  }

  boolean isText(String name) {
    return value(name) instanceof String text && parsed(text) == null;
  }

  int integer(String name) {
    return whole(name, value(name), "a whole number");
  }

  Integer integerOrNull(String name) {
    return isNull(name) ? null : (Integer) integer(name);
  }

  private int whole(String name, Object value, String wanted) {
    Object number = value instanceof String text ? parsed(text) : value;
    if (number instanceof Number n
        && n.doubleValue() == Math.rint(n.doubleValue())
        && Math.abs(n.doubleValue()) <= Integer.MAX_VALUE) {
      return n.intValue();
    }
    throw bad(name, wanted);
  }

  double number(String name) {
    return real(name, value(name), "a number");
  }

  Double numberOrNull(String name) {
    return isNull(name) ? null : (Double) number(name);
  }

  private double real(String name, Object value, String wanted) {
    Object number = value instanceof String text ? parsed(text) : value;
    if (number instanceof Number n) {
      return n.doubleValue();
    }
    throw bad(name, wanted);
  }

  private static Double parsed(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  boolean flag(String name) {
    Object value = value(name);
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof String text && text.matches("(?i)true|false")) {
      return text.equalsIgnoreCase("true");
    }
    throw bad(name, "true or false");
  }

  String text(String name) {
    if (value(name) instanceof String text) {
      return text;
    }
    throw bad(name, "a text");
  }

  /** One number, or a list of them. */
  int[] ints(String name) {
    Object value = value(name);
    String wanted = "a whole number or a list of them";
    if (value instanceof List<?> list) {
      return list.stream().mapToInt(element -> whole(name, element, wanted)).toArray();
    }
    return new int[] {whole(name, value, wanted)};
  }

  double[] doubles(String name) {
    Object value = value(name);
    String wanted = "a number or a list of them";
    if (value instanceof List<?> list) {
      return list.stream().mapToDouble(element -> real(name, element, wanted)).toArray();
    }
    return new double[] {real(name, value, wanted)};
  }

  /** Height and width, either of which may be null. */
  Integer[] pairOrNull(String name) {
    Object value = value(name);
    String wanted = "a whole number, or a list of two of which either may be null";
    if (value instanceof List<?> list && list.size() == 2) {
      return list.stream()
          .map(element -> element == null ? null : (Integer) whole(name, element, wanted))
          .toArray(Integer[]::new);
    }
    if (value instanceof List<?> list && list.size() == 1) {
      return new Integer[] {whole(name, list.get(0), wanted)};
    }
    return new Integer[] {whole(name, value, wanted)};
  }

  IllegalArgumentException bad(String name, String wanted) {
    Object value = values.get(name);
    return new IllegalArgumentException(
        layer
            + ": option '"
            + name
            + "' must be "
            + wanted
            + ", got "
            + (value instanceof String ? "\"" + Names.shown(value) + "\"" : Names.shown(value)));
  }
}
