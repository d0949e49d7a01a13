package io.kindling.nn.functional;

import io.kindling.ops.Activations;
import io.kindling.ops.AveragePooling;
import io.kindling.ops.MaxPooling;
import io.kindling.tensor.Tensor;

/** The pooling of {@link F}; inputs (N, C, L) or (N, C, H, W), with or without N. */
abstract class PoolingFunctions extends ActivationFunctions {
  PoolingFunctions() {}

  /** The largest of each window of {@code kernelSize}, side by side. */
  public static Tensor maxPool1d(Tensor x, int kernelSize) {
    return maxPool1d(x, PoolOptions.of(kernelSize));
  }

  /** The largest of each window. */
  public static Tensor maxPool1d(Tensor x, PoolOptions options) {
    return maxPool("max_pool1d", 1, x, options, null);
  }

  /** {@link #maxPool1d(Tensor, PoolOptions)} and where along L the largest lie. */
  public static MaxPooling.Result maxPool1dWithIndices(Tensor x, PoolOptions options) {
    Tensor[] indices = new Tensor[1];
    return new MaxPooling.Result(maxPool("max_pool1d", 1, x, options, indices), indices[0]);
  }

  /** The largest of each window of {@code kernelSize} squared, side by side. */
  public static Tensor maxPool2d(Tensor x, int kernelSize) {
    return maxPool2d(x, PoolOptions.of(kernelSize));
  }

  /** The largest of each window. */
  public static Tensor maxPool2d(Tensor x, PoolOptions options) {
    return maxPool("max_pool2d", 2, x, options, null);
  }

  /** {@link #maxPool2d(Tensor, PoolOptions)} and where (row * W + column) the largest lie. */
  public static MaxPooling.Result maxPool2dWithIndices(Tensor x, PoolOptions options) {
    Tensor[] indices = new Tensor[1];
    return new MaxPooling.Result(maxPool("max_pool2d", 2, x, options, indices), indices[0]);
  }

  private static Tensor maxPool(
      String operation, int rank, Tensor x, PoolOptions options, Tensor[] indices) {
    if (rank == 1 && indices == null) { // as in PyTorch: with the indices, integers are taken
      Activations.checkFloating(operation, x);
    }
    MaxPooling.Config config =
        new MaxPooling.Config(
            Sizes.pair(operation + ": kernel_size", rank, options.kernelSize(), 1),
            Sizes.pair(operation + ": stride", rank, options.stride(), 1),
            Sizes.pair(operation + ": padding", rank, options.padding(), 0),
            Sizes.pair(operation + ": dilation", rank, options.dilation(), 1),
            options.ceilMode());
    config.check(operation, rank, x);
    if (indices == null) {
      return Sizes.batched(
          operation, rank, x, images -> MaxPooling.maxPool2dValues(images, config));
    }
    return withIndices(operation, rank, x, images -> MaxPooling.maxPool2d(images, config), indices);
  }

  private interface Pooling {
    MaxPooling.Result of(Tensor images);
  }

  private static Tensor withIndices(
      String operation, int rank, Tensor x, Pooling pooling, Tensor[] indices) {
    MaxPooling.Result[] result = new MaxPooling.Result[1];
    Tensor values =
        Sizes.batched(
            operation,
            rank,
            x,
            images -> {
              result[0] = pooling.of(images);
              return result[0].values();
            });
    if (indices != null) {
      indices[0] = result[0].indices().view(values.shape().toArray());
    }
    return values;
  }

  /** The mean of each window of {@code kernelSize}, side by side. */
  public static Tensor avgPool1d(Tensor x, int kernelSize) {
    return avgPool1d(x, PoolOptions.of(kernelSize));
  }

  /** The mean of each window. */
  public static Tensor avgPool1d(Tensor x, PoolOptions options) {
    return avgPool("avg_pool1d", 1, x, options);
  }

  /** The mean of each window of {@code kernelSize} squared, side by side. */
  public static Tensor avgPool2d(Tensor x, int kernelSize) {
    return avgPool2d(x, PoolOptions.of(kernelSize));
  }

