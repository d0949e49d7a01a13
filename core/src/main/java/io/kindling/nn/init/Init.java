package io.kindling.nn.init;

import io.kindling.autograd.GradMode;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;

/**
 * Ways to fill a tensor before training, from the current {@link Generator}; {@code torch.nn.init}.
 */
public final class Init {
  private Init() {}

  /** Uniform in [low, high); returns the tensor. */
  public static Tensor uniform_(Tensor tensor, double low, double high) {
    Generator generator = Generator.current();
    return fill(
        tensor,
        () -> {
          boolean wide = tensor.dtype() == DType.FLOAT64;
          return low + (high - low) * (wide ? generator.nextDouble() : generator.nextFloat());
        });
  }

  /** Normal with this mean and standard deviation; returns the tensor. */
  public static Tensor normal_(Tensor tensor, double mean, double std) {
    Generator generator = Generator.current();
    return fill(tensor, () -> mean + std * generator.nextGaussian());
  }

  /** Fills in row-major order, unrecorded. */
  static Tensor fill(Tensor tensor, java.util.function.DoubleSupplier next) {
    try (var scope = GradMode.noGrad()) {
      double[] values = new double[tensor.numel()];
      for (int i = 0; i < values.length; i++) {
        values[i] = next.getAsDouble();
      }
      return tensor.copy_(io.kindling.tensor.Tensors.wrap(values, tensor.shape().toArray()));
    }
  }

  /**
   * PyTorch's default for linear and convolution layers: weight by Kaiming uniform with a =
   * sqrt(5), which is uniform in +-1/sqrt(fanIn), and the same for the bias, which may be null.
   */
  public static void defaultUniform(Tensor weight, Tensor bias, int fanIn) {
    double bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
    uniform_(weight, -bound, bound);
    if (bias != null) {
      uniform_(bias, -bound, bound);
    }
  }
}
