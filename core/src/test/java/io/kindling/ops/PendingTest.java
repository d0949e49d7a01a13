package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.autograd.GradMode;
import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.random.Generator;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that wait are what they would have been at once. */
final class PendingTest {
  private static final int BATCH = 19;

  private Conv2d conv;
  private BatchNorm2d norm;

  @BeforeEach
  void layers() {
    Generator.manualSeed(5);
    conv = new Conv2d(Conv2d.options(3, 7, 3).padding(1));
    norm = new BatchNorm2d(7);
    norm.train(true);
    norm.call(conv.call(Tensors.randn(BATCH, 3, 9, 8)));
    norm.eval();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void convolutionNormShortcutAndReluJoinInOnePass(boolean shortcutFirst) {
    Tensor x = Tensors.randn(BATCH, 3, 9, 8);
    Tensor shortcut = Tensors.randn(BATCH, 7, 9, 8);
    try (GradMode.Scope scope = GradMode.noGrad()) {
      Tensor other = conv.call(x.mul(0.5)).relu();
      Tensor joined = norm.call(conv.call(x));
      joined = (shortcutFirst ? other.add(joined) : joined.add(other)).relu();
      Tensor apart = norm.call(rows(conv.call(x)));
      apart = rows(apart).add(rows(other)).relu();
      assertArrayEquals(apart.toFloatArray(), joined.toFloatArray(), 1e-6f);
      Tensor mixed = norm.call(conv.call(x)).add(shortcut).relu();
      Tensor plain = rows(norm.call(conv.call(x))).add(shortcut).relu();
      assertArrayEquals(plain.toFloatArray(), mixed.toFloatArray(), 1e-6f);
    }
  }

  @Test
  void whatWaitsDoesNotSeeLaterChangesOfTheWeights() {
    Tensor x = Tensors.randn(BATCH, 3, 9, 8);
    try (GradMode.Scope scope = GradMode.noGrad()) {
      float[] expected = conv.call(x).toFloatArray();
      Tensor waiting = conv.call(x);
      Tensor normalized = norm.call(waiting);
      conv.weight().mul_(2);
      conv.bias().add_(1);
      x.mul_(3);
      assertArrayEquals(expected, waiting.toFloatArray());
      assertArrayEquals(
          norm.call(Tensors.tensor(expected).reshape(BATCH, 7, 9, 8)).toFloatArray(),
          normalized.toFloatArray(),
          1e-6f);
    }
  }

  @Test
  void aReluThatJoinsItsConvolutionLeavesTheConvolutionsResultAsItWas() {
    Tensor x = Tensors.randn(BATCH, 3, 9, 8);
    Tensor y = conv.call(x);
    Tensor z = y.relu();
    float[] before = y.toFloatArray();
    float[] after = z.toFloatArray();
    int negative = 0;
    for (int i = 0; i < before.length; i++) {
      assertEquals(Math.max(before[i], 0f), after[i]);
      negative += before[i] < 0 ? 1 : 0;
    }
    assertEquals(true, negative > 0);
    z.sum().backward();
    Tensor mask = y.detach().gt(0).to(x.dtype());
    assertArrayEquals(
        mask.sum(false, 0, 2, 3).toFloatArray(), conv.bias().grad().toFloatArray(), 1e-3f);
  }

  /** The same elements, row-major. */
  private static Tensor rows(Tensor x) {
    return Tensors.tensor(x.toFloatArray()).reshape(x.shape().toArray());
  }
}
