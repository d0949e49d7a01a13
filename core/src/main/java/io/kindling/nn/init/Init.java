package io.kindling.nn.init;

import io.kindling.autograd.GradMode;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.MetaTensors;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.text.Names;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Ways to fill a tensor before training, from the current {@link Generator}; {@code torch.nn.init}.
 * Every method overwrites the tensor, unrecorded, and returns it.
 */
public final class Init {
  private static final List<String> NONLINEARITIES =
      List.of(
          "linear",
          "conv1d",
          "conv2d",
          "conv3d",
          "conv_transpose1d",
          "conv_transpose2d",
          "conv_transpose3d",
          "sigmoid",
          "tanh",
          "relu",
          "leaky_relu",
          "selu");

  private Init() {}

  /** Uniform in [0, 1). */
  public static Tensor uniform_(Tensor tensor) {
    return uniform_(tensor, 0, 1);
  }

  /** Uniform in [low, high). */
  public static Tensor uniform_(Tensor tensor, double low, double high) {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "uniform_ expects to return a [from, to) range, but found from=" + low + " > to=" + high);
    }
    Generator generator = Generator.current();
    return fill(
        tensor,
        () -> {
          boolean wide = tensor.dtype() == DType.FLOAT64;
          return low + (high - low) * (wide ? generator.nextDouble() : generator.nextFloat());
        });
  }

  /** Standard normal. */
  public static Tensor normal_(Tensor tensor) {
    return normal_(tensor, 0, 1);
  }

  /** Normal with this mean and standard deviation. */
  public static Tensor normal_(Tensor tensor, double mean, double std) {
    if (!(std >= 0)) {
      throw new IllegalArgumentException("normal_ expects std >= 0.0, but found std=" + std);
    }
    Generator generator = Generator.current();
    return fill(tensor, () -> mean + std * generator.nextGaussian());
  }

  /** Standard normal within [-2, 2]. */
  public static Tensor truncNormal_(Tensor tensor) {
    return truncNormal_(tensor, 0, 1, -2, 2);
  }

  /** Normal with this mean and standard deviation, within [low, high]. */
  public static Tensor truncNormal_(
      Tensor tensor, double mean, double std, double low, double high) {
    if (!(low < high) || !(std > 0)) {
      throw new IllegalArgumentException(
          "truncNormal_ expects low < high and std > 0, got ["
              + low
              + ", "
              + high
              + "] and std="
              + std);
    }
    Generator generator = Generator.current();
    double from = (low - mean) / std;
    double to = (high - mean) / std;
    return fill(
        tensor,
        () -> {
          double value = mean + std * TruncatedNormal.next(generator, from, to);
          return Math.min(Math.max(value, low), high);
        });
  }

  /** Every element {@code value}. */
  public static Tensor constant_(Tensor tensor, double value) {
    return fill(tensor, () -> value);
  }

  /** Every element 1. */
  public static Tensor ones_(Tensor tensor) {
    return constant_(tensor, 1);
  }

  /** Every element 0. */
  public static Tensor zeros_(Tensor tensor) {
    return constant_(tensor, 0);
  }

  /** A matrix with ones on its diagonal, else zeros. */
  public static Tensor eye_(Tensor tensor) {
    if (tensor.dim() != 2) {
      throw new IllegalArgumentException(
          "eye_: Only tensors with 2 dimensions are supported, got " + tensor.shape());
    }
    int columns = tensor.size(1);
    double[] values = new double[tensor.numel()];
    for (int i = 0; i < Math.min(tensor.size(0), columns); i++) {
      values[i * columns + i] = 1;
    }
    return write(tensor, values);
  }

  /**
   * A convolution's weight (out, in / groups, kernel...) that hands on as many channels of each
   * group as there are: a one at the kernel's centre.
   */
  public static Tensor dirac_(Tensor tensor, int groups) {
    if (tensor.dim() < 3 || tensor.dim() > 5) {
      throw new IllegalArgumentException(
          "dirac_: Only tensors with 3, 4, or 5 dimensions are supported, got " + tensor.shape());
    }
    if (groups < 1 || tensor.size(0) % groups != 0) {
      throw new IllegalArgumentException(
          "dirac_: dim 0 must be divisible by groups, got " + tensor.shape() + " and " + groups);
    }
    int outputs = tensor.size(0) / groups;
    int[] strides = tensor.shape().contiguousStrides();
    int centre = 0;
    for (int d = 2; d < tensor.dim(); d++) {
      centre += tensor.size(d) / 2 * strides[d];
    }
    double[] values = new double[tensor.numel()];
    for (int g = 0; g < groups; g++) {
      for (int c = 0; c < Math.min(outputs, tensor.size(1)); c++) {
        values[(g * outputs + c) * strides[0] + c * strides[1] + centre] = 1;
      }
    }
    return write(tensor, values);
  }

  /**
   * A convolution's weight (2 n, n / (kh kw), kh, kw), n = C kh kw, that whitens the patches of
   * images: row i of the first half is the i-th eigenvector of their second moments, the largest
   * eigenvalue first, divided by sqrt(eigenvalue + eps); the second half is its negative, so that
   * ReLU loses nothing.
   *
   * <p>Source: Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU", 2024, section 3.1.
   *
   * @param images (N, C, H, W), of mean about 0, at least as large as the kernel
   * @param eps keeps directions without variance small
   */
  public static Tensor whitening_(Tensor tensor, Tensor images, double eps) {
    boolean convolution = tensor.dim() == 4 && images.dim() == 4;
    if (!convolution
        || images.size(0) == 0
        || images.size(1) != tensor.size(1)
        || images.size(2) < tensor.size(2)
        || images.size(3) < tensor.size(3)
        || tensor.size(0) != 2 * tensor.size(1) * tensor.size(2) * tensor.size(3)) {
      throw new IllegalArgumentException(
          "whitening_: a weight (2 C kh kw, C, kh, kw) and images (N, C, H, W), at least one and"
              + " not smaller than the kernel, are wanted; got "
              + tensor.shape()
              + " and "
              + images.shape());
    }
    if (!(eps > 0)) {
      throw new IllegalArgumentException("whitening_: eps must be above 0, got " + eps);
    }
    return write(tensor, Whitening.weight(images, tensor.size(2), tensor.size(3), eps));
  }

  /** Uniform in +-gain * sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
  public static Tensor xavierUniform_(Tensor tensor, double gain) {
    Fans fans = Fans.of(tensor);
    double bound = gain * Math.sqrt(6. / (fans.in() + fans.out()));
    return uniform_(tensor, -bound, bound);
  }

  /** Normal of standard deviation gain * sqrt(2 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
  public static Tensor xavierNormal_(Tensor tensor, double gain) {
    Fans fans = Fans.of(tensor);
    return normal_(tensor, 0, gain * Math.sqrt(2. / (fans.in() + fans.out())));
  }

  /**
   * {@link #kaimingUniform_(Tensor, double, Fans.Mode, String)} by the fan in, for leaky ReLU of
   * slope 0.
   */
  public static Tensor kaimingUniform_(Tensor tensor) {
    return kaimingUniform_(tensor, 0, Fans.Mode.FAN_IN, "leaky_relu");
  }

  /**
   * Uniform in +-gain * sqrt(3 / fan) (He et al., 2015).
   *
   * @param a slope below 0 of a leaky ReLU
   * @param nonlinearity what follows the layer, as {@link #calculateGain} names it
   */
  public static Tensor kaimingUniform_(
      Tensor tensor, double a, Fans.Mode mode, String nonlinearity) {
    double bound = calculateGain(nonlinearity, a) * Math.sqrt(3. / Fans.of(tensor).get(mode));
    return uniform_(tensor, -bound, bound);
  }

  /**
   * {@link #kaimingNormal_(Tensor, double, Fans.Mode, String)} by the fan in, for leaky ReLU of
   * slope 0.
   */
  public static Tensor kaimingNormal_(Tensor tensor) {
    return kaimingNormal_(tensor, 0, Fans.Mode.FAN_IN, "leaky_relu");
  }

  /** Normal of standard deviation gain / sqrt(fan) (He et al., 2015). */
  public static Tensor kaimingNormal_(
      Tensor tensor, double a, Fans.Mode mode, String nonlinearity) {
    return normal_(
        tensor, 0, calculateGain(nonlinearity, a) / Math.sqrt(Fans.of(tensor).get(mode)));
  }

  /**
   * Rows, or columns if those are fewer, that are orthogonal and of length {@code gain} (Saxe et
   * al., 2013); dimensions after the first count as one.
   */
  public static Tensor orthogonal_(Tensor tensor, double gain) {
    if (tensor.dim() < 2) {
      throw new IllegalArgumentException(
          "orthogonal_: Only tensors with 2 or more dimensions are supported, got "
              + tensor.shape());
    }
    if (tensor.numel() == 0) {
      return tensor;
    }
    int rows = tensor.size(0);
    return write(tensor, Orthogonal.draw(Generator.current(), rows, tensor.numel() / rows, gain));
  }

  /**
   * A matrix of normal values with the fraction {@code sparsity} of each column zero (Martens,
   * 2010).
   */
  public static Tensor sparse_(Tensor tensor, double sparsity, double std) {
    if (tensor.dim() != 2) {
      throw new IllegalArgumentException(
          "sparse_: Only tensors with 2 dimensions are supported, got " + tensor.shape());
    }
    if (!(sparsity >= 0 && sparsity <= 1)) {
      throw new IllegalArgumentException(
          "sparse_: sparsity must be between 0 and 1, got " + sparsity);
    }
    int rows = tensor.size(0);
    int columns = tensor.size(1);
    int zeros = (int) Math.ceil(sparsity * rows);
    normal_(tensor, 0, std);
    double[] values = tensor.toDoubleArray();
    Generator generator = Generator.current();
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    for (int c = 0; c < columns; c++) {
      for (int i = 0; i < zeros; i++) {
        int j = i + (int) generator.nextLong(rows - i);
        int row = order[j];
        order[j] = order[i];
        order[i] = row;
        values[row * columns + c] = 0;
      }
    }
    return write(tensor, values);
  }

  /** {@link #calculateGain(String, double)} with PyTorch's slope of 0.01. */
  public static double calculateGain(String nonlinearity) {
    return calculateGain(nonlinearity, 0.01);
  }

  /**
   * By how much weights must be larger because of what follows them.
   *
   * @param nonlinearity linear, conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d,
   *     conv_transpose3d, sigmoid, tanh, relu, leaky_relu or selu
   * @param slope of a leaky ReLU below 0
   */
  public static double calculateGain(String nonlinearity, double slope) {
    return switch (nonlinearity) {
      case "linear", "conv1d", "conv2d", "conv3d", "sigmoid" -> 1;
      case "conv_transpose1d", "conv_transpose2d", "conv_transpose3d" -> 1;
      case "tanh" -> 5. / 3;
      case "relu" -> Math.sqrt(2);
      case "leaky_relu" -> Math.sqrt(2 / (1 + slope * slope));
      case "selu" -> 0.75;
      default ->
          throw new IllegalArgumentException(
              "calculateGain: Unsupported nonlinearity "
                  + nonlinearity
                  + Names.hint(nonlinearity, NONLINEARITIES));
    };
  }

  /** The numbers of connections into and out of one element of the layer. */
  public static Fans calculateFanInAndFanOut(Tensor tensor) {
    return Fans.of(tensor);
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

  /** Fills in row-major order. */
  private static Tensor fill(Tensor tensor, DoubleSupplier next) {
    if (MetaTensors.isActive()) {
      return tensor;
    }
    double[] values = new double[tensor.numel()];
    for (int i = 0; i < values.length; i++) {
      values[i] = next.getAsDouble();
    }
    return write(tensor, values);
  }

  private static Tensor write(Tensor tensor, double[] values) {
    if (MetaTensors.isActive()) {
      return tensor;
    }
    if (!tensor.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "nn.init: needs a tensor of a floating type, got " + tensor.dtype());
    }
    try (var scope = GradMode.noGrad()) {
      return tensor.copy_(Tensors.wrap(values, tensor.shape().toArray()));
    }
  }
}
