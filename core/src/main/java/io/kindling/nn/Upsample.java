package io.kindling.nn;

import io.kindling.ops.Resizing;
import io.kindling.tensor.Tensor;

/** Resizes images (N, C, H, W), nearest or bilinear; {@code torch.nn.Upsample}. */
public final class Upsample extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] size;
  private final double[] scale;
  private final Resizing.Mode mode;
  private final boolean alignCorners;

  private Upsample(int[] size, double[] scale, Resizing.Mode mode, boolean alignCorners) {
    this.size = size;
    this.scale = scale;
    this.mode = mode;
    this.alignCorners = alignCorners;
  }

  /** Enlarges both axes by a factor. */
  public static Upsample scaleFactor(double factor, Resizing.Mode mode, boolean alignCorners) {
    if (!(factor > 0)) {
      throw new IllegalArgumentException("Upsample: scale_factor must be positive, got " + factor);
    }
    return new Upsample(null, new double[] {factor, factor}, mode, alignCorners);
  }

  /** To a fixed height and width. */
  public static Upsample size(int height, int width, Resizing.Mode mode, boolean alignCorners) {
    return new Upsample(new int[] {height, width}, null, mode, alignCorners);
  }

  @Override
  public Tensor forward(Tensor input) {
    int[] target = size;
    if (target == null) {
      target =
          new int[] {
            (int) Math.floor(input.size(-2) * scale[0]), (int) Math.floor(input.size(-1) * scale[1])
          };
    }
    return Resizing.interpolate(input, target, scale, mode, alignCorners);
  }

  @Override
  protected String extraRepr() {
    String what =
        size == null
            ? "scale_factor=" + PythonText.number(scale[0])
            : "size=" + PythonText.pair(size);
    return what + ", mode='" + (mode == Resizing.Mode.NEAREST ? "nearest" : "bilinear") + "'";
  }
}
