package io.kindling.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.text.Names;
import java.util.Arrays;
import java.util.Locale;

/** Enlarging and shrinking sequences and images; {@code torch.nn.functional.interpolate}. */
public final class Resizing {
  private static final double CUBIC = -0.75;

  private Resizing() {}

  /** What decides the source of an output pixel. */
  public enum Mode {
    /** The pixel at floor(o * in / out). */
    NEAREST,
    /** The pixel at floor((o + 0.5) * in / out). */
    NEAREST_EXACT,
    /** The weighted mean of the two around, of sequences (N, C, L). */
    LINEAR,
    /** The weighted mean of the four around. */
    BILINEAR,
    /** The cubic spline of the sixteen around, with a = -0.75. */
    BICUBIC,
    /** The mean of what the output pixel covers: adaptive average pooling. */
    AREA;

    /** PyTorch's name: {@code nearest-exact}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The mode of a name.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public static Mode of(String label) {
      for (Mode mode : values()) {
        if (mode.label().equals(label)) {
          return mode;
        }
      }
      throw new IllegalArgumentException(
          "interpolate: unknown mode '"
              + label
              + "'"
              + Names.hint(label, Arrays.stream(values()).map(Mode::label).toList()));
    }

    /** Whether the corners may be aligned. */
    public boolean interpolates() {
      return this == LINEAR || this == BILINEAR || this == BICUBIC;
    }
  }

  /**
   * Resizes the dimensions after the first two. Bytes (uint8) are rounded and limited to 0..255, as
   * in PyTorch.
   *
   * @param x (N, C, L) or (N, C, H, W)
   * @param size sizes of the result
   * @param scale factors that were asked for, or null when the size was
   * @param alignCorners whether the centres of the corner pixels coincide; only for the modes that
   *     interpolate
   */
  public static Tensor interpolate(
      Tensor x, int[] size, double[] scale, Mode mode, boolean alignCorners) {
    check(x, size, mode, alignCorners);
    if (x.dim() == 3) {
      double[] factors = scale == null ? null : new double[] {1, scale[0]};
      return resize(x.unsqueeze(2), new int[] {1, size[0]}, factors, mode, alignCorners, 1)
          .squeeze(2);
    }
    return resize(x, size, scale, mode, alignCorners, 2);
  }

  private static void check(Tensor x, int[] size, Mode mode, boolean alignCorners) {
    int spatial = x.dim() - 2;
    boolean fits =
        switch (mode) {
          case LINEAR -> spatial == 1;
          case BILINEAR, BICUBIC -> spatial == 2;
          default -> spatial == 1 || spatial == 2;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "interpolate: mode "
              + mode.label()
              + " wants "
              + (mode == Mode.LINEAR
                  ? "3D input (N, C, L)"
                  : mode.interpolates() ? "4D input (N, C, H, W)" : "3D or 4D input (N, C, ...)")
              + ", got "
              + x.shape());
    }
    boolean bytes = x.dtype() == DType.UINT8 && mode != Mode.LINEAR && mode != Mode.AREA;
    if (!x.dtype().isFloatingPoint() && !bytes) {
      throw new IllegalArgumentException(
          "interpolate: mode "
              + mode.label()
              + " is not implemented for "
              + x.dtype()
              + "; convert with to(DType.FLOAT32)");
    }
    if (alignCorners && !mode.interpolates()) {
      throw new IllegalArgumentException(
          "interpolate: align_corners option can only be set with the interpolating modes: linear |"
              + " bilinear | bicubic, got "
              + mode.label());
    }
    boolean empty = size.length != spatial;
    for (int i = 0; i < size.length && !empty; i++) {
      empty = size[i] < 1 || x.size(i + 2) < 1;
    }
    if (empty) {
      throw new IllegalArgumentException(
          "interpolate: Input and output sizes should be greater than 0, one for each spatial"
              + " dimension, but got input "
              + x.shape()
              + " and output "
              + Arrays.toString(size));
    }
  }

  private static Tensor resize(
      Tensor x, int[] size, double[] scale, Mode mode, boolean alignCorners, int rank) {
    if (mode == Mode.AREA) {
      return AveragePooling.adaptiveAvgPool2d(x, size[0], size[1]);
    }
    AxisMap[] maps = new AxisMap[2];
    for (int axis = 0; axis < 2; axis++) {
      int in = x.size(axis + 2);
      int out = size[axis];
      double step = scale == null ? (double) in / out : 1 / scale[axis];
      double aligned = out > 1 ? (double) (in - 1) / (out - 1) : 0;
      maps[axis] =
          rank == 1 && axis == 0
              ? AxisMap.identity(1)
              : switch (mode) {
                case NEAREST -> nearest(in, out, step, 0);
                case NEAREST_EXACT -> nearest(in, out, step, 0.5f);
                case BICUBIC -> cubic(in, out, alignCorners ? aligned : step, alignCorners);
                default -> linear(in, out, alignCorners ? aligned : step, alignCorners);
              };
    }
    String kind =
        switch (mode) {
          case NEAREST -> "Nearest";
          case NEAREST_EXACT -> "NearestExact";
          case LINEAR -> "Linear";
          case BICUBIC -> "Bicubic";
          default -> "Bilinear";
        };
    if (x.dtype() == DType.UINT8 && mode.interpolates()) {
      return ByteResizing.apply(x, maps[0], maps[1]);
    }
    return SeparableMap.apply("Upsample" + kind + rank + "DBackward0", x, maps[0], maps[1]);
  }

  private static AxisMap nearest(int in, int out, double step, float shift) {
    int[] source = new int[out];
    for (int o = 0; o < out; o++) {
      // PyTorch computes in float.
      source[o] = Math.min((int) Math.floor((o + shift) * (float) step), in - 1);
    }
    return AxisMap.pick(in, source);
  }

  private static AxisMap linear(int in, int out, double step, boolean aligned) {
    AxisMap.Builder builder = new AxisMap.Builder(in);
    for (int o = 0; o < out; o++) {
      double at = aligned ? o * step : Math.max(0, (o + 0.5) * step - 0.5);
      int low = Math.min((int) at, in - 1);
      int high = Math.min(low + 1, in - 1);
      double part = Math.min(Math.max(at - low, 0), 1);
      builder.add(low, 1 - part).add(high, part).endRow();
    }
    return builder.build();
  }

  private static AxisMap cubic(int in, int out, double step, boolean aligned) {
    AxisMap.Builder builder = new AxisMap.Builder(in);
    for (int o = 0; o < out; o++) {
      double at = aligned ? o * step : (o + 0.5) * step - 0.5;
      int low = (int) Math.floor(at);
      for (int tap = -1; tap <= 2; tap++) {
        int source = Math.min(Math.max(low + tap, 0), in - 1);
        builder.add(source, keys(Math.abs(at - low - tap)));
      }
      builder.endRow();
    }
    return builder.build();
  }

  /** Keys' cubic convolution kernel at distance {@code d}. */
  private static double keys(double d) {
    return d <= 1
        ? ((CUBIC + 2) * d - (CUBIC + 3)) * d * d + 1
        : ((CUBIC * d - 5 * CUBIC) * d + 8 * CUBIC) * d - 4 * CUBIC;
  }
}
