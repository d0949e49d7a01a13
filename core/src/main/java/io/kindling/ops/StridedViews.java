package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/**
 * The relation between a tensor and any view of it, as linear operations on gradients, which have
 * the tensor's shape but not its memory. {@link #pick} and {@link #put} are each other's
 * derivative.
 */
public final class StridedViews {
  private StridedViews() {}

  /** Where the elements of a tensor lie in its storage. */
  public record Geometry(Shape shape, int[] strides, int offset) {
    public static Geometry of(Tensor x) {
      return new Geometry(x.shape(), x.strides(), x.offset());
    }

    /** Storage needed from the first element of {@code this} on. */
    private int extent() {
      int last = 0;
      for (int i = 0; i < strides.length; i++) {
        last += Math.max(0, shape.size(i) - 1) * strides[i];
      }
      return shape.numel() == 0 ? 0 : last + 1;
    }

    private Tensor over(Storage storage, int start) {
      return Tensor.strided(storage, shape, strides, offset - start);
    }
  }

  /** The view's elements of {@code x}, which has the whole's shape. */
  public static Tensor pick(Tensor x, Geometry whole, Geometry view) {
    Tensor out = Copy.dense(view.over(laid(x, whole).storage(), whole.offset()));
    return Recorder.op("AsStridedBackward0").input(x, (g, s) -> put(g, whole, view)).record(out);
  }

  /** Zeros of the whole's shape with {@code x} added at the view's places. */
  public static Tensor put(Tensor x, Geometry whole, Geometry view) {
    Storage storage = Storage.allocate(x.dtype(), whole.extent());
    Tensor target = view.over(storage, whole.offset());
    StridedLoop.over(
        view.shape(),
        new int[][] {target.strides(), x.strides()},
        new int[] {target.offset(), x.offset()},
        (at, step, n) -> {
          for (int i = 0; i < n; i++) {
            int to = at[0] + i * step[0];
            int from = at[1] + i * step[1];
            if (x.dtype().isFloatingPoint()) {
              storage.setDouble(to, storage.getDouble(to) + x.storage().getDouble(from));
            } else {
              storage.setLong(to, storage.getLong(to) + x.storage().getLong(from));
            }
          }
        });
    return Recorder.op("AsStridedScatterBackward0")
        .input(x, (g, s) -> pick(g, whole, view))
        .record(Copy.dense(whole.over(storage, whole.offset())));
  }

  /** {@code x} with zeros at the view's places. */
  public static Tensor without(Tensor x, Geometry whole, Geometry view) {
    Tensor laid = laid(x, whole);
    Copy.write(view.over(laid.storage(), whole.offset()), Tensor.allocate(DType.BOOL, Shape.of()));
    return Recorder.op("AsStridedScatterBackward0")
        .input(x, (g, s) -> without(g, whole, view))
        .record(Copy.dense(laid));
  }

  /** A copy of {@code x} that lies in memory as the whole does. */
  private static Tensor laid(Tensor x, Geometry whole) {
    Storage storage = Storage.allocate(x.dtype(), whole.extent());
    Tensor laid = whole.over(storage, whole.offset());
    Copy.write(laid, x);
    return laid;
  }
}
