package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Functions that losses are written with, exact where the plain formula loses itself. */
public final class SpecialMath {
  private SpecialMath() {}

  /** {@code x log y}, 0 where x is 0 and y is not NaN; {@code torch.xlogy}. */
  public static Tensor xlogy(Tensor x, Tensor y) {
    Tensor out =
        Elementwise.binary(
            "xlogy",
            x,
            y,
            TypePromotion.floating(TypePromotion.resultType(x, y)),
            (a, b) -> a == 0 && !Double.isNaN(b) ? 0 : a * Math.log(b),
            null);
    return Recorder.op("XlogyBackward0")
        .save(x, y)
        .input(
            x,
            (g, s) -> {
              // The slope log y counts 0 where x = 0 and y <= 0, as PyTorch has it.
              Tensor flat = s.get(0).eq(0).mul(s.get(1).le(0)).ne(0);
              return g.mul(s.get(1).log().maskedFill(flat, 0));
            })
        .input(y, (g, s) -> g.mul(s.get(0)).div(s.get(1)))
        .record(out);
  }

  /** max(x, min); the gradient counts at the bound; {@code torch.clamp_min}. */
  public static Tensor clampMin(Tensor x, Scalar min) {
    DType dtype = TypePromotion.resultType(x, min);
    double low = min.toDouble();
    Tensor out =
        dtype.isFloatingPoint()
            ? Elementwise.unary(x, dtype, v -> v < low ? low : v)
            : Selection.limited("clamp_min", Copy.cast(x, dtype), min, null);
    return Recorder.op("ClampMinBackward0")
        .save(x)
        .input(x, (g, s) -> Selection.where(s.get(0).ge(low), g, Tensors.scalar(g.dtype(), 0)))
        .record(out);
  }
}
