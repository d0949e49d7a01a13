package io.kindling.torchdb;

import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.LongFunction;

/**
 * The arguments of one call, by position or name as in Python. What the Java call did not read is
 * found out by {@link #checkAllRead}: no argument is dropped in silence.
 */
final class Call {
  private final List<?> positional;
  private final Map<String, Object> named;
  private final Set<Object> read = new HashSet<>();

  Call(List<?> positional, Map<String, Object> named) {
    this.positional = positional;
    this.named = named;
  }

  private Object find(int at, String name) {
    if (at >= 0 && at < positional.size()) {
      read.add(at);
      return positional.get(at);
    }
    if (named.containsKey(name)) {
      read.add(name);
      return named.get(name);
    }
    return null;
  }

  /** Whether there is such an argument that is not None. */
  boolean has(int at, String name) {
    return find(at, name) != null;
  }

  /** Whether the argument is a tensor. */
  boolean isTensor(int at, String name) {
    return find(at, name) instanceof Tensor;
  }

  boolean isList(int at, String name) {
    return find(at, name) instanceof List;
  }

  boolean isFlag(int at) {
    return at < positional.size() && positional.get(at) instanceof Boolean;
  }

  boolean isText(int at, String name) {
    return find(at, name) instanceof String;
  }

  private static NotHereException unfit(String name, Object value, String wanted) {
    String kind = value == null ? "missing" : value.getClass().getSimpleName();
    return new NotHereException(name + ": " + wanted + " in Java, " + kind + " in Python");
  }

  Tensor tensor(int at, String name) {
    if (find(at, name) instanceof Tensor tensor) {
      return tensor;
    }
    throw unfit(name, find(at, name), "a tensor");
  }

  /** The tensor, null when None or absent. */
  Tensor maybe(int at, String name) {
    return find(at, name) == null ? null : tensor(at, name);
  }

  List<Tensor> tensors(int at, String name) {
    List<Tensor> tensors = new ArrayList<>();
    if (!(find(at, name) instanceof List<?> list)) {
      throw unfit(name, find(at, name), "tensors");
    }
    for (Object item : list) {
      if (!(item instanceof Tensor tensor)) {
        throw unfit(name, item, "a tensor");
      }
      tensors.add(tensor);
    }
    return tensors;
  }

  /** A Python number that is not a bool. */
  Number scalar(int at, String name) {
    if (find(at, name) instanceof Number number) {
      return number;
    }
    throw unfit(name, find(at, name), "a number");
  }

  /** An int or a float, which PyTorch promotes differently. */
  Scalar either(int at, String name) {
    Number number = scalar(at, name);
    return number instanceof Double d ? Scalar.of(d) : Scalar.of(number.longValue());
  }

  /** The result of the overload for the number's kind. */
  Tensor with(int at, String name, DoubleFunction<Tensor> fraction, LongFunction<Tensor> whole) {
    Number number = scalar(at, name);
    return number instanceof Double d ? fraction.apply(d) : whole.apply(number.longValue());
  }

  double number(int at, String name) {
    return scalar(at, name).doubleValue();
  }

  double number(int at, String name, double otherwise) {
    return has(at, name) ? number(at, name) : otherwise;
  }

  int integer(int at, String name) {
    Object value = find(at, name);
    if (value instanceof Number number && !(number instanceof Double)) {
      return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number.longValue()));
    }
    throw unfit(name, value, "an int");
  }

  int integer(int at, String name, int otherwise) {
    return has(at, name) ? integer(at, name) : otherwise;
  }

  /** Whole numbers, from one or a list. */
  int[] ints(int at, String name) {
    Object value = find(at, name);
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof Number) || item instanceof Double) {
          throw unfit(name, item, "an int");
        }
      }
      return Inputs.ints(list);
    }
    return new int[] {integer(at, name)};
  }

  /** The items of a list, or the one. */
  List<Object> items(int at, String name) {
    Object value = find(at, name);
    List<Object> items = new ArrayList<>();
    if (value instanceof List<?> list) {
      items.addAll(list);
    } else {
      items.add(value);
    }
    for (Object item : items) {
      if (item != null && (!(item instanceof Number) || item instanceof Double)) {
        throw unfit(name, item, "an int");
      }
    }
    return items;
  }

  int[] ints(int at, String name, int... otherwise) {
    return has(at, name) ? ints(at, name) : otherwise;
  }

  long[] longs(int at, String name) {
    int[] ints = ints(at, name);
    long[] longs = new long[ints.length];
    for (int i = 0; i < ints.length; i++) {
      longs[i] = ints[i];
    }
    return longs;
  }

  double[] numbers(int at, String name) {
    Object value = find(at, name);
    return value instanceof List<?> list
        ? Inputs.numbers(list)
        : new double[] {scalar(at, name).doubleValue()};
  }

  /** The whole numbers from {@code at} to the end: sizes given one by one, or as a list. */
  int[] rest(int at, String name) {
    if (named.containsKey(name) || at < positional.size() && positional.get(at) instanceof List) {
      return ints(at, name);
    }
    int[] ints = new int[Math.max(0, positional.size() - at)];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = integer(at + i, name);
    }
    return ints;
  }

  boolean flag(int at, String name, boolean otherwise) {
    Object value = find(at, name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw unfit(name, value, "a boolean");
  }

  String text(int at, String name, String otherwise) {
    Object value = find(at, name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof String text) {
      return text;
    }
    throw unfit(name, value, "a text");
  }

  DType dtype(int at, String name, DType otherwise) {
    return find(at, name) instanceof DType dtype ? dtype : otherwise;
  }

  Reduction reduction() {
    return Reduction.of(text(-1, "reduction", "mean"));
  }

  int size() {
    return positional.size();
  }

  /** For arguments that say what is so anyway. */
  void ignore(int at, String name, Object only) {
    Object value = find(at, name);
    if (value != null && !value.equals(only)) {
      throw new NotHereException("no argument " + name);
    }
  }

  /**
   * @throws NotHereException naming an argument that nothing has read
   */
  void checkAllRead() {
    for (int i = 0; i < positional.size(); i++) {
      if (!read.contains(i)) {
        throw new NotHereException("no argument at position " + i);
      }
    }
    for (String name : named.keySet()) {
      if (!read.contains(name) && named.get(name) != null) {
        throw new NotHereException("no argument " + name);
      }
    }
  }
}
