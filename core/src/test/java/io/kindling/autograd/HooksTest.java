package io.kindling.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What each test expects is what PyTorch 2.13 does in the same program. */
class HooksTest {
  private final Tensor x = Tensors.tensor(1f, 2f, 3f).requiresGrad_();

  private static void assertValues(Tensor tensor, float... expected) {
    assertArrayEquals(expected, tensor.toFloatArray());
  }

  @Test
  void hooksRunInOrderAndReplaceTheGradient() {
    Tensor y = x.mul(2);
    List<String> seen = new ArrayList<>();
    y.registerHook(
        g -> {
          seen.add("first " + g.get(0));
          return g.mul(10);
        });
    y.registerHook(
        g -> {
          seen.add("second " + g.get(0));
          return null;
        });
    y.retainGrad();
    y.sum().backward();
    assertEquals(List.of("first 1.0", "second 10.0"), seen);
    assertValues(y.grad(), 10, 10, 10);
    assertValues(x.grad(), 20, 20, 20);
  }

  @Test
  void aHandleRemovesItsOwnRegistrationOnly() {
    UnaryOperator<Tensor> twice = g -> g.mul(2);
    HookHandle first = x.registerHook(twice);
    x.registerHook(twice);
    first.remove();
    first.remove();
    x.sum().backward();
    assertValues(x.grad(), 2, 2, 2);
  }

  @Test
  void leafHooksRunBeforeTheGradientIsAccumulated() {
    HookHandle hook = x.registerHook(g -> g.mul(10));
    assertValues(Autograd.grad(x.mul(2).sum(), List.of(x)).get(0), 20, 20, 20);
    x.sum().backward();
    hook.remove();
    x.sum().backward();
    assertValues(x.grad(), 11, 11, 11);
  }

  @Test
  void aCapturedGradientIsWhatArrivesOnTheWayAndWhatHooksMadeAtTheEnd() {
    Tensor y = x.mul(2);
    y.registerHook(g -> g.mul(10));
    Tensor z = y.sum();
    List<Tensor> both = Autograd.grad(z, List.of(x, y), true);
    assertValues(both.get(0), 20, 20, 20);
    assertValues(both.get(1), 1, 1, 1);
    assertValues(Autograd.grad(z, List.of(y), true).get(0), 10, 10, 10);
  }

  @Test
  void nonLeavesKeepNoGradientUnlessAsked() {
    Tensor y = x.mul(2);
    y.mul(y).sum().backward();
    assertNull(y.grad());
    Tensor kept = x.mul(2);
    kept.retainGrad();
    kept.retainGrad();
    Tensor z = kept.mul(kept).sum();
    z.backward(null, true, false);
    z.backward();
    assertValues(kept.grad(), 8, 16, 24);
  }

  @Test
  void hooksStayWithTheValueTheyWereRegisteredForAndRetainedGradientsMove() {
    Tensor y = x.mul(2);
    List<String> seen = new ArrayList<>();
    y.registerHook(
        g -> {
          seen.add("before " + g.get(0));
          return null;
        });
    y.retainGrad();
    y.mul_(3);
    y.registerHook(
        g -> {
          seen.add("after " + g.get(0));
          return null;
        });
    y.sum().backward();
    assertEquals(List.of("after 1.0", "before 3.0"), seen);
    assertValues(y.grad(), 1, 1, 1);
  }

  @Test
  void hooksThatChangeTheShapeAreRefused() {
    Tensor y = x.mul(2);
    y.registerHook(g -> Tensors.ones(2));
    String message = assertThrows(IllegalStateException.class, y.sum()::backward).getMessage();
    assertTrue(message.contains("changed the size") && message.contains("MulBackward0"), message);
  }

  @Test
  void hooksNeedAGradient() {
    Tensor constant = Tensors.ones(2);
    assertTrue(
        assertThrows(IllegalStateException.class, () -> constant.registerHook(g -> g))
            .getMessage()
            .contains("cannot register a hook on a tensor that doesn't require gradient"));
    assertTrue(
        assertThrows(IllegalStateException.class, constant::retainGrad)
            .getMessage()
            .contains("can't retain_grad on Tensor that has requires_grad=False"));
  }

  @Test
  void nodeHooksSeeAndReplaceBothSides() {
    Tensor y = x.mul(2);
    y.gradFn().registerPrehook(gradOutputs -> new Tensor[] {gradOutputs[0].mul(3)});
    HookHandle hook =
        y.gradFn().registerHook((in, out) -> new Tensor[] {in[0].add(out[0].mul(100))});
    Tensor z = y.sum();
    z.backward(null, true, false);
    assertValues(x.grad(), 306, 306, 306);
    hook.remove();
    x.setGrad(null);
    z.backward();
    assertValues(x.grad(), 6, 6, 6);
  }

  @Test
  void hooksAfterAccumulationRunOncePerPassWithTheWholeGradient() {
    List<String> seen = new ArrayList<>();
    HookHandle first = x.registerPostAccumulateGradHook(p -> seen.add("first " + p.grad().get(0)));
    x.registerPostAccumulateGradHook(p -> seen.add("second " + p.grad().get(0)));
    x.registerHook(g -> g.mul(10));
    x.mul(2).add(x).sum().backward();
    assertEquals(List.of("first 30.0", "second 30.0"), seen);
    first.remove();
    first.remove();
    x.sum().backward();
    assertEquals(List.of("first 30.0", "second 30.0", "second 40.0"), seen);
  }

  @Test
  void hooksAfterAccumulationRunForLeavesThatAGradientReaches() {
    Tensor unused = Tensors.ones(2).requiresGrad_();
    unused.registerPostAccumulateGradHook(p -> fail("no gradient reaches it"));
    x.registerPostAccumulateGradHook(p -> p.setGrad(p.grad().mul(2)));
    Tensor loss = x.sum();
    Autograd.grad(loss, List.of(x), true);
    assertNull(x.grad());
    loss.backward();
    assertValues(x.grad(), 2, 2, 2);
    assertTrue(
        assertThrows(
                IllegalStateException.class, () -> x.mul(2).registerPostAccumulateGradHook(p -> {}))
            .getMessage()
            .contains("cannot be registered on non-leaf tensors"));
    assertThrows(
        IllegalStateException.class, () -> Tensors.ones(2).registerPostAccumulateGradHook(p -> {}));
  }
}
