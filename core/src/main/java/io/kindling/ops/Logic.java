package io.kindling.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/**
 * Truth values: connectives, any and all, and equality with tolerance. A number is true unless 0.
 */
public final class Logic {
  private Logic() {}

  public static Tensor and(Tensor a, Tensor b) {
    return Elementwise.compare("logical_and", truth(a), truth(b), (x, y) -> x != 0 && y != 0);
  }

  public static Tensor or(Tensor a, Tensor b) {
    return Elementwise.compare("logical_or", truth(a), truth(b), (x, y) -> x != 0 || y != 0);
  }

  public static Tensor xor(Tensor a, Tensor b) {
    return Elementwise.compare("logical_xor", truth(a), truth(b), (x, y) -> (x != 0) != (y != 0));
  }

  private static Tensor truth(Tensor x) {
    return Copy.cast(x, DType.BOOL);
  }

  /** True where x is infinite. */
  public static Tensor isinf(Tensor x) {
    return Elementwise.compare("isinf", x, x, (a, b) -> Double.isInfinite(a));
  }

  /** Whether any element over the given dimensions (all when none is given) is true. */
  public static Tensor any(Tensor x, boolean keepDim, int... dims) {
    return reduce(x, keepDim, true, dims);
  }

  /** Whether every element over the given dimensions (all when none is given) is true. */
  public static Tensor all(Tensor x, boolean keepDim, int... dims) {
    return reduce(x, keepDim, false, dims);
  }

  private static Tensor reduce(Tensor x, boolean keepDim, boolean decisive, int... dims) {
    boolean[] reduced = Summation.reduced(x, dims);
    Shape kept = Shape.of(Summation.keptSizes(x.shape(), reduced));
    // uint8 stood for truth before bool did, and keeps its type.
    DType dtype = x.dtype() == DType.UINT8 ? DType.UINT8 : DType.BOOL;
    Tensor out = Tensor.allocate(dtype, kept);
    byte[] values = out.storage().bytes();
    java.util.Arrays.fill(values, (byte) (decisive ? 0 : 1));
    Storage from = x.storage();
    StridedLoop.over(
        x.shape(),
        new int[][] {StridedLoop.broadcastStrides(out, x.shape()), x.strides()},
        new int[] {0, x.offset()},
        (at, step, n) -> {
          for (int i = 0; i < n; i++) {
            if ((from.getDouble(at[1] + i * step[1]) != 0) == decisive) {
              values[at[0] + i * step[0]] = (byte) (decisive ? 1 : 0);
            }
          }
        });
    return keepDim ? out : Tensor.wrap(out.storage(), Summation.dropped(x.shape(), reduced));
  }

  /**
   * True where {@code |a - b| <= atol + rtol * |b|}; infinities equal themselves, NaN when asked.
   */
  public static Tensor isclose(Tensor a, Tensor b, double rtol, double atol, boolean equalNan) {
    TypePromotion.checkSame("isclose", a, b);
    if (rtol < 0 || atol < 0) {
      throw new IllegalArgumentException(
          "isclose: rtol and atol must be greater than or equal to zero, but got "
              + rtol
              + " and "
              + atol);
    }
    return Elementwise.compare(
        "isclose",
        a,
        b,
        (x, y) ->
            x == y
                || (equalNan && Double.isNaN(x) && Double.isNaN(y))
                || (Double.isFinite(x)
                    && Double.isFinite(y)
                    && Math.abs(x - y) <= atol + rtol * Math.abs(y)));
  }

  /** True when both have the same shape and elements. */
  public static boolean equal(Tensor a, Tensor b) {
    return a.shape().equals(b.shape())
        && all(Elementwise.compare("equal", a, b, (x, y) -> x == y), false).item() != 0;
  }
}
