package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/** Copies and conversions: clone, contiguous, to. */
public final class Copy {
  private Copy() {}

  /** A contiguous copy, recorded. */
  public static Tensor copyOf(Tensor x) {
    return copyOf("CloneBackward0", x);
  }

  /** A contiguous copy, recorded under {@code name}. */
  public static Tensor copyOf(String name, Tensor x) {
    return Recorder.op(name).input(x, (g, s) -> g).record(dense(x));
  }

  /** The tensor itself when contiguous, else a contiguous copy. */
  public static Tensor contiguous(Tensor x) {
    return x.isContiguous() ? x : copyOf(x);
  }

  /** The tensor in another element type; itself when it has it already. */
  public static Tensor to(Tensor x, DType dtype) {
    if (x.dtype() == dtype) {
      return x;
    }
    Tensor out = cast(x, dtype);
    if (!dtype.isFloatingPoint()) {
      return out;
    }
    return Recorder.op("ToCopyBackward0").input(x, (g, s) -> g).record(out);
  }

  /** {@link #to} without history. */
  static Tensor cast(Tensor x, DType dtype) {
    if (x.dtype() == dtype) {
      return x;
    }
    Tensor out = Tensor.allocate(dtype, x.shape());
    write(out, x);
    return out;
  }

  /** A contiguous copy without history. */
  static Tensor dense(Tensor x) {
    if (x.dtype() == DType.FLOAT32 && x.isContiguous()) {
      float[] values = x.storage().floats();
      // Unlike a new array, the copy is not set to zero first.
      float[] copy = Arrays.copyOfRange(values, x.offset(), x.offset() + x.numel());
      return Tensor.wrap(Storage.of(copy), x.shape());
    }
    Tensor out = Tensor.allocate(x.dtype(), x.shape());
    write(out, x);
    return out;
  }

  /** Writes the elements of {@code from}, broadcast and converted, over those of {@code to}. */
  static void write(Tensor to, Tensor from) {
    Shape shape = to.shape();
    if (!from.shape().expandsTo(shape)) {
      throw new IllegalArgumentException(
          "copy_: the source of shape " + from.shape() + " does not broadcast to " + shape);
    }
    Storage target = to.storage();
    Storage source = from.storage();
    boolean same = target.dtype() == source.dtype();
    boolean whole = !source.dtype().isFloatingPoint();
    StridedLoop.over(
        shape,
        new int[][] {to.strides(), StridedLoop.broadcastStrides(from, shape)},
        new int[] {to.offset(), from.offset()},
        (at, step, n) -> {
          if (same && step[0] == 1 && step[1] == 1) {
            System.arraycopy(source.array(), at[1], target.array(), at[0], n);
          } else if (same && target.dtype() == DType.FLOAT32 && step[0] == 1 && step[1] == 0) {
            Arrays.fill(target.floats(), at[0], at[0] + n, source.floats()[at[1]]);
          } else if (same && target.dtype() == DType.FLOAT32) {
            float[] t = target.floats();
            float[] f = source.floats();
            for (int i = 0, o = at[0], a = at[1]; i < n; i++, o += step[0], a += step[1]) {
              t[o] = f[a];
            }
          } else if (whole) {
            for (int i = 0; i < n; i++) {
              target.setLong(at[0] + i * step[0], source.getLong(at[1] + i * step[1]));
            }
          } else {
            for (int i = 0; i < n; i++) {
              target.setDouble(at[0] + i * step[0], source.getDouble(at[1] + i * step[1]));
            }
          }
        });
  }
}
