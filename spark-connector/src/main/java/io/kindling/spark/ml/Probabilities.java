package io.kindling.spark.ml;

/**
 * From a network's outputs to the probabilities of the classes, by the loss it was trained with.
 */
enum Probabilities {
  /** {@code exp(x[c]) / sum exp(x)}, for outputs that are logits or their logarithms. */
  SOFTMAX {
    @Override
    double[] of(double[] raw) {
      double max = Double.NEGATIVE_INFINITY;
      for (double x : raw) {
        max = Math.max(max, x);
      }
      double[] p = new double[raw.length];
      for (int c = 0; c < p.length; c++) {
        p[c] = Math.exp(raw[c] - max);
      }
      return normalized(p);
    }
  },
  /** {@code sigmoid(x[c])}, made to sum to 1: each class was judged against all others. */
  SIGMOID {
    @Override
    double[] of(double[] raw) {
      double[] p = new double[raw.length];
      for (int c = 0; c < p.length; c++) {
        p[c] = 1 / (1 + Math.exp(-raw[c]));
      }
      return normalized(p);
    }
  },
  /** The outputs themselves, made to sum to 1: the network ends with a sigmoid. */
  GIVEN {
    @Override
    double[] of(double[] raw) {
      double[] p = new double[raw.length];
      for (int c = 0; c < p.length; c++) {
        p[c] = Math.max(0, raw[c]);
      }
      return normalized(p);
    }
  };

  /** The probabilities; a new array. */
  abstract double[] of(double[] raw);

  static Probabilities afterLoss(String name) {
    return switch (EncodedClassLoss.bare(name)) {
      case "bcewithlogits", "softmargin", "multilabelsoftmargin" -> SIGMOID;
      case "bce" -> GIVEN;
      default -> SOFTMAX;
    };
  }

  private static double[] normalized(double[] p) {
    double sum = 0;
    for (double v : p) {
      sum += v;
    }
    for (int c = 0; c < p.length; c++) {
      p[c] = sum > 0 ? p[c] / sum : 1.0 / p.length;
    }
    return p;
  }
}
