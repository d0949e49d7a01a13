package io.kindling.ops;

import io.kindling.kernel.Kernels;
import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.kernel.PointwiseKernels.Unary;
import io.kindling.kernel.ReductionKernels;
import io.kindling.kernel.Scratch;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;

/**
 * Softmax, its logarithm and their gradients for long rows of floats without gaps, by the kernels.
 * Some rows, few enough for the second-level cache, take one pass after the other.
 */
final class SoftmaxRows {
  /** Rows from this length on are worth the kernels' calls. */
  private static final int LONG = 64;

  /** Floats of the rows that are handled together, unless a row is longer. */
  private static final int STRIP = 1 << 14;

  private static final Pass[] LOG_SOFTMAX = {Pass.SHIFT, Pass.POWERS, Pass.LESS_LOG_SUM};
  private static final Pass[] SOFTMAX = {Pass.SHIFT, Pass.POWERS, Pass.QUOTIENT};
  private static final Pass[] LOG_SLOPE = {Pass.POWERS, Pass.SLOPE};

  private final Tensor x;
  private final Tensor out;
  private final float[] gradients;
  private final int gradientsFrom;
  private final int length;

  /**
   * What is done to all rows of a strip. Passes are called through one place of the program, so
   * that the JIT compiles each by itself: all of them in one method are more than it inlines.
   */
  private enum Pass {
    /** Writes x less its maximum. */
    SHIFT {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] powers) {
        for (int i = from; i < to; i += r.length) {
          float max = r.reductions().max(r.x.storage().floats(), r.x.offset() + i, r.length);
          float[] values = r.x.storage().floats();
          Kernels.active()
              .pointwise()
              .withScalar(Binary.SUB, r.length, values, r.x.offset() + i, max, r.to(), i);
        }
      }
    },

    /** The exponentials of what was written, or for gradients of x. */
    POWERS {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] powers) {
        boolean forward = r.gradients == null;
        float[] logs = forward ? r.to() : r.x.storage().floats();
        int at = forward ? from : r.x.offset() + from;
        Kernels.active().pointwise().unary(Unary.EXP, to - from, logs, at, powers, 0);
      }
    },

    LESS_LOG_SUM {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] powers) {
        for (int i = from; i < to; i += r.length) {
          float logSum = (float) Math.log(r.reductions().sum(powers, i - from, r.length));
          Kernels.active()
              .pointwise()
              .withScalar(Binary.SUB, r.length, r.to(), i, logSum, r.to(), i);
        }
      }
    },

    QUOTIENT {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] powers) {
        for (int i = from; i < to; i += r.length) {
          float sum = (float) r.reductions().sum(powers, i - from, r.length);
          Kernels.active()
              .pointwise()
              .withScalar(Binary.DIV, r.length, powers, i - from, sum, r.to(), i);
        }
      }
    },

    /** {@code g - e^x sum(g)}. */
    SLOPE {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] powers) {
        for (int i = from; i < to; i += r.length) {
          int at = r.gradientsFrom + i;
          float total = (float) r.reductions().sum(r.gradients, at, r.length);
          Kernels.active()
              .pointwise()
              .combine(r.length, -total, powers, i - from, 1f, r.gradients, at, r.to(), i);
        }
      }
    };

    /** Handles the elements {@code from <= i < to}: whole rows. */
    abstract void run(SoftmaxRows r, int from, int to, float[] powers);
  }

  private SoftmaxRows(Tensor x, Tensor gradient, Tensor out) {
    this.x = x;
    this.out = out;
    this.gradients = gradient == null ? null : gradient.storage().floats();
    this.gradientsFrom = gradient == null ? 0 : gradient.offset();
    this.length = x.size(-1);
  }

  /** Whether {@code x} is such a case along {@code dim}. */
  static boolean applies(Tensor x, int dim) {
    return x.dtype() == DType.FLOAT32
        && dim == x.dim() - 1
        && x.size(dim) >= LONG
        && x.isContiguous();
  }

  static void softmax(Tensor x, Tensor out, boolean log) {
    new SoftmaxRows(x, null, out).run(log ? LOG_SOFTMAX : SOFTMAX);
  }

  /** {@code gradient - e^logs sum(gradient)}. */
  static void logSlope(Tensor gradient, Tensor logs, Tensor out) {
    new SoftmaxRows(logs, gradient, out).run(LOG_SLOPE);
  }

  private void run(Pass[] passes) {
    int strip = length * Math.max(1, STRIP / length);
    float[] powers = Scratch.floats(Scratch.SAMPLES, Math.min(strip, x.numel()));
    for (int from = 0; from < x.numel(); from += strip) {
      int to = Math.min(x.numel(), from + strip);
      for (Pass pass : passes) {
        pass.run(this, from, to, powers);
      }
    }
  }

  private ReductionKernels reductions() {
    return Kernels.active().reductions();
  }

  private float[] to() {
    return out.storage().floats();
  }
}
