package io.kindling.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionTest {
  private static class Cube extends Function {
    @Override
    protected Tensor[] forward(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs[0]);
      return new Tensor[] {inputs[0].pow(3)};
    }

    @Override
    protected Tensor[] backward(Context ctx, Tensor... gradOutputs) {
      return new Tensor[] {gradOutputs[0].mul(ctx.savedTensors()[0].square().mul(3))};
    }
  }

  private static final class OnceCube extends Cube {
    @Override
    protected boolean onceDifferentiable() {
      return true;
    }
  }

  private static final class Doubled extends Function {
    @Override
    protected Tensor[] forward(Context ctx, Tensor... inputs) {
      ctx.markDirty(inputs[0]);
      return new Tensor[] {inputs[0].mul_(2)};
    }

    @Override
    protected Tensor[] backward(Context ctx, Tensor... gradOutputs) {
      return new Tensor[] {gradOutputs[0].mul(2)};
    }
  }

  /** Product and, without a gradient, quotient. */
  private static final class MulDiv extends Function {
    @Override
    protected Tensor[] forward(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs);
      Tensor quotient = inputs[0].div(inputs[1]);
      ctx.markNonDifferentiable(quotient);
      return new Tensor[] {inputs[0].mul(inputs[1]), quotient};
    }

    @Override
    protected Tensor[] backward(Context ctx, Tensor... gradOutputs) {
      Tensor[] saved = ctx.savedTensors();
      return new Tensor[] {
        ctx.needsInputGrad(0) ? gradOutputs[0].mul(saved[1]) : null,
        ctx.needsInputGrad(1) ? gradOutputs[0].mul(saved[0]) : null
      };
    }
  }

  private static final class TooFew extends Function {
    @Override
    protected Tensor[] forward(Context ctx, Tensor... inputs) {
      return new Tensor[] {inputs[0].mul(inputs[1])};
    }

    @Override
    protected Tensor[] backward(Context ctx, Tensor... gradOutputs) {
      return gradOutputs;
    }
  }

  private static final class Same extends Function {
    @Override
    protected Tensor[] forward(Context ctx, Tensor... inputs) {
      return inputs;
    }

    @Override
    protected Tensor[] backward(Context ctx, Tensor... gradOutputs) {
      return new Tensor[] {gradOutputs[0].neg()};
    }
  }

  private final Tensor x = Tensors.tensor(1f, 2f, 3f).requiresGrad_();

  @Test
  void gradientsAreThoseOfItsBackward() {
    Tensor y = new Cube().apply(x);
    assertEquals("tensor([ 1.,  8., 27.], grad_fn=<CubeBackward>)", y.toString());
    y.sum().backward();
    assertArrayEquals(new float[] {3, 12, 27}, x.grad().toFloatArray());
    assertTrue(
        assertThrows(IllegalStateException.class, y.sum()::backward)
            .getMessage()
            .contains("a second time"));
  }

  @Test
  void itDifferentiatesTwice() {
    Tensor z = Tensors.tensor(0.5, -1.5).requiresGrad_();
    assertTrue(GradCheck.gradCheck(in -> List.of(new Cube().apply(in.get(0))), List.of(z)));
    assertTrue(GradCheck.gradGradCheck(in -> List.of(new Cube().apply(in.get(0))), List.of(z)));
  }

  @Test
  void onceDifferentiableRefusesTheSecondTime() {
    Tensor w = Tensors.ones(3).requiresGrad_();
    Tensor y = new OnceCube().apply(x).mul(w).sum();
    Tensor g = Autograd.grad(List.of(y), List.of(x), null, true, true, false).get(0);
    assertArrayEquals(new float[] {3, 12, 27}, g.toFloatArray());
    assertTrue(
        assertThrows(IllegalStateException.class, g.sum()::backward)
            .getMessage()
            .contains("trying to differentiate twice"));
  }

  @Test
  void dirtyInputsKeepTheirIdentityAndGetTheHistory() {
    Tensor y = x.mul(1);
    Tensor z = new Doubled().apply(y);
    assertSame(y, z);
    assertEquals("tensor([2., 4., 6.], grad_fn=<DoubledBackward>)", y.toString());
    Tensor base = x.mul(1);
    new Doubled().apply(base.at(1));
    base.sum().backward();
    assertArrayEquals(new float[] {1, 2, 1}, x.grad().toFloatArray());
    assertThrows(IllegalStateException.class, () -> new Doubled().apply(x));
  }

  @Test
  void onlyWhatIsNeededAndDifferentiableHasAGradient() {
    Tensor constant = Tensors.full(2, 3);
    Tensor[] both = new MulDiv().applyAll(x, constant);
    assertTrue(both[0].requiresGrad());
    assertFalse(both[1].requiresGrad());
    both[0].sum().backward();
    assertArrayEquals(new float[] {2, 2, 2}, x.grad().toFloatArray());
    assertFalse(new MulDiv().apply(constant, constant).requiresGrad());
    try (var scope = GradMode.noGrad()) {
      assertFalse(new MulDiv().apply(x, x).requiresGrad());
    }
  }

  @Test
  void theNumberOfGradientsIsChecked() {
    Tensor y = new TooFew().apply(x, x).sum();
    assertTrue(
        assertThrows(IllegalStateException.class, y::backward)
            .getMessage()
            .contains(
                "TooFewBackward returned an incorrect number of gradients (expected 2, got 1)"));
  }

  @Test
  void anInputGivenBackIsAnotherTensor() {
    Tensor y = new Same().apply(x);
    assertEquals("tensor([1., 2., 3.], grad_fn=<SameBackward>)", y.toString());
    assertTrue(x.isLeaf());
    y.sum().backward();
    assertArrayEquals(new float[] {-1, -1, -1}, x.grad().toFloatArray());
  }

  @Test
  void gradCheckFindsAWrongRule() {
    Function wrong =
        new Function() {
          @Override
          protected Tensor[] forward(Context ctx, Tensor... inputs) {
            return new Tensor[] {inputs[0].mul(2)};
          }

          @Override
          protected Tensor[] backward(Context ctx, Tensor... gradOutputs) {
            return new Tensor[] {gradOutputs[0].mul(2.1)};
          }
        };
    Tensor z = Tensors.full(DType.FLOAT64, 1.5, 2).requiresGrad_();
    assertTrue(
        assertThrows(
                GradCheckException.class,
                () -> GradCheck.gradCheck(in -> List.of(wrong.apply(in.get(0))), List.of(z)))
            .getMessage()
            .contains("Jacobian mismatch for output 0 with respect to input 0"));
    assertThrows(
        IllegalArgumentException.class,
        () -> GradCheck.gradCheck(in -> in, List.of(Tensors.ones(2).requiresGrad_())));
    assertThrows(
        IllegalArgumentException.class, () -> GradCheck.gradCheck(in -> in, List.of(z.detach())));
  }
}
