package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.kernel.ConvGeometry;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/**
 * The windows that a convolution sees as columns, and their sum back into images: {@code im2col}
 * and {@code col2im}, each the other's gradient.
 */
public final class SlidingBlocks {
  private SlidingBlocks() {}

  /**
   * (N, C, H, W) to (N, C * kernel area, windows).
   *
   * @param kernel pair (height, width)
   */
  public static Tensor unfold(Tensor x, int[] kernel, Convolution.Config config) {
    if (x.dim() != 4) {
      throw new IllegalArgumentException("unfold: expected input (N, C, H, W), got " + x.shape());
    }
    if (x.dtype() != DType.BOOL) { // blocks of a mask are cut as those of an image
      Activations.checkFloating("unfold", x);
    }
    check("unfold", kernel, config);
    ConvGeometry g = geometry("unfold", x.shape(), kernel, config);
    int windows = g.outHeight() * g.outWidth();
    Tensor out =
        Tensor.allocate(
            x.dtype(), Shape.of(g.batch(), g.inChannels() * kernel[0] * kernel[1], windows));
    Tensor dense = x.isContiguous() ? x : Copy.dense(x);
    Storage from = dense.storage();
    Storage to = out.storage();
    walk(g, (i, o) -> to.setDouble(o, from.getDouble(dense.offset() + i)));
    int height = x.size(2);
    int width = x.size(3);
    return Recorder.op("Im2ColBackward0")
        .input(x, (grad, s) -> fold(grad, height, width, kernel, config))
        .record(out);
  }

  /** (N, C * kernel area, windows) to (N, C, height, width): overlapping windows are added. */
  public static Tensor fold(
      Tensor x, int height, int width, int[] kernel, Convolution.Config config) {
    Activations.checkFloating("fold", x);
    check("fold", kernel, config);
    int area = kernel[0] * kernel[1];
    if (x.dim() != 3 || x.size(1) % area != 0) {
      throw new IllegalArgumentException(
          "fold: expected input (N, C * "
              + kernel[0]
              + " * "
              + kernel[1]
              + ", windows), got "
              + x.shape());
    }
    Shape shape = Shape.of(x.size(0), x.size(1) / area, height, width);
    ConvGeometry g = geometry("fold", shape, kernel, config);
    int windows = g.outHeight() * g.outWidth();
    if (windows != x.size(2)) {
      throw new IllegalArgumentException(
          "fold: Given output_size=("
              + height
              + ", "
              + width
              + "), expected size of input's dimension 2 to match the calculated number of sliding"
              + " blocks "
              + g.outHeight()
              + " * "
              + g.outWidth()
              + " = "
              + windows
              + ", but got input.size(2)="
              + x.size(2));
    }
    Tensor out = Tensor.allocate(x.dtype(), shape);
    Tensor dense = x.isContiguous() ? x : Copy.dense(x);
    Storage from = dense.storage();
    Storage to = out.storage();
    walk(g, (i, o) -> to.setDouble(i, to.getDouble(i) + from.getDouble(dense.offset() + o)));
    return Recorder.op("Col2ImBackward0")
        .input(x, (grad, s) -> unfold(grad, kernel, config))
        .record(out);
  }

  private static void check(String operation, int[] kernel, Convolution.Config config) {
    ConvolutionChecks.atLeast(operation, "kernel_size", 1, kernel);
    ConvolutionChecks.atLeast(operation, "stride", 1, config.stride());
    ConvolutionChecks.atLeast(operation, "padding", 0, config.padding());
    ConvolutionChecks.atLeast(operation, "dilation", 1, config.dilation());
  }

  private static ConvGeometry geometry(
      String operation, Shape image, int[] kernel, Convolution.Config config) {
    int[] out = new int[2];
    for (int axis = 0; axis < 2; axis++) {
      int reach = config.dilation()[axis] * (kernel[axis] - 1) + 1;
      int space = image.size(axis + 2) + 2 * config.padding()[axis] - reach;
      out[axis] = Math.floorDiv(space, config.stride()[axis]) + 1;
    }
    if (out[0] < 1 || out[1] < 1) {
      throw new IllegalArgumentException(
          operation
              + ": no window of "
              + kernel[0]
              + "x"
              + kernel[1]
              + " fits into "
              + image
              + " with padding "
              + config.padding()[0]
              + ", "
              + config.padding()[1]);
    }
    return config.geometry(image, Shape.of(1, image.size(1), kernel[0], kernel[1]));
  }

  /** One element: its place in the image and in the columns. */
  private interface Pair {
    void at(int image, int column);
  }

  private static void walk(ConvGeometry g, Pair pair) {
    int area = g.kernelHeight() * g.kernelWidth();
    int windows = g.outHeight() * g.outWidth();
    for (int plane = 0; plane < g.batch() * g.inChannels(); plane++) {
      for (int k = 0; k < area; k++) {
        int down = k / g.kernelWidth() * g.dilationHeight() - g.padHeight();
        int right = k % g.kernelWidth() * g.dilationWidth() - g.padWidth();
        for (int w = 0; w < windows; w++) {
          int row = w / g.outWidth() * g.strideHeight() + down;
          int column = w % g.outWidth() * g.strideWidth() + right;
          if (row >= 0 && row < g.inHeight() && column >= 0 && column < g.inWidth()) {
            pair.at(
                (plane * g.inHeight() + row) * g.inWidth() + column,
                (plane * area + k) * windows + w);
          }
        }
      }
    }
  }
}
