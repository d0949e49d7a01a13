package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/** Variance, standard deviation and norms over dimensions, added up in double. */
public final class Statistics {
  private Statistics() {}

  /**
   * The variance over the given dimensions, over all when none is given: the sum of squared
   * distances from the mean, divided by n - correction.
   */
  public static Tensor var(Tensor x, double correction, boolean keepDim, int... dims) {
    Reduced r = new Reduced("var", x, dims);
    Tensor out = r.shaped(variances(x, r, correction, false), keepDim);
    return Recorder.op("VarBackward0")
        .save(x)
        .input(x, (g, s) -> slope(g.reshape(r.kept), s.get(0), r, correction, dims))
        .record(out);
  }

  /** The square root of {@link #var}; the gradient is 0 where it is 0. */
  public static Tensor std(Tensor x, double correction, boolean keepDim, int... dims) {
    Reduced r = new Reduced("std", x, dims);
    Tensor out = r.shaped(variances(x, r, correction, true), keepDim);
    return Recorder.op("StdBackward0")
        .save(x, out)
        .input(
            x,
            (g, s) -> {
              Tensor deviation = s.get(1);
              Tensor g2 = g.div(deviation.mul(2)).maskedFill(deviation.eq(0), 0);
              return slope(g2.reshape(r.kept), s.get(0), r, correction, dims);
            })
        .record(out);
  }

  private static Tensor slope(Tensor g, Tensor x, Reduced r, double correction, int[] dims) {
    return g.mul(x.sub(x.mean(true, dims))).mul(2 / (r.count - correction));
  }

  private static Tensor variances(Tensor x, Reduced r, double correction, boolean root) {
    double[] means = sums(x, r, null, 1);
    for (int i = 0; i < means.length; i++) {
      means[i] /= r.count;
    }
    double[] squares = sums(x, r, means, 2);
    Tensor out = Tensor.allocate(x.dtype(), Shape.of(r.kept));
    for (int i = 0; i < squares.length; i++) {
      double variance = squares[i] / Math.max(0, r.count - correction);
      out.storage().setDouble(i, root ? Math.sqrt(variance) : variance);
    }
    return out;
  }

  /** The sums of |x - center|^p, or of x itself where there is no center and p is 1. */
  private static double[] sums(Tensor x, Reduced r, double[] centers, double p) {
    Tensor shape = Tensor.allocate(io.kindling.tensor.DType.BOOL, Shape.of(r.kept));
    double[] totals = new double[shape.numel()];
    Storage from = x.storage();
    StridedLoop.over(
        x.shape(),
        new int[][] {StridedLoop.broadcastStrides(shape, x.shape()), x.strides()},
        new int[] {0, x.offset()},
        (at, step, n) -> {
          for (int i = 0; i < n; i++) {
            int o = at[0] + i * step[0];
            double value = from.getDouble(at[1] + i * step[1]);
            if (centers != null) {
              double distance = value - centers[o];
              totals[o] += p == 2 ? distance * distance : Math.pow(Math.abs(distance), p);
            } else {
              totals[o] += value;
            }
          }
        });
    return totals;
  }

  /**
   * The p-norm over the given dimensions, over all when none is given: {@code (sum |x|^p)^(1/p)};
   * the largest magnitude for p infinite, the smallest for p = -infinity, the number of elements
   * that are not 0 for p = 0.
   */
  public static Tensor norm(Tensor x, double p, boolean keepDim, int... dims) {
    Reduced r = new Reduced("norm", x, dims);
    if (Double.isInfinite(p)) {
      return extreme(x, p > 0, keepDim, r, dims);
    }
    Tensor total = Tensor.allocate(x.dtype(), Shape.of(r.kept));
    double[] sums = p == 0 ? counts(x, r) : sums(x, r, new double[total.numel()], p);
    for (int i = 0; i < sums.length; i++) {
      double root = p == 2 ? Math.sqrt(sums[i]) : Math.pow(sums[i], 1 / p);
      total.storage().setDouble(i, p == 0 ? sums[i] : root);
    }
    Tensor out = r.shaped(total, keepDim);
    return Recorder.op("LinalgVectorNormBackward0")
        .save(x, out)
        .input(x, (g, s) -> normSlope(g.reshape(r.kept), s.get(0), s.get(1).reshape(r.kept), p))
        .record(out);
  }

  /** The largest or smallest magnitude; equal ones share the gradient. */
  private static Tensor extreme(
      Tensor x, boolean largest, boolean keepDim, Reduced r, int... dims) {
    Tensor magnitude = x.detach().abs();
    Tensor out =
        largest ? Extremum.amax(magnitude, keepDim, dims) : Extremum.amin(magnitude, keepDim, dims);
    return Recorder.op("LinalgVectorNormBackward0")
        .save(x, out)
        .input(
            x,
            (g, s) -> {
              Tensor ties = Extremum.ties(s.get(0).abs(), s.get(1).reshape(r.kept)).to(g.dtype());
              Tensor share = g.reshape(r.kept).div(ties.sum(true, dims));
              return s.get(0).sign().mul(ties.mul(share));
            })
        .record(out);
  }

  private static double[] counts(Tensor x, Reduced r) {
    return sums(Copy.cast(Copy.cast(x, io.kindling.tensor.DType.BOOL), x.dtype()), r, null, 1);
  }

  /** sign(x) |x|^(p-1) / norm^(p-1), 0 where that is 0 / 0; a count has no slope. */
  private static Tensor normSlope(Tensor g, Tensor x, Tensor norm, double p) {
    if (p == 0) {
      return null;
    }
    if (p == 1) {
      return g.mul(x.sign());
    }
    Tensor scale = g.div(norm.pow(p - 1)).maskedFill(norm.eq(0), 0);
    if (p == 2) {
      return x.mul(scale);
    }
    Tensor power =
        p < 2 ? x.sign().mul(x.abs().pow(p - 1)).maskedFill(x.eq(0), 0) : x.mul(x.abs().pow(p - 2));
    return power.mul(scale);
  }

  /** What is reduced, and into what. */
  private static final class Reduced {
    final boolean[] reduced;
    final int[] kept;
    final Shape before;
    final int count;

    Reduced(String operation, Tensor x, int... dims) {
      if (!x.dtype().isFloatingPoint()) {
        throw new IllegalArgumentException(
            operation
                + ": only floating point dtypes, got "
                + x.dtype()
                + "; convert with to(DType.FLOAT32)");
      }
      reduced = Summation.reduced(x, dims);
      before = x.shape();
      kept = Summation.keptSizes(before, reduced);
      int n = 1;
      for (int i = 0; i < reduced.length; i++) {
        n *= reduced[i] ? x.size(i) : 1;
      }
      count = n;
    }

    Tensor shaped(Tensor total, boolean keepDim) {
      return keepDim ? total : Tensor.wrap(total.storage(), Summation.dropped(before, reduced));
    }
  }
}
