package io.kindling.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** backward() and grad(): what they give, keep and refuse. */
class GradTest {
  private final Tensor x = Tensors.tensor(1f, 2f, 3f).requiresGrad_();

  private static void assertValues(Tensor tensor, float... expected) {
    assertArrayEquals(expected, tensor.toFloatArray());
  }

  private static void assertFails(String message, Executable code) {
    String got = assertThrows(RuntimeException.class, code).getMessage();
    assertTrue(got.contains(message), got);
  }

  @Test
  void gradientsAccumulateInLeaves() {
    x.square().sum().backward();
    Tensor first = x.grad();
    x.square().sum().backward();
    assertValues(x.grad(), 4, 8, 12); // twice (x^2)' = 2 x
    assertEquals(first, x.grad());
    x.setGrad(null);
    x.sum().backward();
    assertValues(x.grad(), 1, 1, 1);
  }

  @Test
  void theLeafOwnsItsGradient() {
    Tensor given = Tensors.ones(3);
    x.mul(1).backward(given);
    assertNotSame(given, x.grad());
    x.grad().mul_(5);
    assertValues(given, 1, 1, 1);
  }

  @Test
  void aGraphRunsOnceUnlessRetained() {
    Tensor y = x.square().sum();
    y.backward(null, true, false);
    y.backward();
    assertFails("Trying to backward through the graph a second time", y::backward);
    assertFails("retainGraph=true", y::backward);
    Tensor nothingSaved = x.add(1).sum();
    nothingSaved.backward();
    nothingSaved.backward();
  }

  @Test
  void onlyScalarsStartByThemselves() {
    assertFails("grad can be implicitly created only for scalar outputs", x.mul(2)::backward);
    assertFails("Mismatch in shape: grad_output[0]", () -> x.mul(2).backward(Tensors.ones(2)));
    assertFails(
        "element 0 of tensors does not require grad and does not have a grad_fn",
        Tensors.ones(1)::backward);
  }

  @Test
  void gradLeavesLeavesAloneAndCaresForUnusedInputs() {
    Tensor other = Tensors.ones(2).requiresGrad_();
    Tensor y = x.square().sum();
    List<Tensor> found = Autograd.grad(List.of(y), List.of(x, other), null, true, false, true);
    assertValues(found.get(0), 2, 4, 6); // (x^2)' = 2 x
    assertNull(found.get(1));
    assertNull(x.grad());
    assertFails(
        "The differentiated Tensor at index 0 appears to not have been used in the graph",
        () -> Autograd.grad(y, List.of(other), true));
    assertFails(
        "One of the differentiated Tensors does not require grad",
        () -> Autograd.grad(y, List.of(Tensors.ones(1)), true));
  }

  @Test
  void gradientsOfTheOutputItselfAndOfTheSameInputTwice() {
    Tensor y = x.square().sum();
    List<Tensor> found = Autograd.grad(y, List.of(y, x, x));
    assertEquals(1, found.get(0).item());
    assertValues(found.get(1), 2, 4, 6); // (x^2)' = 2 x
    assertValues(found.get(2), 2, 4, 6);
  }

  @Test
  void severalOutputsAddUp() {
    Tensor a = x.square();
    Tensor b = a.mul(2);
    Autograd.backward(List.of(a, b), List.of(Tensors.ones(3), Tensors.ones(3)), false, false);
    assertValues(x.grad(), 6, 12, 18); // (x^2 + 2 x^2)' = 6 x
  }

  @Test
  void backwardIntoChosenTensorsOnly() {
    Tensor w = Tensors.ones(3).requiresGrad_();
    Tensor y = x.mul(w);
    Autograd.backward(List.of(y.sum()), null, false, false, List.of(y, w));
    assertValues(y.grad(), 1, 1, 1);
    assertValues(w.grad(), 1, 2, 3); // (x w)' by w = x
    assertNull(x.grad());
  }

