package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.LanesShape;
import io.kindling.kernel.NormLoops;
import io.kindling.kernel.RowAffine;
import io.kindling.tensor.PendingLanes;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;

/**
 * Results that wait for the next operation, so that convolution, batch norm, the sum with a
 * shortcut, and ReLU take one pass over memory together, and so do their gradients.
 */
final class Pending {
  private Pending() {}

  /**
   * {@code x * scale + shift}, channel by channel, {@code + other} unless null.
   *
   * @param x null if x is a convolution that waits itself
   * @param convolved that convolution, or null
   * @param constants scale, from {@code from} on, and shift right behind it
   */
  record Affine(
      LanesShape shape,
      float[] x,
      DeferredConvolution convolved,
      float[] constants,
      int from,
      float[] other)
      implements PendingLanes {
    @Override
    public float[] compute() {
      return compute(false);
    }

    /** Computes the elements, followed by a ReLU if asked for. */
    float[] compute(boolean relu) {
      if (convolved != null) {
        try (RowAffine after = new RowAffine(shape, constants, from, other, relu)) {
          return convolved.compute(after);
        }
      }
      float[] y = Workspace.floats(shape.size());
      NormLoops.affine(shape, x, constants, from, other, relu, y);
      return y;
    }

    @Override
    public boolean reads(float[] values) {
      return values == x
          || values == other
          || (convolved != null && convolved.reads(values))
          || values == constants;
    }

    Affine plus(float[] summand) {
      return new Affine(shape, x, convolved, constants, from, summand);
    }
  }

  /** {@code grad} where {@code y > 0}, else 0: the gradient of a ReLU with output y. */
  record Masked(LanesShape shape, float[] y, float[] grad) implements PendingLanes {
    @Override
    public float[] compute() {
      float[] out = Workspace.floats(shape.size());
      io.kindling.kernel.PointwiseLoops.reluBackward(
          shape.length(), y, Lanes.START, grad, Lanes.START, out, Lanes.START);
      return out;
    }

    @Override
    public boolean reads(float[] values) {
      return values == y || values == grad;
    }

    /** These elements + other, in one pass. */
    float[] plus(float[] other) {
      float[] out = Workspace.floats(shape.size());
      NormLoops.addMasked(shape, grad, y, other, out);
      return out;
    }
  }

  static Tensor tensor(PendingLanes pending, LanesShape lanes, Shape shape) {
    return Tensor.wrap(Storage.ofPending(pending, lanes), shape);
  }

  /** {@code x * scale + shift} for images in the lanes layout, which are kept for backward. */
  static Tensor affine(Tensor x, float[] constants, int from) {
    LanesShape shape = LanesTensors.shapeOf(x);
    boolean joins =
        !GradMode.isEnabled()
            && LanesTensors.held(x) != null
            && x.storage().pending() instanceof DeferredConvolution;
    Affine affine =
        joins
            ? new Affine(
                shape, null, (DeferredConvolution) x.storage().pending(), constants, from, null)
            : new Affine(shape, LanesTensors.floats(x, shape), null, constants, from, null);
    return tensor(affine, shape, x.shape());
  }

  /** relu(x) where x waits as an affine map or a convolution; null where it does not. */
  static Tensor relu(Tensor x) {
    LanesShape shape = LanesTensors.held(x);
    if (shape == null || x.storage().pending() == null) {
      return null;
    }
    float[] y = null;
    if (x.storage().pending() instanceof Affine affine) {
      y = affine.compute(true);
    } else if (x.storage().pending() instanceof DeferredConvolution convolved) {
      try (RowAffine after = new RowAffine(shape, null, 0, null, true)) {
        y = convolved.compute(after);
      }
    }
    return y == null ? null : LanesTensors.wrap(y, shape, x.shape());
  }

  /** The gradient of a ReLU whose output and gradient are both in the lanes layout; else null. */
  static Tensor reluBackward(Tensor y, Tensor grad) {
    LanesShape shape = LanesTensors.held(y);
    if (shape == null
        || !shape.equals(LanesTensors.held(grad))
        || !y.shape().equals(grad.shape())) {
      return null;
    }
    Masked masked = new Masked(shape, y.storage().lanes(), grad.storage().lanes());
    return tensor(masked, shape, y.shape());
  }

  /**
   * x + y where one waits as an affine map or a ReLU's gradient and the other is in the lanes
   * layout; else null.
   */
  static Tensor add(Tensor x, Tensor y) {
    LanesShape shape = LanesTensors.held(x);
    if (shape == null || !shape.equals(LanesTensors.held(y)) || !x.shape().equals(y.shape())) {
      return null;
    }
    if (x.storage().pending() instanceof Affine a && a.other() == null) {
      float[] other = y.storage().lanes();
      return tensor(a.plus(other), shape, x.shape());
    }
    if (x.storage().pending() instanceof Masked m) {
      return LanesTensors.wrap(m.plus(y.storage().lanes()), shape, x.shape());
    }
    PendingLanes other = y.storage().pending();
    boolean swap = other instanceof Masked || other instanceof Affine a && a.other() == null;
    return swap ? add(y, x) : null;
  }
}
