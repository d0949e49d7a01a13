package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kindling.autograd.HookHandle;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleHooksTest {
  private final Module relu = new ReLU();
  private final Tensor x = Tensors.tensor(-1f, 2f).requiresGrad_();

  @Test
  void forwardHooksSeeAndReplaceInputsAndOutput() {
    HookHandle before =
        relu.registerForwardPreHook((module, inputs) -> new Tensor[] {inputs[0].neg()});
    HookHandle after =
        relu.registerForwardHook((module, inputs, output) -> output.add(inputs[0].get(0)));
    assertArrayEquals(new float[] {2, 1}, relu.call(x).toFloatArray());
    before.remove();
    after.remove();
    assertArrayEquals(new float[] {0, 2}, relu.call(x).toFloatArray());
  }

  @Test
  void backwardHooksSeeAndReplaceGradients() {
    List<String> seen = new ArrayList<>();
    relu.registerFullBackwardHook(
        (module, gradInput, gradOutput) -> {
          seen.add(module + " " + gradInput[0].get(1) + " " + gradOutput[0].get(1));
          return new Tensor[] {gradInput[0].mul(10)};
        });
    Tensor y = relu.call(x);
    assertEquals("BackwardHookFunctionBackward", y.gradFn().name());
    y.mul(3).sum().backward();
    assertEquals(List.of("ReLU() 3.0 3.0"), seen);
    assertArrayEquals(new float[] {0, 30}, x.grad().toFloatArray());
  }

  @Test
  void backwardHooksRunWhereTheInputNeedsNoGradient() {
    Linear linear = new Linear(2, 1);
    List<Tensor> seen = new ArrayList<>();
    linear.registerFullBackwardHook(
        (module, gradInput, gradOutput) -> {
          assertNull(gradInput[0]);
          seen.add(gradOutput[0]);
          return null;
        });
    linear.call(Tensors.ones(3, 2)).sum().backward();
    assertArrayEquals(new float[] {1, 1, 1}, seen.get(0).toFloatArray());
    assertEquals(3, linear.parameters().get(0).grad().get(0, 0));
  }

  @Test
  void theNumberOfGradientsIsChecked() {
    relu.registerFullBackwardHook((module, gradInput, gradOutput) -> new Tensor[2]);
    assertThrows(IllegalStateException.class, relu.call(x).sum()::backward);
  }

  @Test
  void lossesHaveHooksToo() {
    CrossEntropyLoss loss = new CrossEntropyLoss();
    loss.registerForwardHook((module, inputs, output) -> output.mul(inputs.length));
    Tensor logits = Tensors.zeros(1, 4).requiresGrad_();
    assertEquals(2 * Math.log(4), loss.call(logits, Tensors.tensor(1L)).item(), 1e-6);
  }
}
