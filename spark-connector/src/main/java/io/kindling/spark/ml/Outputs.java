package io.kindling.spark.ml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;

/** From a network's outputs for one sample to the values of the new columns. */
interface Outputs extends Serializable {
  /** The values of the new columns for the outputs {@code scores[at .. at + width)}. */
  Object[] of(float[] scores, int at, int width);

  private static double[] doubles(float[] scores, int at, int width) {
    double[] values = new double[width];
    for (int i = 0; i < width; i++) {
      values[i] = scores[at + i];
    }
    return values;
  }

  /** What a regressor predicts: a number, or a vector of several. */
  record Numbers(boolean predict) implements Outputs {
    @Override
    public Object[] of(float[] scores, int at, int width) {
      if (!predict) {
        return new Object[0];
      }
      double[] values = doubles(scores, at, width);
      return new Object[] {width == 1 ? (Object) values[0] : Vectors.dense(values)};
    }
  }

  /**
   * What a classifier predicts, as Spark's do.
   *
   * @param raw whether the outputs themselves are wanted
   * @param probability whether the probabilities are
   * @param predict whether the class is
   * @param probabilities how outputs become probabilities
   * @param thresholds see {@link KindlingClassifierParams#thresholds()}; null for none
   */
  record Classes(
      boolean raw,
      boolean probability,
      boolean predict,
      Probabilities probabilities,
      double[] thresholds)
      implements Outputs {
    @Override
    public Object[] of(float[] scores, int at, int width) {
      double[] outputs = doubles(scores, at, width);
      List<Object> values = new ArrayList<>(3);
      if (raw) {
        values.add(Vectors.dense(outputs));
      }
      double[] p =
          probability || predict && thresholds != null ? probabilities.of(outputs) : outputs;
      if (probability) {
        values.add(Vectors.dense(p));
      }
      if (predict) {
        values.add((double) highest(p == outputs || thresholds == null ? outputs : scaled(p)));
      }
      return values.toArray();
    }

    private double[] scaled(double[] p) {
      double[] scaled = new double[p.length];
      for (int c = 0; c < p.length; c++) {
        scaled[c] = p[c] / thresholds[c]; // 0 / 0 is NaN, which is never the highest
      }
      return scaled;
    }

    /** The first of the highest. */
    private static int highest(double[] values) {
      int best = 0;
      double max = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < values.length; c++) {
        if (values[c] > max) {
          best = c;
          max = values[c];
        }
      }
      return best;
    }
  }
}
