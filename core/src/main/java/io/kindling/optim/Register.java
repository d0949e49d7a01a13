package io.kindling.optim;

import io.kindling.tensor.DType;
import io.kindling.tensor.Storage;

/**
 * A short run of numbers on which an optimizer computes. The arithmetic of an optimizer is a few
 * lines over registers, in the order and with the roundings of PyTorch's element-wise kernels; it
 * serves float32 and float64 alike. Short loops from index 0 are what the JIT turns into SIMD
 * whatever the offsets of parameters, gradients and state in their arrays are, and a handful of
 * registers stays in the first-level cache.
 *
 * <p>Operations overwrite the register and return it. Numbers given as double are rounded to the
 * register's type first. Not thread-safe.
 */
public abstract sealed class Register permits FloatRegister, DoubleRegister {
  /** Elements in a register. */
  static final int CAPACITY = 1024;

  /** How many elements count now. */
  int length;

  Register() {}

  static Register of(DType dtype) {
    return dtype == DType.FLOAT32 ? new FloatRegister() : new DoubleRegister();
  }

  abstract void load(Storage from, int at, int count);

  abstract void store(Storage to, int at);

  /** this = x. */
  public abstract Register set(Register x);

  /** this = value. */
  public abstract Register fill(double value);

  /** this = -this. */
  public abstract Register negate();

  /** this += value. */
  public abstract Register add(double value);

  /** this *= value. */
  public abstract Register mul(double value);

  /** this /= value. */
  public abstract Register div(double value);

  /** this = value / this. */
  public abstract Register divideInto(double value);

  /** this += alpha * x. */
  public abstract Register add(Register x, double alpha);

  /** this *= x. */
  public abstract Register mul(Register x);

  /** this /= x. */
  public abstract Register div(Register x);

  /** this += weight * (end - this); from weight 0.5 on counted from the end. */
  public abstract Register lerp(Register end, double weight);

  /** this += value * a * b. */
  public abstract Register addcmul(Register a, Register b, double value);

  /** this += value * a / b. */
  public abstract Register addcdiv(Register a, Register b, double value);

  /** Square roots. */
  public abstract Register sqrt();

  /** Absolute values. */
  public abstract Register abs();

  /** The greater of this and x; NaN if either is. */
  public abstract Register max(Register x);

  /** Not below low, not above high. */
  public abstract Register clamp(double low, double high);

  /** -1, 0 or 1. */
  public abstract Register sign();

  /** {@code below}, {@code at} or {@code above} as the element is below, at or above zero. */
  public abstract Register choose(double below, double at, double above);

  /** Zero where {@code mask} is below zero. */
  public abstract Register zeroWhereNegative(Register mask);

  /** Sum of squares, in float64. */
  public abstract double sumOfSquares();
}
