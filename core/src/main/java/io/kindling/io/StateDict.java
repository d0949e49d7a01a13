package io.kindling.io;

import io.kindling.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an object needs to be restored: tensors, and plain values (Long, Double, Boolean, String,
 * null, or lists of these), by dotted name. {@link Checkpoint} writes it to a file.
 */
public record StateDict(Map<String, Tensor> tensors, Map<String, Object> values) {
  public StateDict {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Only values. */
  public static StateDict ofValues(Map<String, Object> values) {
    return new StateDict(Map.of(), values);
  }

  /** The tensor called {@code name}. */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "state dict: there is no tensor \"" + name + "\"; there are " + tensors.keySet());
    }
    return tensor;
  }

  /** A whole number. */
  public long whole(String name) {
    return value(name, Long.class, "a whole number");
  }

  /** A number. */
  public double real(String name) {
    return real(name, values.get(name));
  }

  /** A list of numbers. */
  public double[] reals(String name) {
    if (!(values.get(name) instanceof List<?> list)) {
      throw wrong(name, values.get(name), "a list of numbers");
    }
    return list.stream().mapToDouble(element -> real(name, element)).toArray();
  }

  /** A truth value. */
  public boolean flag(String name) {
    return value(name, Boolean.class, "true or false");
  }

  /** A text. */
  public String text(String name) {
    return value(name, String.class, "a text");
  }

  /** The entries whose names begin with {@code prefix}, without it. */
  public StateDict under(String prefix) {
    return new StateDict(strip(tensors, prefix), strip(values, prefix));
  }

  private static <T> Map<String, T> strip(Map<String, T> all, String prefix) {
    Map<String, T> some = new LinkedHashMap<>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            some.put(name.substring(prefix.length()), value);
          }
        });
    return some;
  }

  private <T> T value(String name, Class<T> type, String wanted) {
    Object value = values.get(name);
    if (!type.isInstance(value)) {
      throw wrong(name, value, wanted);
    }
    return type.cast(value);
  }

  private static double real(String name, Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    // JSON has no word for what is not finite.
    if ("Infinity".equals(value) || "-Infinity".equals(value) || "NaN".equals(value)) {
      return Double.parseDouble((String) value);
    }
    throw wrong(name, value, "a number");
  }

  private static IllegalArgumentException wrong(String name, Object value, String wanted) {
    return new IllegalArgumentException(
        "state dict: \"" + name + "\" must be " + wanted + ", got " + value);
  }
}
