package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/**
 * softmax and its logarithm along one dimension, shifted by the maximum so that nothing overflows.
 */
public final class Softmax {
  private Softmax() {}

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
    return Recorder.op("LogSoftmaxBackward0")
        .save(out)
        .input(x, (g, s) -> g.sub(s.get(0).exp().mul(g.sum(true, d))))
        .record(out);
  }

  private static Tensor normalize(String operation, Tensor x, int dim, boolean log) {
    if (!x.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          operation + ": not implemented for " + x.dtype() + "; convert with to(DType.FLOAT32)");
    }
    Tensor out = Tensor.allocate(x.dtype(), x.shape());
    if (x.dim() == 0) {
      out.storage().setDouble(0, log ? 0 : 1);
      return out;
    }
    int n = x.size(dim);
    int[] outStrides = out.strides();
    int[] strides = x.strides();
    int outAlong = outStrides[dim];
    int along = strides[dim];
    int[] sizes = x.shape().toArray();
    sizes[dim] = n == 0 ? 0 : 1;
    Storage from = x.storage();
    Storage to = out.storage();
    StridedLoop.over(
        Shape.of(sizes),
        new int[][] {outStrides, strides},
        new int[] {0, x.offset()},
        (at, step, runs) -> {
          for (int i = 0; i < runs; i++) {
            row(to, at[0] + i * step[0], outAlong, from, at[1] + i * step[1], along, n, log);
          }
        });
    return out;
  }

  private static void row(
      Storage to, int o, int outAlong, Storage from, int a, int along, int n, boolean log) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < n; k++) {
      max = Math.max(max, from.getDouble(a + k * along));
    }
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += Math.exp(from.getDouble(a + k * along) - max);
    }
    double logSum = Math.log(sum);
    for (int k = 0; k < n; k++) {
      double value = from.getDouble(a + k * along);
      to.setDouble(o + k * outAlong, log ? value - max - logSum : Math.exp(value - max) / sum);
    }
  }
}
