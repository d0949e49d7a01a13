package io.kindling.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The arguments of what is made by its name, typed as they are asked for: those given, and the
 * defaults of the others. Numbers and truth values may be texts.
 */
public final class Arguments {
  private final String what;
  private final Map<String, Object> values;

  Arguments(String what, Map<String, Object> values) {
    this.what = what;
    this.values = values;
  }

  /** The value as it was given, or the default. */
  public Object value(String name) {
    if (!values.containsKey(name)) {
      throw new IllegalStateException(what + " has no parameter " + name);
    }
    return values.get(name);
  }

  /** Whether the value is null, Python's None. */
  public boolean isNull(String name) {
    return value(name) == null;
  }

  /** Whether the value is a list. */
  public boolean isList(String name) {
    return value(name) instanceof List<?>;
  }

  /** Whether the value is a text that is no number. */
  public boolean isText(String name) {
    return value(name) instanceof String text && parsed(text) == null;
  }

  /** A whole number. */
  public int integer(String name) {
    return whole(name, value(name), "a whole number");
  }

  /** A whole number, or null. */
  public Integer integerOrNull(String name) {
    return isNull(name) ? null : (Integer) integer(name);
  }

  /** A whole number of 64 bits. */
  public long wholeNumber(String name) {
    Object value = value(name);
    Object number = value instanceof String text ? parsed(text) : value;
    if (number instanceof Number n && n.doubleValue() == n.longValue()) {
      return n.longValue();
    }
    throw bad(name, "a whole number");
  }

  /** A constant by its name, in any case. */
  public <E> E constant(String name, Class<E> type) {
    E[] constants = type.getEnumConstants();
    for (E constant : constants) {
      if (constant == value(name) || constant.toString().equalsIgnoreCase("" + value(name))) {
        return constant;
      }
    }
    List<String> words =
        Arrays.stream(constants).map(c -> c.toString().toLowerCase(Locale.ROOT)).toList();
    throw bad(name, "one of " + String.join(", ", words));
  }

  /** A value of a type that no text can say, as it was given. */
  public <T> T object(String name, Class<T> type) {
    if (!type.isInstance(value(name))) {
      throw bad(name, "a " + type.getSimpleName());
    }
    return type.cast(value(name));
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

  /** A number. */
  public double number(String name) {
    return real(name, value(name), "a number");
  }

  /** A number, or null. */
  public Double numberOrNull(String name) {
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
      return Double.valueOf(text.equalsIgnoreCase("inf") ? "Infinity" : text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** True or false. */
  public boolean flag(String name) {
    Object value = value(name);
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof String text && text.matches("(?i)true|false")) {
      return text.equalsIgnoreCase("true");
    }
    throw bad(name, "true or false");
  }

  /** A text. */
  public String text(String name) {
    if (value(name) instanceof String text) {
      return text;
    }
    throw bad(name, "a text");
  }

  /** One number, or a list of them. */
  public int[] ints(String name) {
    Object value = value(name);
    String wanted = "a whole number or a list of them";
    if (value instanceof int[] several) {
      return several.clone();
    }
    if (value instanceof List<?> list) {
      return list.stream().mapToInt(element -> whole(name, element, wanted)).toArray();
    }
    return new int[] {whole(name, value, wanted)};
  }

  /** One number, or a list of them. */
  public double[] doubles(String name) {
    Object value = value(name);
    String wanted = "a number or a list of them";
    if (value instanceof List<?> list) {
      return list.stream().mapToDouble(element -> real(name, element, wanted)).toArray();
    }
    return new double[] {real(name, value, wanted)};
  }

  /** Height and width, either of which may be null. */
  public Integer[] pairOrNull(String name) {
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

  /** What says that a value is not what is wanted. */
  public IllegalArgumentException bad(String name, String wanted) {
    Object value = values.get(name);
    return new IllegalArgumentException(
        what
            + ": option '"
            + name
            + "' must be "
            + wanted
            + ", got "
            + (value instanceof String ? "\"" + Names.shown(value) + "\"" : Names.shown(value)));
  }
}
