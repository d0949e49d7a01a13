package io.kindling.nn.loss;

import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.text.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The options of a loss as text or JSON gives them. Names are Java's or PyTorch's ({@code
 * labelSmoothing} or {@code label_smoothing}); numbers and truth values may be strings; a tensor
 * may be a list of numbers.
 */
final class LossSettings {
  private final String loss;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();
  private boolean listing;

  LossSettings(String loss, Map<String, ?> settings) {
    this.loss = loss;
    settings.forEach(
        (key, value) -> {
          if (value != null) {
            values.put(camel(key), value);
          }
        });
  }

  /** No options, to learn which there are: those without a default are 1. */
  static LossSettings listing(String loss) {
    LossSettings settings = new LossSettings(loss, Map.of());
    settings.listing = true;
    return settings;
  }

  private static String camel(String key) {
    StringBuilder out = new StringBuilder();
    for (String word : key.split("_")) {
      boolean first = out.length() == 0 || word.isEmpty();
      out.append(first ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return out.toString();
  }

  private Object value(String key) {
    known.add(key);
    return values.get(key);
  }

  double number(String key, double otherwise) {
    Object value = value(key);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value == null) {
      return otherwise;
    }
    try {
      String text = value.toString();
      return Double.parseDouble(text.equalsIgnoreCase("inf") ? "Infinity" : text);
    } catch (NumberFormatException e) {
      throw bad(key, value, "a number");
    }
  }

  long integer(String key, long otherwise) {
    double number = number(key, otherwise);
    if (number != Math.rint(number)) {
      throw bad(key, number, "a whole number");
    }
    return (long) number;
  }

  /** A whole number that has no default. */
  int required(String key) {
    if (value(key) == null && !listing) {
      throw new IllegalArgumentException(loss + " needs the option \"" + key + "\"");
    }
    return Math.toIntExact(integer(key, 1));
  }

  Long integerOrNull(String key) {
    return value(key) == null ? null : (Long) integer(key, 0);
  }

  /** A list of whole numbers, or one; none when not given. */
  int[] sizes(String key) {
    Object value = value(key);
    List<?> list = value instanceof List<?> several ? several : List.of();
    if (value instanceof int[] sizes) {
      return sizes.clone();
    }
    if (value instanceof Number) {
      list = List.of(value);
    }
    boolean whole =
        list.stream().allMatch(n -> n instanceof Number m && m.doubleValue() == m.intValue());
    if (!whole || (value != null && list.isEmpty() && !(value instanceof List<?>))) {
      throw bad(key, value, "a whole number or a list of whole numbers");
    }
    return list.stream().mapToInt(n -> ((Number) n).intValue()).toArray();
  }

  boolean flag(String key, boolean otherwise) {
    Boolean value = flagOrNull(key);
    return value == null ? otherwise : value;
  }

  private Boolean flagOrNull(String key) {
    Object value = value(key);
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    String text = value.toString();
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Boolean.valueOf(text);
    }
    throw bad(key, value, "true or false");
  }

  /** A tensor, or a list or array of numbers as a float32 vector; null when not given. */
  Tensor tensor(String key) {
    Object value = value(key);
    if (value == null || value instanceof Tensor) {
      return (Tensor) value;
    }
    float[] elements;
    if (value instanceof float[] floats) {
      elements = floats.clone();
    } else if (value instanceof double[] doubles) {
      elements = new float[doubles.length];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (float) doubles[i];
      }
    } else if (value instanceof List<?> list
        && list.stream().allMatch(element -> element instanceof Number)) {
      elements = new float[list.size()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = ((Number) list.get(i)).floatValue();
      }
    } else {
      throw bad(key, value, "a tensor or a list of numbers");
    }
    return Tensor.wrap(Storage.of(elements), Shape.of(elements.length));
  }

  <T> T object(String key, Class<T> type, T otherwise) {
    Object value = value(key);
    if (value != null && !type.isInstance(value)) {
      throw bad(key, value, "a " + type.getSimpleName());
    }
    return value == null ? otherwise : type.cast(value);
  }

  /** The reduction, also in PyTorch's deprecated spelling. */
  Reduction reduction() {
    Object value = value("reduction");
    Boolean sizeAverage = flagOrNull("sizeAverage");
    Boolean reduce = flagOrNull("reduce");
    if (sizeAverage != null || reduce != null) {
      return Reduction.legacy(sizeAverage, reduce);
    }
    if (value == null || value instanceof Reduction) {
      return value == null ? Reduction.MEAN : (Reduction) value;
    }
    return Reduction.of(value.toString());
  }

  /** The options that were asked for, sorted. */
  List<String> known() {
    return List.copyOf(known);
  }

  /** After all options were asked for: anything else is a mistake. */
  void refuseOthers() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            loss + ": unknown option \"" + key + "\"" + Names.hint(key, known));
      }
    }
  }

  private IllegalArgumentException bad(String key, Object value, String wanted) {
    return new IllegalArgumentException(
        loss + ": option \"" + key + "\" wants " + wanted + ", got " + value);
  }
}
