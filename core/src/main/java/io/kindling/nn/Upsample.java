package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.ops.Resizing;
import io.kindling.tensor.Tensor;

/**
 * Resizes sequences (N, C, L) or images (N, C, H, W); {@code torch.nn.Upsample}. Modes are {@code
 * nearest}, {@code linear}, {@code bilinear} and {@code bicubic}.
 */
public final class Upsample extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] size;
  private final double[] scale;
  private final Resizing.Mode mode;
  private final boolean alignCorners;

  private Upsample(int[] size, double[] scale, String mode, boolean alignCorners) {
    this.size = size;
    this.scale = scale;
    this.mode = Resizing.Mode.of(mode);
    this.alignCorners = alignCorners;
    if (alignCorners && !this.mode.interpolates()) {
      throw new IllegalArgumentException(
          "Upsample: align_corners option can only be set with the interpolating modes: linear |"
              + " bilinear | bicubic, got "
              + mode);
    }
  }

  /** Enlarges both axes by a factor, nearest. */
  public Upsample(double scaleFactor) {
    this(null, checked(scaleFactor), "nearest", false);
  }

  /** Enlarges by a factor for all axes, or one for each. */
  public static Upsample scaleFactor(String mode, boolean alignCorners, double... factors) {
    return new Upsample(null, checked(factors), mode, alignCorners);
  }

  /** To a fixed size: one for all axes, or one for each. */
  public static Upsample size(String mode, boolean alignCorners, int... sizes) {
    return new Upsample(sizes.clone(), null, mode, alignCorners);
  }

  private static double[] checked(double... factors) {
    for (double factor : factors) {
      if (!(factor > 0)) {
        throw new IllegalArgumentException(
            "Upsample: scale_factor must be positive, got " + factor);
      }
    }
    return factors.clone();
  }

  @Override
  public Tensor forward(Tensor input) {
    if (size == null) {
      return F.interpolate(input, scale, mode.label(), alignCorners);
    }
    int[] target = size;
    if (size.length == 1 && input.dim() == 4) {
      target = new int[] {size[0], size[0]};
    }
    return F.interpolate(input, target, mode.label(), alignCorners);
  }

  @Override
  protected void describe(Settings settings) {
    if (size == null) {
      settings.named("scale_factor", scale.length == 1 ? (Object) scale[0] : scale);
    } else {
      settings.named("size", PythonText.scalarOr(size));
    }
    settings.named("mode", mode.label()).hidden(false, "align_corners", alignCorners);
  }
}