  /** The mean of each window. */
  public static Tensor avgPool2d(Tensor x, PoolOptions options) {
    return avgPool("avg_pool2d", 2, x, options);
  }

  private static Tensor avgPool(String operation, int rank, Tensor x, PoolOptions options) {
    Integer divisor = options.divisorOverride();
    AveragePooling.Config config =
        new AveragePooling.Config(
            Sizes.pair(operation + ": kernel_size", rank, options.kernelSize(), 1),
            Sizes.pair(operation + ": stride", rank, options.stride(), 1),
            Sizes.pair(operation + ": padding", rank, options.padding(), 0),
            options.ceilMode(),
            options.countIncludePad(),
            divisor == null ? 0 : divisor);
    AveragePooling.check(operation, rank, x, config);
    return Sizes.batched(operation, rank, x, images -> AveragePooling.avgPool2d(images, config));
  }

  /** The mean of {@code length} windows, whatever the input's length. */
  public static Tensor adaptiveAvgPool1d(Tensor x, int length) {
    checkAdaptive("adaptive_avg_pool1d", 1, x, length);
    return Sizes.batched(
        "adaptive_avg_pool1d", 1, x, images -> AveragePooling.adaptiveAvgPool2d(images, 1, length));
  }

  /** The mean of as many windows as the output has. */
  public static Tensor adaptiveAvgPool2d(Tensor x, int height, int width) {
    checkAdaptive("adaptive_avg_pool2d", 2, x, height, width);
    return Sizes.batched(
        "adaptive_avg_pool2d",
        2,
        x,
        images -> AveragePooling.adaptiveAvgPool2d(images, height, width));
  }

  /** {@link #adaptiveAvgPool2d(Tensor, int, int)}, where null keeps the input's size. */
  public static Tensor adaptiveAvgPool2d(Tensor x, Integer height, Integer width) {
    MaxPooling.checkSizes("adaptive_avg_pool2d", 2, x);
    return adaptiveAvgPool2d(x, orOwn(x, -2, height), orOwn(x, -1, width));
  }

  private static int orOwn(Tensor x, int dim, Integer size) {
    return size == null ? x.size(dim) : size;
  }

  /** The largest of {@code length} windows, and where they lie. */
  public static MaxPooling.Result adaptiveMaxPool1d(Tensor x, int length) {
    checkAdaptive("adaptive_max_pool1d", 1, x, length);
    Tensor[] indices = new Tensor[1];
    Tensor values =
        withIndices(
            "adaptive_max_pool1d",
            1,
            x,
            images -> MaxPooling.adaptiveMaxPool2d(images, 1, length),
            indices);
    return new MaxPooling.Result(values, indices[0]);
  }

  /** The largest of as many windows as the output has, and where they lie. */
  public static MaxPooling.Result adaptiveMaxPool2d(Tensor x, int height, int width) {
    checkAdaptive("adaptive_max_pool2d", 2, x, height, width);
    Tensor[] indices = new Tensor[1];
    Tensor values =
        withIndices(
            "adaptive_max_pool2d",
            2,
            x,
            images -> MaxPooling.adaptiveMaxPool2d(images, height, width),
            indices);
    return new MaxPooling.Result(values, indices[0]);
  }

  /** {@link #adaptiveMaxPool2d(Tensor, int, int)}, where null keeps the input's size. */
  public static MaxPooling.Result adaptiveMaxPool2d(Tensor x, Integer height, Integer width) {
    MaxPooling.checkSizes("adaptive_max_pool2d", 2, x);
    return adaptiveMaxPool2d(x, orOwn(x, -2, height), orOwn(x, -1, width));
  }

  private static void checkAdaptive(String operation, int rank, Tensor x, int... sizes) {
    AveragePooling.checkAdaptive(operation, rank, x);
    for (int size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            operation
                + ": elements of output_size must be greater than or equal to 0 but received "
                + size);
      }
    }
  }
}
