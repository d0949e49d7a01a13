package io.kindling.nn.functional;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * How a pooling window moves, with PyTorch's defaults; each method gives a changed copy. Sizes are
 * one number for all spatial dimensions or one for each.
 */
public final class PoolOptions implements Serializable, Cloneable {
  private static final long serialVersionUID = 1L;

  private final int[] kernelSize;
  private int[] stride;
  private int[] padding = {0};
  private int[] dilation = {1};
  private boolean ceilMode;
  private boolean countIncludePad = true;
  private Integer divisorOverride;

  private PoolOptions(int[] kernelSize) {
    this.kernelSize = kernelSize.clone();
    this.stride = this.kernelSize;
  }

  /** Windows of this size side by side. */
  public static PoolOptions of(int... kernelSize) {
    return new PoolOptions(kernelSize).checked();
  }

  /** Step between windows; the window's size unless given. */
  public PoolOptions stride(int... values) {
    return with(copy -> copy.stride = values.clone());
  }

  /** Added on each side, at most half the window; minus infinity for the largest, else zeros. */
  public PoolOptions padding(int... values) {
    return with(copy -> copy.padding = values.clone());
  }

  /** Distance between the window's elements; only for the largest. */
  public PoolOptions dilation(int... values) {
    return with(copy -> copy.dilation = values.clone());
  }

  /** Whether a last window that hangs over the edge counts. */
  public PoolOptions ceilMode(boolean value) {
    return with(copy -> copy.ceilMode = value);
  }

  /** Whether padding counts in a mean's divisor; true unless given. */
  public PoolOptions countIncludePad(boolean value) {
    return with(copy -> copy.countIncludePad = value);
  }

  /** The divisor of a mean; null for the window's size. */
  public PoolOptions divisorOverride(Integer value) {
    return with(copy -> copy.divisorOverride = value);
  }

  public int[] kernelSize() {
    return kernelSize.clone();
  }

  public int[] stride() {
    return stride.clone();
  }

  public int[] padding() {
    return padding.clone();
  }

  public int[] dilation() {
    return dilation.clone();
  }

  public boolean ceilMode() {
    return ceilMode;
  }

  public boolean countIncludePad() {
    return countIncludePad;
  }

  /** The divisor of a mean, or null. */
  public Integer divisorOverride() {
    return divisorOverride;
  }

  private PoolOptions with(Consumer<PoolOptions> change) {
    try {
      PoolOptions copy = (PoolOptions) clone();
      change.accept(copy);
      return copy.checked();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  private PoolOptions checked() {
    boolean positive =
        Arrays.stream(kernelSize).allMatch(k -> k > 0)
            && Arrays.stream(stride).allMatch(s -> s > 0)
            && Arrays.stream(dilation).allMatch(d -> d > 0);
    if (!positive || Arrays.stream(padding).anyMatch(p -> p < 0)) {
      throw new IllegalArgumentException(
          "pooling: kernel_size, stride and dilation must be positive, padding not negative; got"
              + " kernel_size="
              + Arrays.toString(kernelSize)
              + ", stride="
              + Arrays.toString(stride)
              + ", padding="
              + Arrays.toString(padding)
              + ", dilation="
              + Arrays.toString(dilation));
    }
    if (divisorOverride != null && divisorOverride == 0) {
      throw new IllegalArgumentException("pooling: divisor must be not zero");
    }
    return this;
  }
}
