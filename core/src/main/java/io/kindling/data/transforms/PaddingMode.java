package io.kindling.data.transforms;

import java.util.Locale;

/** What stands beside an image; torchvision's {@code padding_mode}. */
public enum PaddingMode {
  /** One value. */
  CONSTANT,
  /** The pixel at the edge. */
  EDGE,
  /** The image mirrored at the pixel at the edge: 3 2 1 | 0 1 2 3. */
  REFLECT,
  /** The image mirrored beside the pixel at the edge: 2 1 0 | 0 1 2 3. */
  SYMMETRIC;

  /** The place in 0..size-1 whose value stands at place {@code i}; -1 where a constant does. */
  int source(int i, int size) {
    if (i >= 0 && i < size) {
      return i;
    }
    return switch (this) {
      case CONSTANT -> -1;
      case EDGE -> i < 0 ? 0 : size - 1;
      case REFLECT -> i < 0 ? -i : 2 * size - 2 - i;
      case SYMMETRIC -> i < 0 ? -i - 1 : 2 * size - 1 - i;
    };
  }

  /** Checks that a side of {@code size} pixels can be padded by so many. */
  void check(String what, int size, int padding) {
    int most = this == REFLECT ? size - 1 : this == SYMMETRIC ? size : Integer.MAX_VALUE;
    if (padding > most) {
      throw new IllegalArgumentException(
          what
              + ": padding "
              + padding
              + " with mode "
              + this
              + " wants a side of more pixels, got "
              + size
              + "; pad by "
              + most
              + " at most, or use another mode");
    }
  }

  /** torchvision's name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
