package io.kindling.data.table;

import io.kindling.text.Names;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Plain values of a row, whoever brings them: the same answer for 3, 3L, 3.0 and 3.00. */
final class Values {
  /** Whole numbers up to here are the same as double. */
  private static final double WHOLE = 1L << 53;

  private Values() {}

  /** How an error shows a value. */
  static String shown(Object value) {
    if (value == null) {
      return "null";
    }
    return value instanceof Number || value instanceof Boolean
        ? value.toString()
        : "\"" + Names.shown(value) + "\"";
  }

  /** A category as text; null for null. */
  static String category(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    if (value instanceof Float || value instanceof Double) {
      double number = ((Number) value).doubleValue();
      if (Double.isNaN(number)) {
        return null;
      }
      return number == Math.rint(number) && Math.abs(number) <= WHOLE
          ? Long.toString((long) number)
          : value.toString();
    }
    return value == null ? null : value.toString();
  }

  /**
   * The numbers of a number, a truth value, an array or a list; NaN for those that are missing;
   * null for null.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static double[] numbers(Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof double[] array) {
      return array;
    }
    if (value instanceof float[] array) {
      double[] numbers = new double[array.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = array[i];
      }
      return numbers;
    }
    if (value instanceof List<?> list) {
      return list.stream().mapToDouble(Values::number).toArray();
    }
    return new double[] {number(value)};
  }

  private static double number(Object value) {
    if (value == null) {
      return Double.NaN;
    }
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("is " + shown(value) + ", wanted a number");
  }

  /**
   * The whole numbers of an array or a list; -1 for null among them; none of null.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static List<Long> indices(Object value) {
    List<Long> indices = new ArrayList<>();
    if (value instanceof int[] array) {
      for (int index : array) {
        indices.add((long) index);
      }
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        if (element != null && !(element instanceof Number)) {
          throw new IllegalArgumentException("holds " + shown(element) + ", wanted whole numbers");
        }
        indices.add(element == null ? -1 : ((Number) element).longValue());
      }
    } else if (value != null) {
      throw new IllegalArgumentException("is " + shown(value) + ", wanted a list of whole numbers");
    }
    return indices;
  }
}
