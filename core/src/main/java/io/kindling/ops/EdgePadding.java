package io.kindling.ops;

import io.kindling.tensor.Tensor;
import java.util.Arrays;

/** Padding of the last one or two dimensions with elements of the tensor itself. */
public final class EdgePadding {
  private EdgePadding() {}

  /** Which elements stand in the padding. */
  public enum Mode {
    /** Mirrored at the edge, which is not repeated. */
    REFLECT("Reflection"),
    /** The edge, repeated. */
    REPLICATE("Replication"),
    /** The opposite end. */
    CIRCULAR("Circular");

    private final String label;

    Mode(String label) {
      this.label = label;
    }
  }

  /** Pairs (before, after) from the last dimension on, as {@code torch.nn.functional.pad}. */
  public static Tensor pad(Tensor x, Mode mode, int... amounts) {
    if (mode != Mode.CIRCULAR) { // which copies, and PyTorch's copies masks too
      TypePromotion.refuseBool("pad", "convert with to(...)", x.dtype());
    }
    boolean one = amounts.length == 2;
    if (!one && amounts.length != 4) {
      throw new IllegalArgumentException(
          mode
              + " padding takes 2 amounts (last dimension) or 4 (last two), got "
              + amounts.length);
    }
    if (x.dim() < amounts.length / 2 + 1) {
      throw new IllegalArgumentException(
          mode
              + " padding: input of shape "
              + x.shape()
              + " has too few dimensions for "
              + Arrays.toString(amounts));
    }
    for (int d = 1; d <= amounts.length / 2 + 1; d++) {
      if (x.size(-d) == 0) {
        throw new IllegalArgumentException(
            mode + " padding: only the batch may be of size 0, got input of shape " + x.shape());
      }
    }
    AxisMap columns = axis(x, -1, mode, amounts[0], amounts[1]);
    AxisMap rows = one ? AxisMap.identity(x.size(-2)) : axis(x, -2, mode, amounts[2], amounts[3]);
    String name = mode.label + "Pad" + (one ? 1 : 2) + "DBackward0";
    return SeparableMap.apply(name, x, rows, columns);
  }

  private static AxisMap axis(Tensor x, int dim, Mode mode, int before, int after) {
    int n = x.size(dim);
    int most =
        mode == Mode.REFLECT
            ? n - 1
            : mode == Mode.CIRCULAR ? n + Math.min(0, Math.min(before, after)) : Integer.MAX_VALUE;
    if (before > most || after > most || n + before + after < 1) {
      throw new IllegalArgumentException(
          mode
              + " padding: Padding size should be "
              + (mode == Mode.REFLECT ? "less than" : "at most")
              + " the corresponding input dimension, but got: padding ("
              + before
              + ", "
              + after
              + ") at dimension "
              + dim
              + " of input "
              + x.shape());
    }
    // A negative amount crops; what is left of the axis then goes round.
    int cropped = Math.max(0, -before);
    int left = n - cropped - Math.max(0, -after);
    int[] source = new int[n + before + after];
    for (int o = 0; o < source.length; o++) {
      int i = o - before;
      source[o] =
          switch (mode) {
            case REFLECT -> i < 0 ? -i : i >= n ? 2 * n - 2 - i : i;
            case REPLICATE -> Math.min(Math.max(i, 0), n - 1);
            case CIRCULAR -> cropped + Math.floorMod(i - cropped, left);
          };
    }
    return AxisMap.pick(n, source);
  }
}
