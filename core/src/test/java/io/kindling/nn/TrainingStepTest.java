package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.autograd.Autograd;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.LeNet;
import io.kindling.nn.models.ResNet20;
import io.kindling.optim.SGD;
import io.kindling.random.Generator;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingStepTest {
  @Test
  void gradientsOfAnExample() {
    Tensor w = Tensors.scalar(2).requiresGrad_();
    Tensor b = Tensors.scalar(2).requiresGrad_();
    Tensor loss = w.mul(1).add(b).sub(1).pow(2);
    assertEquals(9, loss.item());
    List<Tensor> gradients = Autograd.grad(loss, List.of(w, b), true);
    assertEquals(6, gradients.get(0).item());
    assertEquals(6, gradients.get(1).item());
    loss.backward();
    assertEquals(6, w.grad().item());
    assertEquals("tensor(9., grad_fn=<PowBackward0>)", loss.toString());
  }

  @Test
  void lossFallsWhenTrainedOnOneBatch() {
    Generator.manualSeed(1);
    for (Module model : List.of(CifarCnn.create(), new LeNet(3), new ResNet20(10))) {
      FlatParameters flat = FlatParameters.of(model);
      SGD sgd = SGD.options().lr(0.01).momentum(0.9).create(flat.parameters());
      Tensor x = Tensors.randn(8, 3, 32, 32);
      Tensor y = Tensors.randint(0, 10, 8);
      double first = 0;
      double last = 0;
      for (int step = 0; step < 12; step++) {
        sgd.zeroGrad();
        Tensor loss = new CrossEntropyLoss().call(model.call(x), y);
        loss.backward();
        sgd.step();
        first = step == 0 ? loss.item() : first;
        last = loss.item();
      }
      assertTrue(last < first - 0.05, first + " -> " + last);
    }
  }

  @Test
  void parametersLiveInOneBuffer() {
    Sequential model = CifarCnn.create();
    float[] before = model.parameters().get(0).toFloatArray();
    FlatParameters flat = FlatParameters.of(model);
    assertEquals(89_578, flat.length());
    assertArrayEquals(before, model.parameters().get(0).toFloatArray());
    flat.values()[0] = 42;
    assertEquals(42, model.parameters().get(0).get(0, 0, 0, 0));
  }
}
