package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Tensor;

/**
 * A tensor and a number, recorded under the names that PyTorch's composite losses leave in the
 * graph: {@code AddBackward1} where the tensor-tensor form is {@code AddBackward0}, and so on.
 */
public final class ScalarArithmetic {
  private ScalarArithmetic() {}

  /** x + c. */
  public static Tensor add(Tensor x, double c) {
    Tensor out = Elementwise.unary(x, TypePromotion.floating(x.dtype()), v -> v + c);
    return Recorder.op("AddBackward1").input(x, (g, s) -> g).record(out);
  }

  /** x - c. */
  public static Tensor sub(Tensor x, double c) {
    Tensor out = Elementwise.unary(x, TypePromotion.floating(x.dtype()), v -> v - c);
    return Recorder.op("SubBackward1").input(x, (g, s) -> g).record(out);
  }

  /** x * c. */
  public static Tensor mul(Tensor x, double c) {
    Tensor out = Elementwise.unary(x, TypePromotion.floating(x.dtype()), v -> v * c);
    return Recorder.op("MulBackward1").input(x, (g, s) -> g.mul(c)).record(out);
  }

  /** x / c. */
  public static Tensor div(Tensor x, double c) {
    Tensor out = Elementwise.unary(x, TypePromotion.floating(x.dtype()), v -> v / c);
    return Recorder.op("DivBackward1").input(x, (g, s) -> g.div(c)).record(out);
  }
}
