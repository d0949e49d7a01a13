package io.kindling.kernel.scalar;

import io.kindling.kernel.PointwiseKernels;

/** {@link PointwiseKernels} in plain loops. */
public final class ScalarPointwiseKernels implements PointwiseKernels {
  @Override
  public void binary(
      Binary op, int length, float[] x, int p, float[] y, int q, float[] out, int o) {
    switch (op) {
      case ADD -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = x[p + i] + y[q + i];
        }
      }
      case SUB -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = x[p + i] - y[q + i];
        }
      }
      case MUL -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = x[p + i] * y[q + i];
        }
      }
      case DIV -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = x[p + i] / y[q + i];
        }
      }
    }
  }

  @Override
  public void combine(
      int length, float alpha, float[] x, int p, float beta, float[] y, int q, float[] out, int o) {
    for (int i = 0; i < length; i++) {
      out[o + i] = alpha * x[p + i] + beta * y[q + i];
    }
  }

  @Override
  public void withScalar(Binary op, int length, float[] x, int p, float c, float[] out, int o) {
    switch (op) {
      case ADD -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = x[p + i] + c;
        }
      }
      case SUB -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = x[p + i] - c;
        }
      }
      case MUL -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = x[p + i] * c;
        }
      }
      case DIV -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = x[p + i] / c;
        }
      }
    }
  }

  @Override
  public void scalarWith(Binary op, int length, float c, float[] x, int p, float[] out, int o) {
    for (int i = 0; i < length; i++) {
      out[o + i] = op.of(c, x[p + i]);
    }
  }

  @Override
  public void unary(Unary op, int length, float[] x, int p, float[] out, int o) {
    switch (op) {
      case NEG -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = -x[p + i];
        }
      }
      case RELU -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = Math.max(x[p + i], 0f);
        }
      }
      default -> {
        for (int i = 0; i < length; i++) {
          out[o + i] = (float) op.of(x[p + i]);
        }
      }
    }
  }
}