  @Test
  void thirdDerivativesAndAGradientInTheLoss() {
    Tensor cubes = x.pow(4).sum();
    Tensor first = Autograd.grad(List.of(cubes), List.of(x), null, true, true, false).get(0);
    Tensor second = Autograd.grad(List.of(first.sum()), List.of(x), null, true, true, false).get(0);
    Tensor third = Autograd.grad(second.sum(), List.of(x)).get(0);
    assertValues(third, 24, 48, 72); // (x^4)''' = 24 x
    x.pow(3).sum().backward(null, false, true);
    assertEquals("CopyBackwards", x.grad().gradFn().name());
    x.grad().square().sum().backward();
    // x.grad is 3 x^2; to it is added the gradient of its square, (9 x^4)' = 36 x^3
    assertValues(x.grad(), 3 + 36, 12 + 288, 27 + 972);
  }

  @Test
  void recordingIsScoped() {
    try (var outer = GradMode.noGrad()) {
      assertFalse(x.mul(2).requiresGrad());
      try (var inner = GradMode.enableGrad()) {
        assertTrue(x.mul(2).requiresGrad());
      }
      try (var inner = GradMode.setGradEnabled(true)) {
        assertTrue(x.mul(2).requiresGrad());
      }
      assertFalse(x.mul(2).requiresGrad());
    }
    assertTrue(x.mul(2).requiresGrad());
    assertFalse(x.detach().mul(2).requiresGrad());
  }

  @Test
  void inferenceTensorsStayOutOfGraphs() {
    Tensor made;
    try (var scope = GradMode.inferenceMode()) {
      made = Tensors.ones(3);
      made.add_(1);
      try (var inner = GradMode.enableGrad()) {
        assertFalse(x.mul(2).requiresGrad());
      }
      try (var inner = GradMode.inferenceMode(false)) {
        assertTrue(x.mul(2).requiresGrad());
      }
    }
    assertFails("Inference tensors cannot be saved for backward", () -> x.mul(made));
    assertFails("Inplace update to inference tensor outside InferenceMode", () -> made.add_(1));
    assertFails("Setting requires_grad=True on inference tensor", made::requiresGrad_);
    assertTrue(x.add(made).requiresGrad());
    x.mul(made.clone()).sum().backward();
    assertValues(x.grad(), 2, 2, 2); // (x made)' by x = made, which is 1 + 1
  }

  @Test
  void flagsOfLeavesAndNonLeaves() {
    assertFails(
        "you can only change requires_grad flags of leaf variables",
        () -> x.mul(2).requiresGrad_(false));
    assertFails(
        "only Tensors of floating point dtype can require gradients",
        () -> Tensors.tensor(1L).requiresGrad_());
    assertFails("attempting to assign a gradient of size", () -> x.setGrad(Tensors.ones(2)));
    assertFails(
        "attempting to assign a gradient with dtype",
        () -> x.setGrad(Tensors.ones(DType.FLOAT64, 3)));
    Tensor y = x.mul(2);
    assertTrue(y.detach_().isLeaf());
    assertFalse(y.requiresGrad());
    assertFails("Can't detach views in-place", () -> x.mul(2).at(0).detach_());
  }

  @Test
  void aGraphOfAHundredThousandNodes() {
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) {
      y = y.add(1);
    }
    y.sum().backward();
    assertValues(x.grad(), 1, 1, 1);
    Tensor z = x;
    for (int i = 0; i < 100_000; i++) {
      z = z.mul(1);
    }
    assertValues(Autograd.grad(z.sum(), List.of(x)).get(0), 1, 1, 1);
  }

  @Test
  void aDiamondOfManyPathsRunsEveryNodeOnce() {
    Tensor y = Tensors.scalar(DType.FLOAT64, 1).requiresGrad_();
    Tensor z = y;
    for (int i = 0; i < 60; i++) {
      z = z.add(z);
    }
    z.backward();
    assertEquals(Math.pow(2, 60), y.grad().item()); // z = 2^60 y
  }

  @Test
  void theGraphCanBeWalked() {
    Tensor loss = x.mul(2).relu().sum();
    assertEquals("SumBackward0", loss.gradFn().name());
    Node relu = loss.gradFn().nextFunctions().get(0);
    assertEquals("ReluBackward0", relu.name());
    Node mul = relu.nextFunctions().get(0);
    assertEquals("AccumulateGrad", mul.nextFunctions().get(0).name());
    assertEquals("<MulBackward0>", mul.toString());
  }
}
