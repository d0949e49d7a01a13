package io.kindling.tensor;

/**
 * A number beside a tensor, as {@code at::Scalar}. Whether it is whole by its type, not by its
 * value, decides the type of a result: {@code add(2)} of an int64 tensor is int64, {@code add(2.0)}
 * is float32, as of Python's {@code int} and {@code float}.
 */
public final class Scalar {
  private final boolean floating;
  private final double real;
  private final long whole;

  private Scalar(boolean floating, double real, long whole) {
    this.floating = floating;
    this.real = real;
    this.whole = whole;
  }

  /** An integer, Python's {@code int}. */
  public static Scalar of(long value) {
    return new Scalar(false, value, value);
  }

  /** A floating point number, Python's {@code float}. */
  public static Scalar of(double value) {
    return new Scalar(true, value, (long) value);
  }

  public boolean isFloatingPoint() {
    return floating;
  }

  /** The value; an integer above 2^53 is rounded. */
  public double toDouble() {
    return real;
  }

  /** The value, truncated towards zero. */
  public long toLong() {
    return whole;
  }

  /** The type of a tensor of this number: the default float32, or int64. */
  public DType dtype() {
    return floating ? DType.FLOAT32 : DType.INT64;
  }

  /** A 0-dimensional tensor of this number, converted as a cast in C would. */
  public Tensor toTensor(DType dtype) {
    Tensor tensor = Tensor.allocate(dtype, Shape.of());
    if (floating) {
      tensor.storage().setDouble(0, real);
    } else {
      tensor.storage().setLong(0, whole);
    }
    return tensor;
  }

  @Override
  public String toString() {
    return floating ? Double.toString(real) : Long.toString(whole);
  }
}
