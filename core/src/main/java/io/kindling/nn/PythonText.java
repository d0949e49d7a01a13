package io.kindling.nn;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values as Python prints them, for the text form of modules. */
public final class PythonText {
  private PythonText() {}

  /** {@code repr} of null, a truth value, a number, a text or a tuple. */
  public static String of(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Boolean truth) {
      return bool(truth);
    }
    if (value instanceof Double number) {
      return number(number);
    }
    if (value instanceof String text) {
      return "'" + text + "'";
    }
    if (value instanceof int[] tuple) {
      return tuple(tuple);
    }
    if (value instanceof Integer[] tuple) {
      return Arrays.stream(tuple).map(PythonText::of).collect(Collectors.joining(", ", "(", ")"));
    }
    if (value instanceof double[] tuple) {
      return Arrays.stream(tuple)
          .mapToObj(PythonText::number)
          .collect(Collectors.joining(", ", "(", ")"));
    }
    return value.toString();
  }

  /** {@code True} or {@code False}. */
  public static String bool(boolean value) {
    return value ? "True" : "False";
  }

  /** {@code repr} of a float: 0.1, 1e-05, 2.0, inf. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    double magnitude = Math.abs(value);
    if (value == 0) {
      return Double.toString(value);
    }
    if (magnitude >= 1e-4 && magnitude < 1e16) {
      String plain = new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String text = Double.toString(value).toLowerCase(Locale.ROOT);
    int e = text.indexOf('e');
    String mantissa = text.substring(0, e).replaceFirst("\\.0$", "");
    int exponent = Integer.parseInt(text.substring(e + 1));
    return mantissa + String.format(Locale.ROOT, "e%+03d", exponent);
  }

  /** The number itself where there is one, else the tuple: a size as it was given. */
  static Object scalarOr(int[] values) {
    return values.length == 1 ? (Object) values[0] : values;
  }

  /** A tuple of any length: {@code (3,)} or {@code (3, 5)}. */
  public static String tuple(int[] values) {
    return values.length == 1
        ? "(" + values[0] + ",)"
        : Arrays.toString(values).replace('[', '(').replace(']', ')');
  }
}
