package io.kindling.kernel;

/**
 * Elementwise loops over contiguous runs of floats, {@code 0 <= i < length}. The output may be one
 * of the inputs, at the same offset. Sums, differences, products, quotients and roots are those of
 * IEEE 754; the other functions are within three units in the last place, and depend on the element
 * alone, not on where it stands.
 */
public interface PointwiseKernels {
  /** A function of two numbers. */
  enum Binary {
    ADD,
    SUB,
    MUL,
    DIV;

    /** The function of floats. */
    public float of(float a, float b) {
      return switch (this) {
        case ADD -> a + b;
        case SUB -> a - b;
        case MUL -> a * b;
        case DIV -> a / b;
      };
    }

    /** The function of doubles. */
    public double of(double a, double b) {
      return switch (this) {
        case ADD -> a + b;
        case SUB -> a - b;
        case MUL -> a * b;
        case DIV -> a / b;
      };
    }

    /** The function of longs. */
    public long of(long a, long b) {
      return switch (this) {
        case ADD -> a + b;
        case SUB -> a - b;
        case MUL -> a * b;
        case DIV -> a / b;
      };
    }
  }

  /** A function of one number. */
  enum Unary {
    NEG,
    SQRT,
    /** max(x, 0); NaN stays NaN. */
    RELU,
    EXP,
    /** 1 / (1 + e^-x). */
    SIGMOID,
    TANH;

    /** The function, computed in double. */
    public double of(double x) {
      return switch (this) {
        case NEG -> -x;
        case SQRT -> Math.sqrt(x);
        case RELU -> x <= 0 ? 0 : x;
        case EXP -> Math.exp(x);
        case SIGMOID -> 1 / (1 + Math.exp(-x));
        case TANH -> Math.tanh(x);
      };
    }
  }

  /** {@code out[o + i] = x[p + i] op y[q + i]}. */
  void binary(Binary op, int length, float[] x, int p, float[] y, int q, float[] out, int o);

  /** {@code out[o + i] = x[p + i] op c}. */
  void withScalar(Binary op, int length, float[] x, int p, float c, float[] out, int o);

  /** {@code out[o + i] = c op x[p + i]}. */
  void scalarWith(Binary op, int length, float c, float[] x, int p, float[] out, int o);

  /** {@code out[o + i] = alpha * x[p + i] + beta * y[q + i]}, each product rounded. */
  void combine(
      int length, float alpha, float[] x, int p, float beta, float[] y, int q, float[] out, int o);

  /** {@code out[o + i] = op(x[p + i])}. */
  void unary(Unary op, int length, float[] x, int p, float[] out, int o);
}
