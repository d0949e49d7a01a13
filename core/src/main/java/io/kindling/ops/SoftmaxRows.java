package io.kindling.ops;

import io.kindling.kernel.Kernels;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.kernel.PointwiseKernels.Unary;
import io.kindling.kernel.Scratch;
import io.kindling.kernel.SoftmaxKernels;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;

/**
 * Softmax, its logarithm and their gradients for rows of floats without gaps, by the kernels. Some
 * rows, few enough for the second-level cache, take one pass after the other: long rows one by one,
 * short ones in plain loops, but for the exponentials of all of them.
 */
final class SoftmaxRows {
  /** Rows from this length on are worth the kernels' calls. */
  private static final int LONG = 128;

  /** Floats of the rows that are handled together, unless a row is longer. */
  private static final int STRIP = 1 << 14;

  /**
   * So few exponentials of short rows are better taken one by one: a kernel that handles a few
   * vectors a step boxes them for hundreds of steps, until it is compiled.
   */
  private static final int FEW = 512;

  /** Up to so many, calls are short, for the JIT counts calls, too. */
  private static final int MANY = 1 << 12;

  private static final int SHORT_CALL = 16;
  private static final int LONG_CALL = 128;

  private static final Pass[] LOG_SOFTMAX = {Pass.MAX, Pass.LOG_SUM, Pass.LOGARITHMS};
  private static final Pass[] SOFTMAX = {Pass.MAX, Pass.QUOTIENTS};
  private static final Pass[] LOG_SLOPE = {Pass.SLOPE};
  private static final Pass[] CHOSEN_SLOPE = {Pass.CHOSEN_SLOPE};
  private static final Pass[] SHORT_LOG_SOFTMAX = {
    Pass.SHORT_SHIFT, Pass.SHORT_POWERS, Pass.SHORT_LOGARITHMS
  };
  private static final Pass[] SHORT_SOFTMAX = {
    Pass.SHORT_SHIFT, Pass.SHORT_POWERS, Pass.SHORT_QUOTIENTS
  };
  private static final Pass[] SHORT_LOG_SLOPE = {Pass.SHORT_POWERS, Pass.SHORT_SLOPE};
  private static final Pass[] SHORT_CHOSEN_SLOPE = {Pass.SHORT_POWERS, Pass.SHORT_CHOSEN_SLOPE};

  /** What is normalized; for gradients, the logarithms that came of it. */
  private final float[] x;

  private final int start;
  private final float[] gradients;
  private final int gradientsStart;
  private final SparseTargetGradient chosen;
  private final float[] out;
  private final int length;
  private final int numel;

