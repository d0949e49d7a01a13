package io.kindling.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What in-place operations do to the graph, and what is refused. */
class InPlaceTest {
  private final Tensor x = Tensors.tensor(1f, 2f, 3f).requiresGrad_();

  private static void assertFails(String message, Executable code) {
    String got = assertThrows(RuntimeException.class, code).getMessage();
    assertTrue(got.contains(message), got);
  }

  @Test
  void aChangedSavedTensorIsNamed() {
    Tensor y = x.add(2);
    Tensor w = y.sin();
    y.add_(1);
    String message = assertThrows(IllegalStateException.class, w.sum()::backward).getMessage();
    for (String part :
        new String[] {
          "modified by an inplace operation (add_)",
          "[torch.float32 [3]]",
          "which is output 0 of AddBackward0",
          "saved for SinBackward0",
          "is at version 1; expected version 0 instead"
        }) {
      assertTrue(message.contains(part), message);
    }
    Tensor e = x.exp();
    Tensor view = e.view(3, 1);
    view.mul_(2);
    assertFails("saved for ExpBackward0", e.sum()::backward);
  }

  @Test
  void viewsFollowTheirBase() {
    Tensor y = x.mul(1);
    Tensor v = y.at(0);
    v.mul_(2);
    assertEquals("tensor([2., 2., 3.], grad_fn=<CopySlices>)", y.toString());
    assertEquals("tensor(2., grad_fn=<AsStridedBackward0>)", v.toString());
    assertEquals("CopySlices", v.gradFn().nextFunctions().get(0).name());
    assertEquals("MulBackward0", y.gradFn().nextFunctions().get(0).name());
    y.sum().backward();
    assertArrayEquals(new float[] {2, 1, 1}, x.grad().toFloatArray());
  }

  @Test
  void aConstantBecomesPartOfTheGraphByOneElement() {
    Tensor z = Tensors.zeros(3);
    Tensor tail = z.slice(0, 1, 3);
    assertFalse(tail.requiresGrad());
    z.at(0).copy_(x.at(0));
    assertTrue(tail.requiresGrad());
    assertEquals("tensor([0., 0.], grad_fn=<AsStridedBackward0>)", tail.toString());
    z.sum().backward();
    assertArrayEquals(new float[] {1, 0, 0}, x.grad().toFloatArray());
  }

  @Test
  void leavesAndTheirViewsAreProtected() {
    assertFails("a leaf Variable that requires grad is being used in an in-place", () -> x.mul_(2));
    assertFails("a view of a leaf Variable that requires grad", () -> x.at(0).mul_(2));
    try (var scope = GradMode.noGrad()) {
      x.mul_(2);
      x.at(0).add_(1);
    }
    assertTrue(x.isLeaf());
    assertArrayEquals(new float[] {3, 4, 6}, x.toFloatArray());
  }

  @Test
  void viewsMadeWithoutRecordingAreNotChangedWithIt() {
    Tensor y = x.mul(1);
    Tensor v;
    try (var scope = GradMode.noGrad()) {
      v = y.at(0);
    }
    assertFails(
        "A view was created in no_grad mode and is being modified inplace", () -> v.mul_(2));
  }

  @Test
  void elementsThatShareMemoryAreNotWritten() {
    assertFails(
        "more than one element of the written-to tensor refers to a single memory location",
        () -> Tensors.zeros(3).expand(2, 3).add_(1));
  }

  @Test
  void shapesAndTypesMustFit() {
    assertFails(
        "output with shape [3] doesn't match the broadcast shape [2, 3]",
        () -> Tensors.zeros(3).add_(Tensors.ones(2, 3)));
    assertFails(
        "add_: result type torch.float32 can't be cast to the desired output type torch.int64",
        () -> Tensors.tensor(1L).add_(0.5));
    assertFails(
        "mul_: result type torch.float32 can't be cast",
        () -> Tensors.tensor(1L, 2L).mul_(Tensors.ones(2)));
    assertFails("div_: result type", () -> Tensors.tensor(4L).div_(2));
    assertEquals(3, Tensors.tensor(1L).add_(2).item());
    assertEquals(DType.FLOAT32, Tensors.ones(2).mul_(Tensors.ones(DType.FLOAT64, 2)).dtype());
  }

  @Test
  void overlappingOperandsAreReadBeforeTheyAreWritten() {
    Tensor a = Tensors.tensor(1f, 2f, 3f, 4f);
    a.slice(0, 1, 4).add_(a.slice(0, 0, 3));
    assertArrayEquals(new float[] {1, 3, 5, 7}, a.toFloatArray());
    Tensor m = Tensors.wrap(new float[] {1, 2, 3, 4}, 2, 2);
    m.copy_(m.t());
    assertArrayEquals(new float[] {1, 3, 2, 4}, m.toFloatArray());
  }

  @Test
  void versionsCountChangesOfViewsToo() {
    Tensor a = Tensors.zeros(4);
    assertEquals(0, a.version());
    a.at(0).add_(1);
    a.detach().zero_();
    assertEquals(2, a.version());
  }
}
