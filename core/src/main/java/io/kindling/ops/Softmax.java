package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Node;
import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/**
 * softmax and its logarithm along one dimension, shifted by the maximum so that nothing overflows.
 */
public final class Softmax {
  private static final String LOG_BACKWARD = "LogSoftmaxBackward0";

  private Softmax() {}

  /** Whether {@code node} is the backward of {@link #logSoftmax}. */
  static boolean isLogSoftmax(Node node) {
    return node != null && node.name().equals(LOG_BACKWARD);
  }

  /** e^x / sum(e^x). */
  public static Tensor softmax(Tensor x, int dim) {
    int d = Shape.wrapDim(dim, x.dim());
    Tensor out = normalize("softmax", x, d, false);
    return Recorder.op("SoftmaxBackward0")
        .save(out)
        .input(
            x,
            (g, s) -> {
              Tensor y = s.get(0);
              Tensor gy = g.mul(y);
              return gy.sub(y.mul(gy.sum(true, d)));
            })
        .record(out);
  }

  /** x - log(sum(e^x)). */
  public static Tensor logSoftmax(Tensor x, int dim) {
    int d = Shape.wrapDim(dim, x.dim());
    Tensor out = normalize("log_softmax", x, d, true);
    return Recorder.op(LOG_BACKWARD)
        .save(out)
        .input(
            x,
            (g, s) ->
                GradMode.isEnabled()
                    ? g.sub(s.get(0).exp().mul(g.sum(true, d)))
                    : logSlope(g, s.get(0), d))
        .record(out);
  }

  /** {@code g - e^y sum(g)}, y being the logarithms: in every training step, so in one loop. */
  private static Tensor logSlope(Tensor g, Tensor y, int dim) {
    Tensor out = Elementwise.result(g.dtype(), g.shape());
    if (g.dim() == 0) {
      return out;
    }
    SparseTargetGradient chosen = SparseTargetGradient.of(g);
    if (chosen != null && SoftmaxRows.applies(y, dim)) {
      SoftmaxRows.logSlope(chosen, y, out);
      return out;
    }
    if (SoftmaxRows.applies(g, dim) && SoftmaxRows.applies(y, dim)) {
      SoftmaxRows.logSlope(g, y, out);
      return out;
    }
    int n = g.size(dim);
    int outAlong = out.strides()[dim];
    int gradAlong = g.strides()[dim];
    int along = y.strides()[dim];
    Storage grad = g.storage();
    Storage logs = y.storage();
    Storage to = out.storage();
    boolean floats = g.dtype() == DType.FLOAT32 && y.dtype() == DType.FLOAT32;
    StridedLoop.over(
        Shape.of(keptSizes(g, dim)),
        new int[][] {out.strides(), g.strides(), y.strides()},
        new int[] {0, g.offset(), y.offset()},
        (at, step, runs) -> {
          for (int i = 0; i < runs; i++) {
            int o = at[0] + i * step[0];
            int a = at[1] + i * step[1];
            int b = at[2] + i * step[2];
            if (floats) {
              logSlope(
                  to.floats(),
                  o,
                  outAlong,
                  grad.floats(),
                  a,
                  gradAlong,
                  logs.floats(),
                  b,
                  along,
                  n);
            } else {
              double sum = 0;
              for (int k = 0; k < n; k++) {
                sum += grad.getDouble(a + k * gradAlong);
              }
              for (int k = 0; k < n; k++) {
                double slope = Math.exp(logs.getDouble(b + k * along)) * sum;
                to.setDouble(o + k * outAlong, grad.getDouble(a + k * gradAlong) - slope);
              }
            }
          }
        });
    return out;
  }

