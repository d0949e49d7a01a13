package io.kindling.ops;

import io.kindling.autograd.Edge;
import io.kindling.autograd.GradMode;
import io.kindling.kernel.LanesShape;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;

/** Tensors whose elements are, or are to be, in the lanes layout: (N, C, H, W) or (N, features). */
final class LanesTensors {
  private LanesTensors() {}

  /** The sizes if the tensor is all of what its storage holds in the lanes layout; else null. */
  static LanesShape held(Tensor x) {
    LanesShape shape = x.storage().lanesShape();
    boolean whole =
        shape != null
            && x.offset() == 0
            && x.dim() > 0
            && x.size(0) == shape.batch()
            && x.numel() == x.storage().length()
            && x.isContiguous();
    return whole ? shape : null;
  }

  /** The lanes sizes of a float32 tensor (N, C, H, W). */
  static LanesShape shapeOf(Tensor x) {
    LanesShape held = held(x);
    boolean images =
        held != null
            && x.size(1) == held.channels()
            && x.size(2) == held.height()
            && x.size(3) == held.width();
    return images ? held : new LanesShape(x.size(0), x.size(1), x.size(2), x.size(3));
  }

  /** The elements of a float32 tensor in the lanes layout: its own array, or a converted copy. */
  static float[] floats(Tensor x, LanesShape shape) {
    if (shape.equals(held(x))) {
      return x.storage().lanes();
    }
    Tensor dense = x.isContiguous() ? x : Copy.dense(x);
    float[] lanes = Workspace.floats(shape.size());
    shape.pack(dense.storage().floats(), dense.offset(), lanes);
    return lanes;
  }

  /**
   * The tensor itself, or a converted copy that takes its place in the graph: what is saved for
   * backward is differentiated too when the backward pass is recorded.
   */
  static Tensor convert(Tensor x, LanesShape shape) {
    if (shape.equals(held(x))) {
      return x;
    }
    Tensor copy = wrap(floats(x, shape), shape, x.shape());
    if (GradMode.isEnabled() && x.requiresGrad()) {
      Edge edge = x.autograd().edge();
      copy.autograd().setHistory(edge.function(), edge.inputNr());
    }
    return copy;
  }

  /** A new tensor over an array in the lanes layout. */
  static Tensor wrap(float[] lanes, LanesShape lanesShape, Shape shape) {
    return Tensor.wrap(Storage.ofLanes(lanes, lanesShape), shape);
  }

  /** A new tensor (N, C, H, W). */
  static Tensor wrap(float[] lanes, LanesShape s) {
    return wrap(lanes, s, Shape.of(s.batch(), s.channels(), s.height(), s.width()));
  }

  /** A float32 tensor that is row-major without gaps: itself or a copy, without history. */
  static Tensor rows(Tensor x) {
    return x.isContiguous() ? x : Copy.dense(x);
  }

  /** True for a non-empty float32 image batch (N, C, H, W). */
  static boolean isImages(Tensor x) {
    return x.dtype() == DType.FLOAT32 && x.dim() == 4 && x.numel() > 0;
  }
}
