package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Tensor;

/** Sums of three operands: lerp, addcmul, addcdiv. */
public final class Lerp {
  private Lerp() {}

  /** start + weight * (end - start). */
  public static Tensor lerp(Tensor start, Tensor end, double weight) {
    checkOperands(start, end);
    Activations.checkFloating("lerp", start);
    Tensor out = Elementwise.binary("lerp", start, end, (a, b) -> lerp(a, b, weight), null);
    return Recorder.op("LerpBackward0")
        .input(start, (g, s) -> g.mul(1 - weight))
        .input(end, (g, s) -> g.mul(weight))
        .record(out);
  }

  /** start + weight * (end - start), a weight for each element. */
  public static Tensor lerp(Tensor start, Tensor end, Tensor weight) {
    checkOperands(start, end);
    // A single weight counts as a number.
    if (weight.dim() > 0) {
      TypePromotion.checkSame("lerp", start, weight);
    }
    DType dtype = TypePromotion.resultType(start, weight);
    if (!dtype.isFloatingPoint()) {
      Activations.checkFloating("lerp", weight);
    }
    Tensor from = Copy.cast(start, dtype).detach();
    Tensor way = Copy.cast(end, dtype).detach().sub(from);
    Tensor out = from.add(Copy.cast(weight, dtype).detach().mul(way));
    return Recorder.op("LerpBackward1")
        .save(start, end, weight)
        .input(start, (g, s) -> g.mul(Arithmetic.rsub(1, s.get(2).to(dtype))))
        .input(end, (g, s) -> g.mul(s.get(2)))
        .input(weight, (g, s) -> g.mul(s.get(1).to(dtype).sub(s.get(0).to(dtype))))
        .record(out);
  }

  private static void checkOperands(Tensor start, Tensor end) {
    TypePromotion.checkSame("lerp", start, end);
  }

  /** x + value * a * b. */
  public static Tensor addcmul(Tensor x, Tensor a, Tensor b, Scalar value) {
    Tensor product = a.detach().mul(b.detach());
    DType dtype = TypePromotion.resultType(x, product);
    TypePromotion.refuseBool("addcmul", "convert one of them with to(...)", dtype);
    double factor = value.toDouble();
    return Recorder.op("AddcmulBackward0")
        .save(a, b)
        .input(x, (g, s) -> g)
        .input(a, (g, s) -> g.mul(s.get(1).mul(factor)))
        .input(b, (g, s) -> g.mul(s.get(0).mul(factor)))
        .record(Arithmetic.add(x.detach(), product, factorOf(dtype, value)));
  }

  /** x + value * a / b; a and b are not both whole. */
  public static Tensor addcdiv(Tensor x, Tensor a, Tensor b, Scalar value) {
    if (!a.dtype().isFloatingPoint() && !b.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "addcdiv: integer division is not supported, got "
              + a.dtype()
              + " and "
              + b.dtype()
              + "; convert one of them with to(DType.FLOAT32)");
    }
    double factor = value.toDouble();
    Tensor quotient = a.detach().div(b.detach());
    return Recorder.op("AddcdivBackward0")
        .save(a, b)
        .input(x, (g, s) -> g)
        .input(a, (g, s) -> g.mul(s.get(1).reciprocal().mul(factor)))
        .input(b, (g, s) -> g.mul(s.get(0).div(s.get(1).square()).mul(-factor)))
        .record(Arithmetic.add(x.detach(), quotient, value));
  }

  /** Whole numbers take a factor without its fraction. */
  private static Scalar factorOf(DType dtype, Scalar value) {
    return dtype.isFloatingPoint() ? value : Scalar.of(value.toLong());
  }

  /** From the nearer end, as PyTorch, so that weights 0 and 1 are exact. */
  private static double lerp(double start, double end, double weight) {
    return Math.abs(weight) < 0.5
        ? start + weight * (end - start)
        : end - (end - start) * (1 - weight);
  }
}
