package io.kindling.optim;

import io.kindling.tensor.DType;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Keeps gradients small; {@code torch.nn.utils.clip_grad_norm_} and {@code clip_grad_value_}, for
 * tensors and for flat arrays.
 *
 * <p>Sums over a flat array add up blocks of {@link #BLOCK} elements in float64, then the blocks in
 * order. So workers that each hold a slice cut at multiples of {@link #BLOCK} get the same bits as
 * one that holds everything: each computes {@link #blockSums}, the lists are joined in order, and
 * {@link #norm(double[], double)} and {@link #coefficient} do the rest.
 */
public final class GradientClipping {
  /** Elements whose powers are added up first. */
  public static final int BLOCK = 1024;

  private static final double MARGIN = 1e-6;

  private GradientClipping() {}

  /** {@link #clipGradNorm(List, double, double, boolean)} of norm 2, without the error. */
  public static double clipGradNorm(List<Tensor> parameters, double maxNorm) {
    return clipGradNorm(parameters, maxNorm, 2, false);
  }

  /**
   * Scales all gradients by one factor, in place, so that their common norm is at most {@code
   * maxNorm}.
   *
   * @param normType p of the p-norm; {@link Double#POSITIVE_INFINITY} for the greatest absolute
   *     value
   * @param errorIfNonfinite whether a norm that is infinite or NaN is an error
   * @return the norm before
   * @throws IllegalStateException when the norm is not finite and {@code errorIfNonfinite}; the
   *     gradients are then unchanged
   */
  public static double clipGradNorm(
      List<Tensor> parameters, double maxNorm, double normType, boolean errorIfNonfinite) {
    checkType(normType);
    double total = 0;
    for (Tensor parameter : parameters) {
      Tensor gradient = parameter.grad();
      if (gradient != null) {
        double norm = norm(blockSums(gradient, normType), normType);
        total = add(total, Double.isInfinite(normType) ? norm : Math.pow(norm, normType), normType);
      }
    }
    double norm = norm(new double[] {total}, normType);
    double factor = coefficient(norm, maxNorm, normType, errorIfNonfinite);
    for (Tensor parameter : parameters) {
      if (parameter.grad() != null && factor != 1) {
        parameter.grad().detach().mul_(factor);
      }
    }
    return norm;
  }

  /** Limits every element of the gradients to [-clipValue, clipValue], in place. */
  public static void clipGradValue(List<Tensor> parameters, double clipValue) {
    checkValue(clipValue);
    for (Tensor parameter : parameters) {
      if (parameter.grad() != null) {
        Tensor gradient = parameter.grad();
        Tensor dense = gradient.isContiguous() ? gradient : gradient.detach().contiguous();
        Storage storage = dense.storage();
        if (storage.dtype() == DType.FLOAT32) {
          clip(storage.floats(), dense.offset(), dense.offset() + dense.numel(), (float) clipValue);
        } else {
          double[] values = storage.doubles();
          for (int i = dense.offset(); i < dense.offset() + dense.numel(); i++) {
            values[i] = Math.min(Math.max(values[i], -clipValue), clipValue);
          }
        }
        if (dense != gradient) {
          gradient.detach().copy_(dense);
        }
        storage.bumpVersion();
      }
    }
  }

  /** As {@link #clipGradNorm(List, double, double, boolean)}, on elements [from, to). */
  public static double clipGradNorm(
      float[] gradients,
      int from,
      int to,
      double maxNorm,
      double normType,
      boolean errorIfNonfinite) {
    double norm = norm(blockSums(gradients, from, to, normType), normType);
    scale(gradients, from, to, coefficient(norm, maxNorm, normType, errorIfNonfinite));
    return norm;
  }

  /** As {@link #clipGradValue(List, double)}, on elements [from, to). */
  public static void clipGradValue(float[] gradients, int from, int to, double clipValue) {
    checkValue(clipValue);
    clip(gradients, from, to, (float) clipValue);
  }

  /** The sum of |x|^normType (or the greatest |x|) of every block of elements [from, to). */
  public static double[] blockSums(float[] gradients, int from, int to, double normType) {
    checkType(normType);
    double[] sums = new double[(to - from + BLOCK - 1) / BLOCK];
    for (int i = 0; i < sums.length; i++) {
      int begin = from + i * BLOCK;
      sums[i] = sum(gradients, begin, Math.min(BLOCK, to - begin), normType);
    }
    return sums;
  }

  /** The norm whose {@link #blockSums} these are. */
  public static double norm(double[] blockSums, double normType) {
    double total = 0;
    for (double sum : blockSums) {
      total = add(total, sum, normType);
    }
    if (Double.isInfinite(normType) || normType == 1) {
      return total;
    }
    return normType == 2 ? Math.sqrt(total) : Math.pow(total, 1 / normType);
  }

  /**
   * What gradients of norm {@code norm} are multiplied by: maxNorm / (norm + 1e-6), at most 1.
   *
   * @throws IllegalStateException when the norm is not finite and {@code errorIfNonfinite}
   */
  public static double coefficient(
      double norm, double maxNorm, double normType, boolean errorIfNonfinite) {
    if (!(maxNorm >= 0)) {
      throw new IllegalArgumentException(
          "clipGradNorm: maxNorm must not be negative, got " + maxNorm);
    }
    if (errorIfNonfinite && (Double.isNaN(norm) || Double.isInfinite(norm))) {
      throw new IllegalStateException(
          "The total norm of order "
              + normType
              + " for gradients is "
              + norm
              + ", so it cannot be clipped. To disable this error and scale the gradients by the"
              + " non-finite norm anyway, pass errorIfNonfinite = false");
    }
    return Math.min(1, maxNorm / (norm + MARGIN));
  }

  /** Multiplies elements [from, to). */
  public static void scale(float[] gradients, int from, int to, double factor) {
    float f = (float) factor;
    if (f != 1) {
      for (int i = from; i < to; i++) {
        gradients[i] *= f;
      }
    }
  }

  private static void clip(float[] values, int from, int to, float bound) {
    for (int i = from; i < to; i++) {
      values[i] = Math.min(Math.max(values[i], -bound), bound);
    }
  }

  private static double[] blockSums(Tensor gradient, double normType) {
    Tensor dense = gradient.isContiguous() ? gradient : gradient.detach().contiguous();
    int from = dense.offset();
    if (dense.dtype() == DType.FLOAT32) {
      return blockSums(dense.storage().floats(), from, from + dense.numel(), normType);
    }
    double total = 0;
    double[] values = dense.storage().doubles();
    for (int i = from; i < from + dense.numel(); i++) {
      total = add(total, power(values[i], normType), normType);
    }
    return new double[] {total};
  }

  private static double sum(float[] values, int from, int n, double normType) {
    if (normType == 2) {
      return sumOfSquares(values, from, n);
    }
    double total = 0;
    for (int i = from; i < from + n; i++) {
      total = add(total, power(values[i], normType), normType);
    }
    return total;
  }

  /** Four sums side by side keep the adders of the processor busy. */
  private static double sumOfSquares(float[] values, int from, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < from + n; i += 4) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      d += (double) values[i + 3] * values[i + 3];
    }
    for (; i < from + n; i++) {
      a += (double) values[i] * values[i];
    }
    return (a + b) + (c + d);
  }

  private static double power(double value, double normType) {
    double size = Math.abs(value);
    if (Double.isInfinite(normType) || normType == 1) {
      return size;
    }
    return normType == 2 ? size * size : Math.pow(size, normType);
  }

  private static double add(double total, double term, double normType) {
    return Double.isInfinite(normType) ? Math.max(total, term) : total + term;
  }

  private static void checkType(double normType) {
    if (!(normType > 0)) {
      throw new IllegalArgumentException(
          "clipGradNorm: the norm's type must be positive or infinite, got " + normType);
    }
  }

  private static void checkValue(double clipValue) {
    if (!(clipValue >= 0)) {
      throw new IllegalArgumentException(
          "clipGradValue: the bound must not be negative, got " + clipValue);
    }
  }
}
