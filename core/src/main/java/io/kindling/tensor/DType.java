package io.kindling.tensor;

import io.kindling.text.Names;
import java.util.Arrays;

/** The element types of tensors, with PyTorch's names and promotion order. */
public enum DType {
  /** Truth values; results of comparisons. */
  BOOL("bool", 1),
  /** Unsigned 8-bit integers, 0 to 255; images as they are stored. */
  UINT8("uint8", 1),
  /** Signed 64-bit integers; class labels and indices. */
  INT64("int64", 8),
  /** IEEE single precision; the default. */
  FLOAT32("float32", 4),
  /** IEEE double precision; gradient checks. */
  FLOAT64("float64", 8);

  private final String label;
  private final int bytes;

  DType(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /** PyTorch's name without its module, as {@code float32}. */
  public String label() {
    return label;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** True for the types that can require a gradient. */
  public boolean isFloatingPoint() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** The smallest type that holds both, as {@code torch.promote_types}. */
  public static DType promote(DType a, DType b) {
    return a.ordinal() >= b.ordinal() ? a : b;
  }

  /** The type named {@code label} ({@code float32}, {@code torch.float32}). */
  public static DType of(String label) {
    String bare = label.startsWith("torch.") ? label.substring("torch.".length()) : label;
    for (DType type : values()) {
      if (type.label.equals(bare)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "DType.of: unknown element type '"
            + label
            + "'"
            + Names.hint(bare, Arrays.stream(values()).map(type -> type.label).toList()));
  }

  @Override
  public String toString() {
    return "torch." + label;
  }
}
