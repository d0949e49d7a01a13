package io.kindling.nn;

import java.util.Locale;

/** Values as Python prints them, for the text form of modules. */
public final class PythonText {
  private PythonText() {}

  /** {@code True} or {@code False}. */
  public static String bool(boolean value) {
    return value ? "True" : "False";
  }

  /** {@code repr} of a float: 0.1, 1e-05, 2.0. */
  public static String number(double value) {
    double magnitude = Math.abs(value);
    if (value == 0 || (magnitude >= 1e-4 && magnitude < 1e16)) {
      return new java.math.BigDecimal(Double.toString(value)).toPlainString();
    }
    String text = Double.toString(value).toLowerCase(Locale.ROOT);
    int e = text.indexOf('e');
    if (e < 0) {
      return text;
    }
    String mantissa = text.substring(0, e).replaceFirst("\\.0$", "");
    int exponent = Integer.parseInt(text.substring(e + 1));
    return mantissa + String.format(Locale.ROOT, "e%+03d", exponent);
  }

  /** A tuple of two: {@code (2, 2)}. */
  public static String pair(int[] values) {
    return "(" + values[0] + ", " + values[1] + ")";
  }

  /** A tuple of any length: {@code (3,)} or {@code (3, 5)}. */
  public static String tuple(int[] values) {
    return values.length == 1 ? "(" + values[0] + ",)" : pair(values);
  }

  /** One number where both are the same, else a tuple; -1 is {@code None}. */
  public static String scalarOrPair(int[] values) {
    String text = values[0] == values[1] ? Integer.toString(values[0]) : pair(values);
    return text.replace("-1", "None");
  }
}
