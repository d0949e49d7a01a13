package io.kindling.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * How the elements of one tensor are written: all with the same number of digits, in one width.
 *
 * <p>Decimals are rounded as C's printf does: the exact binary value, half to even. Java's {@code
 * %.4f} rounds the shortest decimal that reads back as the number, which differs in the last digit.
 */
final class ElementFormat {
  private static final int PRECISION = 4;

  private enum Kind {
    INTEGER,
    BOOL,
    /** Floating, all elements whole: "1." */
    WHOLE,
    FIXED,
    SCIENTIFIC
  }

  private final Kind kind;
  private final int width;

  private ElementFormat(Kind kind, int width) {
    this.kind = kind;
    this.width = width;
  }

  /** The format for the elements of {@code storage} at the given places. */
  static ElementFormat of(Storage storage, int[] shown) {
    DType dtype = storage.dtype();
    if (!dtype.isFloatingPoint()) {
      Kind kind = dtype == DType.BOOL ? Kind.BOOL : Kind.INTEGER;
      ElementFormat unpadded = new ElementFormat(kind, 0);
      int width = 1;
      for (int at : shown) {
        width = Math.max(width, unpadded.text(storage, at).length());
      }
      return new ElementFormat(kind, width);
    }
    Kind kind = floatingKind(storage, shown);
    ElementFormat unpadded = new ElementFormat(kind, 0);
    int width = 1;
    for (int at : shown) {
      double value = storage.getDouble(at);
      // Zeros and what is no number do not widen the column, as in PyTorch.
      if (Double.isFinite(value) && value != 0) {
        width = Math.max(width, unpadded.text(storage, at).length());
      }
    }
    return new ElementFormat(kind, width);
  }

  private static Kind floatingKind(Storage storage, int[] shown) {
    boolean whole = true;
    double max = 0;
    double min = Double.POSITIVE_INFINITY;
    for (int at : shown) {
      double value = storage.getDouble(at);
      if (Double.isFinite(value) && value != 0) {
        whole &= value == Math.ceil(value);
        max = Math.max(max, Math.abs(value));
        min = Math.min(min, Math.abs(value));
      }
    }
    boolean scientific = max > 0 && (max / min > 1000 || max > 1e8 || min < 1e-4);
    if (scientific) {
      return Kind.SCIENTIFIC;
    }
    return whole ? Kind.WHOLE : Kind.FIXED;
  }

  int width() {
    return width;
  }

  /** The element at {@code at}, at least as wide as the column. */
  String text(Storage storage, int at) {
    String text =
        switch (kind) {
          case BOOL -> storage.getLong(at) != 0 ? "True" : "False";
          case INTEGER -> Long.toString(storage.getLong(at));
          default -> number(storage.getDouble(at));
        };
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    // BigDecimal has no negative zero, and printf prints the sign of what rounds to zero.
    String sign = Math.copySign(1, value) < 0 ? "-" : "";
    BigDecimal exact = new BigDecimal(Math.abs(value));
    return sign
        + switch (kind) {
          case WHOLE -> exact.setScale(0, RoundingMode.HALF_EVEN).toPlainString() + ".";
          case SCIENTIFIC -> scientific(exact);
          default -> exact.setScale(PRECISION, RoundingMode.HALF_EVEN).toPlainString();
        };
  }

  private static String scientific(BigDecimal exact) {
    if (exact.signum() == 0) {
      return "0." + "0".repeat(PRECISION) + "e+00";
    }
    BigDecimal rounded = exact.round(new MathContext(PRECISION + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    StringBuilder digits = new StringBuilder(rounded.unscaledValue().toString());
    while (digits.length() <= PRECISION) {
      digits.append('0');
    }
    digits.insert(1, '.');
    int magnitude = Math.abs(exponent);
    return digits + (exponent < 0 ? "e-" : "e+") + (magnitude < 10 ? "0" : "") + magnitude;
  }
}
