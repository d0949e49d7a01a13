package io.kindling.torchdb;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** What PyTorch answered for one tensor; tensors.py says how it is written. */
final class Answer {
  /** Nine digits stand in the file. */
  private static final double PRECISE = 2e-8;

  private static final double SINGLE = 1e-5;

  private Answer() {}

  /**
   * Compares a tensor of a float64 (or integer) run with its description.
   *
   * @return null when they agree, else how they differ
   */
  static String compare(Map<?, ?> expected, Tensor got, DType run) {
    Shape shape = Shape.of(Inputs.ints(expected.get("s")));
    if (!shape.equals(got.shape())) {
      return "expected shape " + shape + ", got " + got.shape();
    }
    String type = (String) expected.get("t");
    DType dtype = type.equals("F") ? run : DType.of(type);
    if (dtype != got.dtype()) {
      return "expected " + dtype + ", got " + got.dtype();
    }
    double[] values = values(got);
    double loose = dtype == DType.FLOAT32 ? SINGLE : PRECISE;
    double noise = dtype == DType.FLOAT32 ? 1e-7 : 1e-14;
    if (expected.get("v") instanceof List<?> list) {
      return elements(Inputs.numbers(list), values, loose, slack(expected) + noise);
    }
    return summary(expected, values, dtype == DType.FLOAT32 ? 10 * SINGLE : PRECISE);
  }

  private static String summary(Map<?, ?> expected, double[] values, double tolerance) {
    byte[] kinds = new byte[values.length];
    int[] counts = new int[4];
    for (int i = 0; i < values.length; i++) {
      double v = values[i];
      kinds[i] = (byte) (Double.isNaN(v) ? 1 : Double.isInfinite(v) ? v > 0 ? 2 : 3 : 0);
      counts[kinds[i]]++;
    }
    CRC32 crc = new CRC32();
    crc.update(kinds);
    List<?> mask = (List<?>) expected.get("m");
    String got = counts[1] + " nan, " + counts[2] + " inf, " + counts[3] + " -inf";
    if (mask == null) {
      if (counts[1] + counts[2] + counts[3] > 0) {
        return "expected finite values, got " + got;
      }
    } else if (Inputs.whole(mask.get(0)) != counts[1]
        || Inputs.whole(mask.get(1)) != counts[2]
        || Inputs.whole(mask.get(2)) != counts[3]
        || Inputs.whole(mask.get(3)) != crc.getValue()) {
      return "expected " + mask.subList(0, 3) + " nan, inf, -inf, got " + got + " or other places";
    }
    double[] wanted = Inputs.numbers(expected.get("p"));
    for (int k = 0; k < wanted.length; k++) {
      double sum = 0;
      double size = 0;
      for (int i = 0; i < values.length; i++) {
        if (kinds[i] == 0) {
          double part = values[i] * Recipe.weight(k, i);
          sum += part;
          size += Math.abs(part);
        }
      }
      if (Math.abs(sum - wanted[k]) > tolerance * (size + Math.abs(wanted[k]) + 1e-3)) {
        return "expected projection " + k + " " + wanted[k] + ", got " + sum;
      }
    }
    return null;
  }

  /**
   * Compares a float32 run's tensor with the float64 run's, or with PyTorch's where that differs.
   */
  static String compareSingle(Map<?, ?> expected, double[] exact, Tensor got) {
    if (expected.get("f") instanceof Map<?, ?> own) {
      return compare(own, got, DType.FLOAT32);
    }
    String type = (String) expected.get("t");
    DType dtype = type.equals("F") ? DType.FLOAT32 : DType.of(type);
    if (dtype != got.dtype()) {
      return "expected " + dtype + ", got " + got.dtype();
    }
    return elements(exact, values(got), SINGLE, slack(expected) + 1e-7);
  }

  private static double slack(Map<?, ?> expected) {
    return expected.containsKey("e") ? 4 * Inputs.number(expected.get("e")) : 0;
  }

  /** Compares element by element. */
  static String elements(double[] expected, double[] got, double relative, double slack) {
    if (expected.length != got.length) {
      return "expected " + expected.length + " elements, got " + got.length;
    }
    double square = 0;
    int finite = 0;
    for (double v : expected) {
      if (Double.isFinite(v)) {
        square += v * v;
        finite++;
      }
    }
    double size = finite == 0 ? 0 : Math.sqrt(square / finite);
    for (int i = 0; i < got.length; i++) {
      boolean same =
          Double.compare(expected[i], got[i]) == 0
              || Math.abs(expected[i] - got[i])
                  <= relative * (Math.abs(expected[i]) + 0.1 * size) + slack + 1e-30;
      if (!same) {
        return "["
            + i
            + "] expected "
            + expected[i]
            + ", got "
            + got[i]
            + (got.length <= 8 ? " of " + Arrays.toString(got) : "");
      }
    }
    return null;
  }

  static double[] values(Tensor tensor) {
    if (tensor.dtype().isFloatingPoint()) {
      return tensor.detach().toDoubleArray();
    }
    long[] whole = tensor.toLongArray();
    double[] values = new double[whole.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = whole[i];
    }
    return values;
  }
}
