package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.nn.Conv2d;
import io.kindling.nn.Linear;
import io.kindling.random.Generator;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Linear layers whose outputs are no multiple of what kernels take at a time. */
final class FewOutputsTest {
  private static final int BATCH = 19;

  /** In the lanes layout, as behind a convolution, and row-major: the same result and gradients. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 9, 10, 11, 16, 17, 100})
  void bothLayoutsGiveTheSame(int outputs) {
    Generator.manualSeed(outputs);
    Conv2d convolution = new Conv2d(3, 8, 3);
    Linear linear = new Linear(8 * 16, outputs);
    Tensor images = Tensors.randn(BATCH, 3, 6, 6);
    Tensor weight = Tensors.randn(BATCH, outputs);

    Tensor features = convolution.call(images).reshape(BATCH, 8 * 16);
    Tensor inLanes = linear.call(features);
    assertEquals(outputs, inLanes.size(1));
    inLanes.mul(weight).sum().backward();
    Tensor w = linear.weight().grad().clone();
    Tensor b = linear.bias().grad().clone();

    linear.zeroGrad();
    Tensor copy = Tensors.tensor(features.toFloatArray()).reshape(BATCH, 8 * 16);
    Tensor inRows = linear.call(copy);
    inRows.mul(weight).sum().backward();

    assertArrayEquals(inRows.toFloatArray(), inLanes.toFloatArray(), 1e-5f);
    assertArrayEquals(linear.weight().grad().toFloatArray(), w.toFloatArray(), 1e-4f);
    assertArrayEquals(linear.bias().grad().toFloatArray(), b.toFloatArray(), 1e-4f);
  }
}
