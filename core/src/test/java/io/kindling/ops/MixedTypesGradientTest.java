package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import org.junit.jupiter.api.Test;

/**
 * Gradients of operands beside others of type bool, which knows no difference, and of small
 * integers, whose squares do not fit. PyTorch refuses the former and gives a wrong answer to the
 * latter; here the other operand counts as the number it is.
 */
class MixedTypesGradientTest {
  private final Tensor no = Tensors.tensor(false, true);
  private final Tensor yes = Tensors.tensor(true, false);
  private final Tensor x = Tensors.tensor(0.5f, 2f).requiresGrad_();

  private void assertGradient(Tensor out, Tensor of, double... expected) {
    out.sum().backward();
    assertArrayEquals(expected, of.grad().toDoubleArray(), 1e-6);
  }

  @Test
  void lerpOfBooleans() {
    Tensor weight = Tensors.scalar(DType.FLOAT64, 0.25).requiresGrad_();
    assertGradient(no.lerp(yes, weight), weight, 0);
    weight.setGrad(null);
    assertGradient(Tensors.tensor(false).lerp(Tensors.tensor(true), weight), weight, 1);
  }

  @Test
  void angleBesideBooleansAndBytes() {
    // d atan2(y, x) / dy = x / (x^2 + y^2), and / dx = -y / (x^2 + y^2).
    assertGradient(x.atan2(yes), x, 1 / 1.25, 0);
    x.setGrad(null);
    assertGradient(no.atan2(x), x, 0, -1 / 5.0);
    x.setGrad(null);
    Tensor bytes = Tensors.tensor(100f, 200f).to(DType.UINT8);
    assertGradient(x.atan2(bytes), x, 100 / 10000.25, 200 / 40004.0);
  }

  @Test
  void logaddexpBesideBooleans() {
    assertGradient(x.logaddexp(yes), x, 1 / (1 + Math.exp(0.5)), 1 / (1 + Math.exp(-2)));
  }
}