  /**
   * What is done to all rows of a strip. Passes are called through one place of the program, so
   * that the JIT compiles each by itself: all of them in one method are more than it inlines.
   */
  private enum Pass {
    MAX {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] max) {
        for (int i = from, row = 0; i < to; i += r.length, row++) {
          float m = Kernels.active().reductions().max(r.x, r.start + i, r.length);
          // Infinity less infinity is NaN, and so is then the whole row.
          max[row] = m - m == 0 ? m : Float.NaN;
        }
      }
    },

    LOG_SUM {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] constants) {
        int rows = (to - from) / r.length;
        for (int row = 0; row < rows; row++) {
          int at = r.start + from + row * r.length;
          double sum = r.kernels().sumOfPowers(r.length, r.x, at, constants[row]);
          constants[rows + row] = (float) Math.log(sum);
        }
      }
    },

    LOGARITHMS {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] constants) {
        int rows = (to - from) / r.length;
        for (int row = 0; row < rows; row++) {
          int i = from + row * r.length;
          float max = constants[row];
          r.kernels().lessBoth(r.length, r.x, r.start + i, max, constants[rows + row], r.out, i);
        }
      }
    },

    QUOTIENTS {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] max) {
        for (int i = from, row = 0; i < to; i += r.length, row++) {
          double sum = r.kernels().sumOfPowers(r.length, r.x, r.start + i, max[row]);
          r.kernels().powers(r.length, r.x, r.start + i, max[row], (float) (1 / sum), r.out, i);
        }
      }
    },

    /** {@code g - e^x sum(g)}. */
    SLOPE {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] scratch) {
        for (int i = from; i < to; i += r.length) {
          int at = r.gradientsStart + i;
          float total = (float) Kernels.active().reductions().sum(r.gradients, at, r.length);
          // A logarithm is NaN only with its whole row.
          float shift = Float.isNaN(r.x[r.start + i]) ? Float.NaN : 0;
          r.kernels().powers(r.length, r.x, r.start + i, shift, -total, r.out, i);
          Kernels.active()
              .pointwise()
              .binary(Binary.ADD, r.length, r.out, i, r.gradients, at, r.out, i);
        }
      }
    },

    /** The same where one element of each row of g is not zero. */
    CHOSEN_SLOPE {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] scratch) {
        for (int i = from; i < to; i += r.length) {
          float g = r.chosen.value(i / r.length);
          float shift = Float.isNaN(r.x[r.start + i]) ? Float.NaN : 0;
          r.kernels().powers(r.length, r.x, r.start + i, shift, -g, r.out, i);
          r.chosen.addTo(i / r.length, r.out, i);
        }
      }
    },

    /** Writes x less its maximum. */
    SHORT_SHIFT {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] scratch) {
        for (int i = from; i < to; i += r.length) {
          float max = Float.NEGATIVE_INFINITY;
          for (int k = i; k < i + r.length; k++) {
            max = Math.max(max, r.x[r.start + k]);
          }
          for (int k = i; k < i + r.length; k++) {
            r.out[k] = r.x[r.start + k] - max;
          }
        }
      }
    },

    /** The exponentials of what was written, or for gradients of x. */
    SHORT_POWERS {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] powers) {
        boolean forward = r.gradients == null && r.chosen == null;
        float[] logs = forward ? r.out : r.x;
        int start = forward ? 0 : r.start;
        if (r.numel <= FEW) {
          for (int i = from; i < to; i++) {
            powers[i - from] = (float) Math.exp(logs[start + i]);
          }
          return;
        }
        int call = r.numel <= MANY ? SHORT_CALL : LONG_CALL;
        for (int i = from; i < to; i += call) {
          int n = Math.min(call, to - i);
          Kernels.active().pointwise().unary(Unary.EXP, n, logs, start + i, powers, i - from);
        }
      }
    },

    SHORT_LOGARITHMS {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] powers) {
        for (int i = from; i < to; i += r.length) {
          double logSum = Math.log(r.sum(powers, i - from));
          for (int k = i; k < i + r.length; k++) {
            r.out[k] = (float) (r.out[k] - logSum);
          }
        }
      }
    },

    SHORT_QUOTIENTS {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] powers) {
        for (int i = from; i < to; i += r.length) {
          double sum = r.sum(powers, i - from);
          for (int k = i; k < i + r.length; k++) {
            r.out[k] = (float) (powers[k - from] / sum);
          }
        }
      }
    },

    SHORT_CHOSEN_SLOPE {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] powers) {
        for (int i = from; i < to; i += r.length) {
          float g = r.chosen.value(i / r.length);
          for (int k = i; k < i + r.length; k++) {
            r.out[k] = -g * powers[k - from];
          }
          r.chosen.addTo(i / r.length, r.out, i);
        }
      }
    },

    SHORT_SLOPE {
      @Override
      void run(SoftmaxRows r, int from, int to, float[] powers) {
        for (int i = from; i < to; i += r.length) {
          double total = r.sum(r.gradients, r.gradientsStart + i);
          for (int k = i; k < i + r.length; k++) {
            r.out[k] = (float) (r.gradients[r.gradientsStart + k] - powers[k - from] * total);
          }
        }
      }
    };

    /**
     * Handles the elements {@code from <= i < to}: whole rows.
     *
     * @param scratch what the passes of a strip hand on: two numbers a row, for short rows the
     *     exponentials of all elements
     */
    abstract void run(SoftmaxRows r, int from, int to, float[] scratch);
  }

  private SoftmaxRows(Tensor x, Tensor gradient, SparseTargetGradient chosen, Tensor out) {
    this.chosen = chosen;
    this.x = x.storage().floats();
    this.start = x.offset();
    this.gradients = gradient == null ? null : gradient.storage().floats();
    this.gradientsStart = gradient == null ? 0 : gradient.offset();
    this.out = out.storage().floats();
    this.length = x.size(-1);
    this.numel = x.numel();
  }

  /** Whether {@code x} is such a case along {@code dim}. */
  static boolean applies(Tensor x, int dim) {
    return x.dtype() == DType.FLOAT32 && dim == x.dim() - 1 && x.isContiguous() && x.numel() > 0;
  }

  static void softmax(Tensor x, Tensor out, boolean log) {
    new SoftmaxRows(x, null, null, out)
        .run(log ? LOG_SOFTMAX : SOFTMAX, log ? SHORT_LOG_SOFTMAX : SHORT_SOFTMAX);
  }

  /** {@code gradient - e^logs sum(gradient)}, {@code logs} being logarithms of a softmax. */
  static void logSlope(Tensor gradient, Tensor logs, Tensor out) {
    new SoftmaxRows(logs, gradient, null, out).run(LOG_SLOPE, SHORT_LOG_SLOPE);
  }

  /** The same for a gradient of which one element a row is not zero. */
  static void logSlope(SparseTargetGradient gradient, Tensor logs, Tensor out) {
    new SoftmaxRows(logs, null, gradient, out).run(CHOSEN_SLOPE, SHORT_CHOSEN_SLOPE);
  }

  private void run(Pass[] longPasses, Pass[] shortPasses) {
    boolean many = length >= LONG;
    Pass[] passes = many ? longPasses : shortPasses;
    Scratch.FloatSlot slot = many ? Scratch.ROW_CONSTANTS : Scratch.SAMPLES;
    int strip = strip();
    int size = many ? 2 * STRIP / LONG : Math.min(strip, numel);
    Parallel.forRange(
        (numel + strip - 1) / strip,
        unit -> {
          try (Scratch.Floats scratch = slot.lease(SoftmaxRows.class, size)) {
            run(passes, unit * strip, scratch.array());
          }
        });
  }

  private void run(Pass[] passes, int from, float[] scratch) {
    int to = Math.min(numel, from + strip());
    for (Pass pass : passes) {
      pass.run(this, from, to, scratch);
    }
  }

  private int strip() {
    return length * Math.max(1, STRIP / length);
  }

  private SoftmaxKernels kernels() {
    return Kernels.active().softmax();
  }

  /** The sum of a short row. */
  private double sum(float[] values, int at) {
    double sum = 0;
    for (int i = at; i < at + length; i++) {
      sum += values[i];
    }
    return sum;
  }
}
