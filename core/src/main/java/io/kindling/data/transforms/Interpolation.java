package io.kindling.data.transforms;

/** How a pixel between pixels is found; torchvision's {@code InterpolationMode}. */
public enum Interpolation {
  /** The pixel at floor(o * in / out). */
  NEAREST("nearest"),
  /** The pixel at floor((o + 0.5) * in / out). */
  NEAREST_EXACT("nearest-exact"),
  /** The weighted mean of the nearest. */
  BILINEAR("bilinear"),
  /** A cubic spline. */
  BICUBIC("bicubic");

  private final String label;

  Interpolation(String label) {
    this.label = label;
  }

  /** torchvision's name: {@code nearest-exact}. */
  @Override
  public String toString() {
    return label;
  }
}
