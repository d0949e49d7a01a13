package io.kindling.data.table;

import io.kindling.nn.models.PackedField;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers: x becomes (x - mean) / std, or stays x. Missing ones (null, NaN) become the mean, and
 * one more float says that one was missing, or they are refused.
 *
 * @param mean of each number in training
 * @param std of each number, 0 replaced by 1
 * @param standardize whether mean and deviation are taken out
 * @param imputes whether missing numbers are replaced
 */
record NumericField(
    String name, List<Double> mean, List<Double> std, boolean standardize, boolean imputes)
    implements TableField {
  private static final long serialVersionUID = 1L;
  static final String KIND = "numeric";

  NumericField {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.isEmpty() || mean.size() != std.size() || std.stream().anyMatch(s -> !(s > 0))) {
      throw new IllegalArgumentException(
          name
              + ": wanted as many means as deviations, which are above 0; got "
              + mean
              + ", "
              + std);
    }
  }

  @Override
  public PackedField packed() {
    return PackedField.values(mean.size() + (imputes ? 1 : 0));
  }

  @Override
  public void encode(Object value, float[] row, int at) {
    double[] numbers = Values.numbers(value);
    if (numbers == null && imputes) {
      numbers = new double[mean.size()];
      Arrays.fill(numbers, Double.NaN);
    }
    if (numbers == null) {
      throw missing("null");
    }
    if (numbers.length != mean.size()) {
      throw new IllegalArgumentException(
          "has " + numbers.length + " numbers, wanted " + mean.size() + " as in training");
    }
    boolean missing = false;
    for (int i = 0; i < numbers.length; i++) {
      double x = numbers[i];
      boolean absent = Double.isNaN(x);
      if (absent && !imputes) {
        throw missing("NaN");
      }
      double filled = absent ? mean.get(i) : x;
      float packed = (float) (standardize ? (filled - mean.get(i)) / std.get(i) : filled);
      if (!Float.isFinite(packed)) {
        throw new IllegalArgumentException("is " + x + ", wanted a finite number");
      }
      row[at + i] = packed;
      missing |= absent;
    }
    if (imputes) {
      row[at + numbers.length] = missing ? 1 : 0;
    }
  }

  private static IllegalArgumentException missing(String what) {
    return new IllegalArgumentException(
        "is "
            + what
            + ", wanted a number; handleInvalid = mean, set before training, puts the mean there,"
            + " skip leaves the row out");
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("kind", KIND);
    map.put("mean", mean);
    map.put("std", std);
    map.put("standardize", standardize);
    map.put("imputes", imputes);
    return map;
  }
}