  private static void logSlope(
      float[] to,
      int o,
      int oStep,
      float[] grad,
      int a,
      int aStep,
      float[] logs,
      int b,
      int bStep,
      int n) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += grad[a + k * aStep];
    }
    for (int k = 0; k < n; k++) {
      to[o + k * oStep] = (float) (grad[a + k * aStep] - Math.exp(logs[b + k * bStep]) * sum);
    }
  }

  /** The shape of one element a row. */
  private static int[] keptSizes(Tensor x, int dim) {
    int[] sizes = x.shape().toArray();
    sizes[dim] = sizes[dim] == 0 ? 0 : 1;
    return sizes;
  }

  /** log(sum(e^x)) over the given dimensions, over all when none is given; of nothing -infinity. */
  public static Tensor logsumexp(Tensor x, boolean keepDim, int... dims) {
    if (!x.dtype().isFloatingPoint()) {
      return logsumexp(Copy.to(x, io.kindling.tensor.DType.FLOAT32), keepDim, dims);
    }
    int[] kept = Summation.keptSizes(x.shape(), Summation.reduced(x, dims));
    Tensor values = x.detach();
    Tensor out = values.numel() == 0 ? values.sum(true, dims).log() : shifted(values, dims);
    Tensor shaped =
        keepDim
            ? out
            : Tensor.wrap(out.storage(), Summation.dropped(x.shape(), Summation.reduced(x, dims)));
    return Recorder.op("LogsumexpBackward0")
        .save(x, shaped)
        .input(x, (g, s) -> g.reshape(kept).mul(s.get(0).sub(s.get(1).reshape(kept)).exp()))
        .record(shaped);
  }

  /** The logarithm of the sum, computed around the largest so that nothing overflows. */
  private static Tensor shifted(Tensor x, int... dims) {
    Tensor largest = Extremum.amax(x, true, dims);
    Tensor shift = largest.where(UnaryMath.isfinite(largest), 0);
    return x.sub(shift).exp().sum(true, dims).log().add(shift);
  }

  private static Tensor normalize(String operation, Tensor x, int dim, boolean log) {
    if (!x.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          operation + ": not implemented for " + x.dtype() + "; convert with to(DType.FLOAT32)");
    }
    Tensor out = Elementwise.result(x.dtype(), x.shape());
    if (x.dim() == 0) {
      out.storage().setDouble(0, log ? 0 : 1);
      return out;
    }
    if (SoftmaxRows.applies(x, dim)) {
      SoftmaxRows.softmax(x, out, log);
      return out;
    }
    int n = x.size(dim);
    int[] outStrides = out.strides();
    int[] strides = x.strides();
    int outAlong = outStrides[dim];
    int along = strides[dim];
    Storage from = x.storage();
    Storage to = out.storage();
    StridedLoop.over(
        Shape.of(keptSizes(x, dim)),
        new int[][] {outStrides, strides},
        new int[] {0, x.offset()},
        (at, step, runs) -> {
          for (int i = 0; i < runs; i++) {
            int o = at[0] + i * step[0];
            int a = at[1] + i * step[1];
            if (x.dtype() == DType.FLOAT32) {
              row(to.floats(), o, outAlong, from.floats(), a, along, n, log);
            } else {
              row(to.doubles(), o, outAlong, from.doubles(), a, along, n, log);
            }
          }
        });
    return out;
  }

  private static void row(
      float[] to, int o, int outAlong, float[] from, int a, int along, int n, boolean log) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < n; k++) {
      max = Math.max(max, from[a + k * along]);
    }
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += Math.exp(from[a + k * along] - max);
    }
    double logSum = Math.log(sum);
    for (int k = 0; k < n; k++) {
      double value = from[a + k * along] - max;
      to[o + k * outAlong] = (float) (log ? value - logSum : Math.exp(value) / sum);
    }
  }

  private static void row(
      double[] to, int o, int outAlong, double[] from, int a, int along, int n, boolean log) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < n; k++) {
      max = Math.max(max, from[a + k * along]);
    }
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += Math.exp(from[a + k * along] - max);
    }
    double logSum = Math.log(sum);
    for (int k = 0; k < n; k++) {
      double value = from[a + k * along] - max;
      to[o + k * outAlong] = log ? value - logSum : Math.exp(value) / sum;
    }
  }
}
