package io.kindling.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/** What a convolution is refused for, in the words of its own number of dimensions. */
public final class ConvolutionChecks {
  private ConvolutionChecks() {}

  /**
   * Fails unless the convolution can be done.
   *
   * @param operation the name for messages, as {@code conv1d}
   * @param rank spatial dimensions; of longer settings the last count
   * @param x (N, C, ...) or (C, ...)
   * @param weight (O, C / groups, kernel...)
   * @param bias (O), or null
   */
  public static void conv(
      String operation, int rank, Tensor x, Tensor weight, Tensor bias, Convolution.Config config) {
    shapes(operation, rank, x, weight, config);
    int channels = weight.size(1) * config.groups();
    if (x.size(-rank - 1) != channels) {
      throw new IllegalArgumentException(
          operation
              + ": Given groups="
              + config.groups()
              + ", weight of size "
              + weight.shape()
              + ", expected input"
              + x.shape()
              + " to have "
              + channels
              + " channels, but got "
              + x.size(-rank - 1)
              + " channels instead");
    }
    boolean bytes =
        x.dtype() == DType.UINT8 && Arrays.stream(config.dilation()).allMatch(step -> step == 1);
    types(operation, x, weight, bias, bytes);
    bias(operation, weight.size(0), bias);
    for (int d = -rank; d < 0; d++) {
      long padded = x.size(d) + 2L * last(config.padding, d);
      long extent = last(config.dilation, d) * (weight.size(d) - 1L) + 1;
      if (x.size(d) == 0 || extent > padded) {
        throw new IllegalArgumentException(
            operation
                + ": the kernel spans "
                + extent
                + " but the padded input "
                + axis(d)
                + " is only "
                + padded
                + ", got input "
                + x.shape()
                + "; use a smaller kernel or more padding");
      }
    }
  }

  /**
   * Fails unless the transposed convolution can be done.
   *
   * @param weight (C, O / groups, kernel...)
   */
  public static void transposed(
      String operation,
      int rank,
      Tensor x,
      Tensor weight,
      Tensor bias,
      Convolution.Config config,
      int... outputPadding) {
    shapes(operation, rank, x, weight, config);
    if (x.size(-rank - 1) != weight.size(0)) {
      throw new IllegalArgumentException(
          operation
              + ": expected input (N, C, ...) with as many channels as the weight (C, O / groups,"
              + " kernel...) has rows, got input "
              + x.shape()
              + " and weight "
              + weight.shape());
    }
    types(operation, x, weight, bias, false);
    bias(operation, weight.size(1) * config.groups(), bias);
    for (int d = -rank; d < 0; d++) {
      outputPadding(operation, last(outputPadding, d), d, config);
      if (x.size(d) == 0 || outSize(x, weight, config, outputPadding, d) < 1) {
        throw new IllegalArgumentException(
            operation
                + ": Given input "
                + x.shape()
                + ", the calculated output "
                + axis(d)
                + " is "
                + outSize(x, weight, config, outputPadding, d)
                + ". Output size is too small");
      }
    }
  }

  private static void outputPadding(
      String operation, int padding, int d, Convolution.Config config) {
    int stride = last(config.stride, d);
    int dilation = last(config.dilation, d);
    if (padding < 0 || padding >= Math.max(stride, dilation)) {
      throw new IllegalArgumentException(
          operation
              + ": output padding must not be negative and smaller than either stride or dilation,"
              + " but got output_padding="
              + padding
              + ", stride="
              + stride
              + " and dilation="
              + dilation);
    }
  }

  /** {@code (in - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1}. */
  static long outSize(
      Tensor x, Tensor weight, Convolution.Config config, int[] outputPadding, int d) {
    return (x.size(d) - 1L) * last(config.stride, d)
        - 2L * last(config.padding, d)
        + (weight.size(d) - 1L) * last(config.dilation, d)
        + last(outputPadding, d)
        + 1;
  }

  /** Fails unless x is (N, C, ...) or (C, ...) with {@code rank} spatial dimensions. */
  public static void dims(String operation, int rank, Tensor x) {
    if (x.dim() != rank + 2 && x.dim() != rank + 1) {
      throw new IllegalArgumentException(
          "Expected "
              + (rank + 1)
              + "D (unbatched) or "
              + (rank + 2)
              + "D (batched) input to "
              + operation
              + ", but got input of size: "
              + x.shape());
    }
  }

  private static void shapes(
      String operation, int rank, Tensor x, Tensor weight, Convolution.Config config) {
    dims(operation, rank, x);
    if (weight.dim() != rank + 2) {
      throw new IllegalArgumentException(
          operation
              + ": expected "
              + (rank + 2)
              + "D weight, got weight of size "
              + weight.shape());
    }
    setting(operation, "stride", rank, 1, config.stride);
    setting(operation, "padding", rank, 0, config.padding);
    setting(operation, "dilation", rank, 1, config.dilation);
    atLeast(operation, "groups", 1, config.groups());
    for (int d = 2; d < weight.dim(); d++) {
      atLeast(operation, "kernel size", 1, weight.size(d));
    }
    if (weight.size(0) < 1 || weight.size(0) % config.groups() != 0) {
      throw new IllegalArgumentException(
          operation
              + ": Given groups="
              + config.groups()
              + ", expected weight to be at least 1 and divisible by "
              + config.groups()
              + " at dimension 0, but got weight of size "
              + weight.shape());
    }
  }

  private static void setting(String operation, String name, int rank, int least, int[] values) {
    if (values.length != 1 && values.length != rank) {
      throw new IllegalArgumentException(
          operation
              + ": "
              + name
              + " takes 1 or "
              + rank
              + " numbers, got "
              + Arrays.toString(values));
    }
    atLeast(operation, name, least, values);
  }

  static void atLeast(String operation, String name, int least, int[] values) {
    for (int value : values) {
      atLeast(operation, name, least, value);
    }
  }

  private static void atLeast(String operation, String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          operation + ": " + name + " is " + value + ", must be at least " + least);
    }
  }

  /** Integers are of 64 bits, or, where {@code bytes}, of 8: those that PyTorch takes. */
  private static void types(String operation, Tensor x, Tensor weight, Tensor bias, boolean bytes) {
    DType type = x.dtype();
    boolean same = type == weight.dtype() && (bias == null || bias.dtype() == type);
    boolean integer = type == DType.INT64 || bytes;
    if (!same || !type.isFloatingPoint() && !integer) {
      throw new IllegalArgumentException(
          operation
              + ": Input type ("
              + x.dtype()
              + "), weight type ("
              + weight.dtype()
              + ") and bias type ("
              + (bias == null ? "none" : bias.dtype())
              + ") should be the same floating type, or torch.int64; convert with to(...)");
    }
  }

  private static void bias(String operation, int size, Tensor bias) {
    if (bias != null && (bias.dim() != 1 || bias.size(0) != size)) {
      throw new IllegalArgumentException(
          operation
              + ": expected bias to be 1-dimensional with "
              + size
              + " elements, but got bias of size "
              + bias.shape());
    }
  }

  /** The setting of dimension {@code d}, counted from the end; one number is for all. */
  private static int last(int[] values, int d) {
    return values[Math.max(0, values.length + d)];
  }

  private static String axis(int d) {
    return d == -1 ? "width" : "height";
  }
}
