package io.kindling.nn;

import io.kindling.ops.Convolution;
import java.io.Serializable;
import java.util.Arrays;

/**
 * How the windows of {@link Unfold} and {@link Fold} move; one number for both directions, or
 * (height, width).
 *
 * @param kernelSize size of a window
 * @param dilation distance between its elements
 * @param padding zeros on each side
 * @param stride step between windows
 */
public record Windows(int[] kernelSize, int[] dilation, int[] padding, int[] stride)
    implements Serializable {

  public Windows {
    boolean positive =
        Arrays.stream(pair(kernelSize)).allMatch(v -> v > 0)
            && Arrays.stream(pair(dilation)).allMatch(v -> v > 0)
            && Arrays.stream(pair(stride)).allMatch(v -> v > 0);
    if (!positive || Arrays.stream(pair(padding)).anyMatch(v -> v < 0)) {
      throw new IllegalArgumentException(
          "Windows: kernel_size, dilation and stride must be positive, padding not negative; got "
              + Arrays.toString(kernelSize)
              + ", "
              + Arrays.toString(dilation)
              + ", "
              + Arrays.toString(stride)
              + ", "
              + Arrays.toString(padding));
    }
  }

  /** Stride 1, no padding. */
  public Windows(int... kernelSize) {
    this(kernelSize, new int[] {1}, new int[] {0}, new int[] {1});
  }

  public Windows dilation(int... values) {
    return new Windows(kernelSize, values, padding, stride);
  }

  public Windows padding(int... values) {
    return new Windows(kernelSize, dilation, values, stride);
  }

  public Windows stride(int... values) {
    return new Windows(kernelSize, dilation, padding, values);
  }

  static int[] pair(int[] values) {
    if (values.length != 1 && values.length != 2) {
      throw new IllegalArgumentException(
          "sliding windows take 1 or 2 numbers, got " + Arrays.toString(values));
    }
    return new int[] {values[0], values[values.length - 1]};
  }

  Convolution.Config config() {
    return new Convolution.Config(pair(stride), pair(padding), pair(dilation), 1);
  }

  void describe(Settings settings) {
    settings.named("kernel_size", PythonText.scalarOr(kernelSize));
    settings.named("dilation", PythonText.scalarOr(dilation));
    settings.named("padding", PythonText.scalarOr(padding));
    settings.named("stride", PythonText.scalarOr(stride));
  }
}
