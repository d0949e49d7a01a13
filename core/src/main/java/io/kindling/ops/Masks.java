package io.kindling.ops;

import io.kindling.random.Generator;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;

/** Random masks from the current {@link Generator}. */
public final class Masks {
  /** -alpha * scale: what SELU tends to at minus infinity, negated. */
  private static final double SELU_LIMIT = 1.7580993408473766;

  private Masks() {}

  /**
   * x times a mask that is 0 with probability p and 1 / (1 - p) otherwise.
   *
   * @param sizes the mask's shape, which broadcasts to x's
   */
  public static Tensor dropout(Tensor x, double p, int... sizes) {
    Activations.checkFloating("dropout", x);
    return x.mul(mask(x, p, sizes));
  }

  private static Tensor mask(Tensor x, double p, int... sizes) {
    Tensor mask = Tensors.zeros(x.dtype(), sizes);
    if (p < 1) {
      Generator generator = Generator.current();
      Storage storage = mask.storage();
      for (int i = 0; i < mask.numel(); i++) {
        storage.setDouble(i, generator.nextFloat() < p ? 0 : 1 / (1 - p));
      }
    }
    return mask;
  }

  /**
   * x times 0 with probability p and 1 / (1 - p) otherwise.
   *
   * @param rows whether each sample, along the first dimension, is drawn by itself, or all at once
   */
  public static Tensor stochasticDepth(Tensor x, double p, boolean rows) {
    Activations.checkFloating("stochastic_depth", x);
    int[] sizes = new int[x.dim()];
    Arrays.fill(sizes, 1);
    if (rows && sizes.length > 0) {
      sizes[0] = x.size(0);
    }
    return SampleScaling.scale(x, mask(x, p, sizes));
  }

  /**
   * Sets elements to the negative saturation of SELU with probability p, then scales and shifts so
   * that mean 0 and variance 1 are kept; {@code torch.nn.functional.alpha_dropout}.
   */
  public static Tensor alphaDropout(Tensor x, double p) {
    Activations.checkFloating("alpha_dropout", x);
    double a = p == 1 ? 0 : 1 / Math.sqrt((SELU_LIMIT * SELU_LIMIT * p + 1) * (1 - p));
    Tensor mask = Tensors.zeros(x.dtype(), x.shape().toArray());
    Tensor shift = Tensors.zeros(x.dtype(), x.shape().toArray());
    Generator generator = Generator.current();
    for (int i = 0; i < mask.numel(); i++) {
      boolean kept = generator.nextFloat() >= p;
      mask.storage().setDouble(i, kept ? a : 0);
      shift.storage().setDouble(i, SELU_LIMIT * a * (kept ? p : p - 1));
    }
    return x.mul(mask).add(shift);
  }
}
