package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** 2-d max pooling: the largest of each window; of equal ones the first, and NaN wins. */
public final class MaxPooling {
  private MaxPooling() {}

  /**
   * How the window moves: pairs (height, width).
   *
   * @param kernel size of the window
   * @param stride step between windows
   * @param padding columns and rows of minus infinity on each side, at most half the window
   * @param dilation distance between the window's elements
   * @param ceilMode whether a last window that hangs over the edge counts
   */
  public record Config(
      int[] kernel, int[] stride, int[] padding, int[] dilation, boolean ceilMode) {

    /** Outputs along an axis of size {@code in}; axis 0 is height. */
    public int outSize(int axis, int in) {
      int span = in + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1;
      int out = Math.floorDiv(span + (ceilMode ? stride[axis] - 1 : 0), stride[axis]) + 1;
      // A window must start inside the input or its left padding.
      boolean outside = ceilMode && (out - 1) * stride[axis] >= in + padding[axis];
      return outside ? out - 1 : out;
    }

    /** {@link #check(String, int, Tensor)} of images. */
    void check(String operation, Tensor x) {
      check(operation, 2, x);
    }

    /**
     * Fails when {@code x} has no elements but for its batch, the padding is too wide, or nothing
     * is left of {@code x}'s last dimensions.
     *
     * @param operation the name for messages, as {@code max_pool1d}
     * @param rank spatial dimensions; one is the width
     * @param x (N, C, ...) or (C, ...)
     */
    public void check(String operation, int rank, Tensor x) {
      checkSizes(operation, rank, x);
      for (int axis = 2 - rank; axis < 2; axis++) {
        if (padding[axis] > (dilation[axis] * (kernel[axis] - 1) + 1) / 2) {
          throw new IllegalArgumentException(
              operation
                  + ": pad should be at most half of effective kernel size, but got pad="
                  + padding[axis]
                  + ", kernel_size="
                  + kernel[axis]
                  + " and dilation="
                  + dilation[axis]);
        }
        if (outSize(axis, x.size(axis - 2)) < 1) {
          throw new IllegalArgumentException(
              operation
                  + ": Given input size: "
                  + x.shape()
                  + ". Calculated output "
                  + (axis == 0 ? "height: " : "width: ")
                  + outSize(axis, x.size(axis - 2))
                  + ". Output size is too small");
        }
      }
    }
  }

