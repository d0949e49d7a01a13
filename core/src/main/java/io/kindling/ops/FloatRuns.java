package io.kindling.ops;

import io.kindling.kernel.Lanes;
import io.kindling.kernel.LanesShape;
import io.kindling.tensor.DType;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;

/**
 * The fast way of elementwise operations: float32 operands of one shape whose elements lie in the
 * same order without gaps, row-major or in the lanes layout, are just runs of floats.
 */
final class FloatRuns {
  /** A loop over one operand. */
  interface Unary {
    void run(int length, float[] x, int p, float[] out, int o);
  }

  /** A loop over two operands. */
  interface Binary {
    void run(int length, float[] x, int p, float[] y, int q, float[] out, int o);
  }

  private FloatRuns() {}

  /** The result; null if this is no case for runs. */
  static Tensor unary(Tensor x, Unary loop) {
    if (x.dtype() != DType.FLOAT32 || !isPlain(x)) {
      return null;
    }
    Tensor out = like(x);
    LanesShape lanes = x.storage().lanesShape();
    if (lanes != null) {
      float[] target = out.storage().lanes();
      loop.run(lanes.length(), x.storage().lanes(), Lanes.START, target, Lanes.START);
    } else {
      loop.run(x.numel(), x.storage().floats(), x.offset(), out.storage().floats(), 0);
    }
    return out;
  }

  /** The result; null if this is no case for runs. */
  static Tensor binary(Tensor x, Tensor y, Binary loop) {
    if (!alike(x, y)) {
      return null;
    }
    Tensor out = like(x);
    run(x, y, out, loop);
    return out;
  }

  /** {@code x += alpha * y}; false, and nothing done, if this is no case for runs. */
  static boolean addInto(Tensor x, Tensor y, float alpha) {
    // What waits to be computed may still read an array in the lanes layout.
    if (x.storage().lanesShape() != null || !alike(x, y)) {
      return false;
    }
    float[] from = y.storage().floats();
    float[] to = x.storage().floats();
    io.kindling.kernel.PointwiseLoops.axpy(x.numel(), alpha, from, y.offset(), to, x.offset());
    return true;
  }

  private static void run(Tensor x, Tensor y, Tensor out, Binary loop) {
    LanesShape lanes = x.storage().lanesShape();
    if (lanes != null) {
      float[] target = out.storage().lanes();
      float[] first = x.storage().lanes();
      float[] second = y.storage().lanes();
      loop.run(lanes.length(), first, Lanes.START, second, Lanes.START, target, Lanes.START);
    } else {
      float[] target = out.storage().floats();
      loop.run(
          x.numel(), x.storage().floats(), x.offset(), y.storage().floats(), y.offset(), target, 0);
    }
  }

  static boolean alike(Tensor x, Tensor y) {
    if (x.dtype() != DType.FLOAT32
        || y.dtype() != DType.FLOAT32
        || !x.shape().equals(y.shape())
        || !isPlain(x)
        || !isPlain(y)) {
      return false;
    }
    LanesShape first = x.storage().lanesShape();
    LanesShape second = y.storage().lanesShape();
    return first == null ? second == null : first.equals(second);
  }

  /** No gaps, and nothing but the whole of what is in the lanes layout. */
  static boolean isPlain(Tensor x) {
    return x.isContiguous() && (x.storage().lanesShape() == null || LanesTensors.held(x) != null);
  }

  private static Tensor like(Tensor x) {
    LanesShape lanes = x.storage().lanesShape();
    return lanes == null
        ? Tensor.wrap(Storage.of(Workspace.floats(x.numel())), x.shape())
        : LanesTensors.wrap(Workspace.floats(lanes.size()), lanes, x.shape());
  }
}
