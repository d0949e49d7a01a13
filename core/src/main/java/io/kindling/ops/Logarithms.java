package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/** Logarithms and powers of other bases than e, and sums in the logarithmic scale. */
public final class Logarithms {
  private static final double LN2 = Math.log(2);
  private static final double LN10 = Math.log(10);

  private Logarithms() {}

  private static Tensor map(Tensor x, DoubleUnaryOperator f) {
    return Elementwise.unary(x, TypePromotion.floating(x.dtype()), f);
  }

  public static Tensor log2(Tensor x) {
    return Recorder.op("Log2Backward0")
        .save(x)
        .input(x, (g, s) -> g.div(s.get(0).mul(LN2)))
        .record(map(x, Logarithms::log2));
  }

  public static Tensor log10(Tensor x) {
    return Recorder.op("Log10Backward0")
        .save(x)
        .input(x, (g, s) -> g.div(s.get(0).mul(LN10)))
        .record(map(x, Math::log10));
  }

  /** 2 to the power x. */
  public static Tensor exp2(Tensor x) {
    Tensor out = map(x, v -> Math.pow(2, v));
    return Recorder.op("Exp2Backward0")
        .save(out)
        .input(x, (g, s) -> g.mul(s.get(0).mul(LN2)))
        .record(out);
  }

  /** log(e^a + e^b), without overflow. */
  public static Tensor logaddexp(Tensor a, Tensor b) {
    DType dtype = TypePromotion.resultType(a, b);
    Activations.checkFloating("logaddexp", dtype);
    Tensor out = Elementwise.binary("logaddexp", a, b, dtype, Logarithms::logaddexp, null);
    return Recorder.op("LogaddexpBackward0")
        .save(a, b)
        .input(a, (g, s) -> g.div(difference(s.get(1), s.get(0), g.dtype()).exp().add(1)))
        .input(b, (g, s) -> g.div(difference(s.get(0), s.get(1), g.dtype()).exp().add(1)))
        .record(out);
  }

  private static Tensor difference(Tensor a, Tensor b, DType dtype) {
    return a.to(dtype).sub(b.to(dtype));
  }

  private static double logaddexp(double a, double b) {
    if (Double.isInfinite(a) && a == b) {
      return a;
    }
    return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
  }

  /** Exact at powers of two. */
  private static double log2(double v) {
    if (v > 0 && !Double.isInfinite(v) && v >= Double.MIN_NORMAL) {
      int exponent = Math.getExponent(v);
      return exponent + Math.log(Math.scalb(v, -exponent)) / LN2;
    }
    return Math.log(v) / LN2;
  }
}