  /** Fails unless {@code x} has all dimensions, and none but the batch is of size 0. */
  public static void checkSizes(String operation, int rank, Tensor x) {
    boolean fits = x.dim() == rank + 1 || x.dim() == rank + 2;
    for (int d = 1; fits && d <= rank + 1; d++) {
      fits = x.size(-d) > 0;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "Expected "
              + (rank + 1)
              + "D (unbatched) or "
              + (rank + 2)
              + "D (batched) input to "
              + operation
              + " without a dimension of size 0 but the batch, but got input of size: "
              + x.shape());
    }
  }

  /** Largest values and where in their plane (row * W + column) they lie. */
  public record Result(Tensor values, Tensor indices) {}

  /**
   * @param x (N, C, H, W)
   * @return (N, C, H', W')
   */
  public static Result maxPool2d(Tensor x, Config config) {
    if (x.dim() != 4) {
      throw new IllegalArgumentException(
          "max_pool2d: expected 4D (batched) input (N, C, H, W), got " + x.shape());
    }
    TypePromotion.refuseBool("max_pool2d", "convert with to(...)", x.dtype());
    config.check("max_pool2d", x);
    int height = x.size(2);
    int width = x.size(3);
    int outHeight = config.outSize(0, height);
    int outWidth = config.outSize(1, width);
    Shape shape = Shape.of(x.size(0), x.size(1), outHeight, outWidth);
    Tensor values = Tensor.allocate(x.dtype(), shape);
    Tensor indices = Tensor.allocate(DType.INT64, shape);
    Tensor dense = x.isContiguous() ? x : Copy.dense(x);
    int planes = x.size(0) * x.size(1);
    for (int p = 0; p < planes; p++) {
      plane(
          dense.storage(),
          dense.offset() + p * height * width,
          height,
          width,
          values,
          indices,
          p * outHeight * outWidth,
          config);
    }
    int[] sizes = x.shape().toArray();
    Recorder.op("MaxPool2DWithIndicesBackward0")
        .save(indices)
        .input(x, (g, s) -> scatter(g, s.get(0), sizes))
        .record(values);
    return new Result(values, indices);
  }

  /**
   * {@link #maxPool2d} without the indices, and faster for float32.
   *
   * @param x (N, C, H, W)
   */
  public static Tensor maxPool2dValues(Tensor x, Config config) {
    if (!LanesTensors.isImages(x)) {
      return maxPool2d(x, config).values();
    }
    config.check("max_pool2d", x);
    return LanesPooling.maxPool2d(x, config);
  }

  /**
   * Pools to the given size, whatever the input's.
   *
   * @param x (N, C, H, W)
   */
  public static Result adaptiveMaxPool2d(Tensor x, int rows, int columns) {
    checkSizes("adaptive_max_pool2d", 2, x);
    Activations.checkFloating("adaptive_max_pool2d", x);
    Shape shape = Shape.of(x.size(0), x.size(1), rows, columns);
    Tensor values = Tensor.allocate(x.dtype(), shape);
    Tensor indices = Tensor.allocate(DType.INT64, shape);
    Tensor dense = x.isContiguous() ? x : Copy.dense(x);
    int plane = x.size(2) * x.size(3);
    for (int o = 0; o < shape.numel(); o++) {
      int r = o / columns % rows;
      int c = o % columns;
      int from = dense.offset() + o / (rows * columns) * plane;
      int[] window = {
        AveragePooling.adaptiveStart(r, x.size(2), rows),
        AveragePooling.adaptiveEnd(r, x.size(2), rows),
        AveragePooling.adaptiveStart(c, x.size(3), columns),
        AveragePooling.adaptiveEnd(c, x.size(3), columns)
      };
      int where = largest(dense.storage(), from, x.size(3), window);
      values.storage().setDouble(o, dense.storage().getDouble(from + where));
      indices.storage().longs()[o] = where;
    }
    int[] sizes = x.shape().toArray();
    Recorder.op("AdaptiveMaxPool2DBackward0")
        .save(indices)
        .input(x, (g, s) -> scatter(g, s.get(0), sizes))
        .record(values);
    return new Result(values, indices);
  }

  private static int largest(Storage x, int from, int width, int[] window) {
    int where = window[0] * width + window[2];
    double best = Double.NEGATIVE_INFINITY;
    for (int i = window[0]; i < window[1]; i++) {
      for (int j = window[2]; j < window[3]; j++) {
        double value = x.getDouble(from + i * width + j);
        if (value > best || Double.isNaN(value)) {
          best = value;
          where = i * width + j;
        }
      }
    }
    return where;
  }

  /** The gradients at the places of the largest values. */
  static Tensor scatter(Tensor g, Tensor indices, int[] sizes) {
    int[] flat = {sizes[0], sizes[1], sizes[2] * sizes[3]};
    int[] windows = {sizes[0], sizes[1], indices.size(2) * indices.size(3)};
    return Tensors.zeros(g.dtype(), flat)
        .scatterAdd(2, indices.reshape(windows), g.reshape(windows))
        .reshape(sizes);
  }

  private static void plane(
      Storage x,
      int from,
      int height,
      int width,
      Tensor values,
      Tensor indices,
      int to,
      Config config) {
    int outHeight = values.size(2);
    int outWidth = values.size(3);
    int[] kernel = config.kernel();
    int[] dilation = config.dilation();
    for (int r = 0; r < outHeight; r++) {
      for (int c = 0; c < outWidth; c++) {
        int top = r * config.stride()[0] - config.padding()[0];
        int left = c * config.stride()[1] - config.padding()[1];
        double best = Double.NEGATIVE_INFINITY;
        int where = -1;
        for (int i = 0; i < kernel[0]; i++) {
          int row = top + i * dilation[0];
          for (int j = 0; j < kernel[1] && row >= 0 && row < height; j++) {
            int column = left + j * dilation[1];
            if (column >= 0 && column < width) {
              double value = x.getDouble(from + row * width + column);
              if (where < 0 || value > best || Double.isNaN(value)) {
                best = value;
                where = row * width + column;
              }
            }
          }
        }
        values.storage().setDouble(to + r * outWidth + c, best);
        indices.storage().longs()[to + r * outWidth + c] = where;
      }
    }
  }
}
