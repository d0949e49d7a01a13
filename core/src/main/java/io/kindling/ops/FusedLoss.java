package io.kindling.ops;

import io.kindling.kernel.Kernels;
import io.kindling.kernel.PointwiseKernels;
import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.kernel.ReductionKernels;
import io.kindling.kernel.Scratch;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * The forward loop under the fused element losses: element loss, weight and reduction in one pass,
 * added up in double, without a tensor in between.
 */
final class FusedLoss {
  private FusedLoss() {}

  /** The loss of one element; {@code p} is an extra operand, 1 where there is none. */
  @FunctionalInterface
  interface Element {
    double of(double x, double t, double p);
  }

  /** The sum or mean of {@code (x - t)^2} for runs of floats; null for all other cases. */
  static Tensor squares(Tensor x, Tensor t, LossReduction reduction) {
    boolean runs =
        reduction != LossReduction.NONE
            && FloatRuns.alike(x, t)
            && x.storage().lanesShape() == null
            && x.numel() > 0;
    if (!runs) {
      return null;
    }
    PointwiseKernels kernels = Kernels.active().pointwise();
    float[] a = x.storage().floats();
    float[] b = t.storage().floats();
    double total = 0;
    try (Scratch.Floats held = Scratch.SAMPLES.lease(FusedLoss.class, ReductionKernels.CHUNK)) {
      float[] d = held.array();
      for (int i = 0; i < x.numel(); i += ReductionKernels.CHUNK) {
        int n = Math.min(ReductionKernels.CHUNK, x.numel() - i);
        kernels.binary(Binary.SUB, n, a, x.offset() + i, b, t.offset() + i, d, 0);
        total += Kernels.active().reductions().dot(d, 0, d, 0, n);
      }
    }
    boolean mean = reduction == LossReduction.MEAN;
    return Tensors.scalar(DType.FLOAT32, mean ? total / x.numel() : total);
  }

  /** {@code (x - t) scale} for runs of floats; null for all other cases. */
  static Tensor scaledDifference(Tensor x, Tensor t, double scale) {
    return FloatRuns.binary(
        x,
        t,
        (n, a, p, b, q, out, o) -> {
          PointwiseKernels kernels = Kernels.active().pointwise();
          for (int i = 0; i < n; i += ReductionKernels.CHUNK) {
            int part = Math.min(ReductionKernels.CHUNK, n - i);
            kernels.binary(Binary.SUB, part, a, p + i, b, q + i, out, o + i);
            kernels.withScalar(Binary.MUL, part, out, o + i, (float) scale, out, o + i);
          }
        });
  }

  /** {@code f(x, t)} of each pair, reduced. */
  static Tensor of(String operation, Tensor x, Tensor t, LossReduction reduction, Element f) {
    return of(operation, x, t, null, null, reduction, f);
  }

  /**
   * {@code w * f(x, t, p)} of each element, reduced.
   *
   * @param p broadcasts to the shape of x and t together; null for ones
   * @param w broadcasts likewise; null for ones
   */
  static Tensor of(
      String operation,
      Tensor x,
      Tensor t,
      Tensor p,
      Tensor w,
      LossReduction reduction,
      Element f) {
    DType dtype = floating(operation, x, t);
    Shape shape = Shape.broadcast(operation, x.shape(), t.shape());
    Tensor one = p == null || w == null ? Tensors.scalar(dtype, 1) : null;
    Tensor[] operands = {x, t, p == null ? one : p, w == null ? one : w};
    boolean each = reduction == LossReduction.NONE;
    Tensor out = Tensor.allocate(dtype, each ? shape : Shape.of());
    int[][] strides = new int[5][];
    int[] offsets = new int[5];
    Storage[] from = new Storage[4];
    strides[4] = each ? out.strides() : new int[shape.dim()];
    for (int k = 0; k < 4; k++) {
      Tensor operand = Copy.cast(operands[k], dtype);
      checkExpands(operation, operand, shape);
      strides[k] = StridedLoop.broadcastStrides(operand, shape);
      offsets[k] = operand.offset();
      from[k] = operand.storage();
    }
    double total = loop(shape, strides, offsets, from, each ? out.storage() : null, f);
    if (!each) {
      boolean mean = reduction == LossReduction.MEAN;
      out.storage().setDouble(0, mean ? total / shape.numel() : total);
    }
    return out;
  }

  private static double loop(
      Shape shape, int[][] strides, int[] offsets, Storage[] from, Storage to, Element f) {
    double[] total = {0};
    if (from[0].dtype() == DType.FLOAT32) {
      StridedLoop.over(
          shape, strides, offsets, (at, step, n) -> total[0] += floats(from, to, at, step, n, f));
      return total[0];
    }
    StridedLoop.over(
        shape,
        strides,
        offsets,
        (at, step, n) -> {
          double sum = 0;
          for (int i = 0; i < n; i++) {
            double x = from[0].getDouble(at[0] + i * step[0]);
            double t = from[1].getDouble(at[1] + i * step[1]);
            double p = from[2].getDouble(at[2] + i * step[2]);
            double loss = from[3].getDouble(at[3] + i * step[3]) * f.of(x, t, p);
            if (to != null) {
              to.setDouble(at[4] + i * step[4], loss);
            }
            sum += loss;
          }
          total[0] += sum;
        });
    return total[0];
  }

  private static double floats(Storage[] from, Storage to, int[] at, int[] step, int n, Element f) {
    float[] x = from[0].floats();
    float[] t = from[1].floats();
    float[] p = from[2].floats();
    float[] w = from[3].floats();
    float[] out = to == null ? null : to.floats();
    double sum = 0;
    for (int i = 0, a = at[0], b = at[1], c = at[2], d = at[3]; i < n; i++) {
      double loss = w[d] * f.of(x[a], t[b], p[c]);
      if (out != null) {
        out[at[4] + i * step[4]] = (float) loss;
      }
      sum += loss;
      a += step[0];
      b += step[1];
      c += step[2];
      d += step[3];
    }
    return sum;
  }

  /** The type both are computed in. */
  private static DType floating(String operation, Tensor x, Tensor t) {
    DType dtype = TypePromotion.resultType(x, t);
    if (!dtype.isFloatingPoint()) {
      throw new IllegalArgumentException(
          operation
              + ": not implemented for input of "
              + x.dtype()
              + " and target of "
              + t.dtype()
              + "; convert one with to(DType.FLOAT32)");
    }
    return dtype;
  }

  private static void checkExpands(String operation, Tensor operand, Shape shape) {
    if (!operand.shape().expandsTo(shape)) {
      throw new IllegalArgumentException(
          operation
              + ": weight of shape "
              + operand.shape()
              + " does not broadcast to the shape of the input "
              + shape);
    }
  }
}
