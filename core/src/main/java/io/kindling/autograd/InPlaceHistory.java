package io.kindling.autograd;

import io.kindling.ops.StridedViews;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/**
 * What an operation that overwrites a tensor does to the graph; for writers of operations.
 *
 * <p>The overwritten tensor gets the operation as its new history. When it is a view, the history
 * belongs to its base: the base becomes the output of {@code CopySlices}, which takes the old base
 * and the slice's new elements, and every view of that base, this one too, finds out by the version
 * and is from then on an {@code AsStridedBackward0} of the base.
 */
public final class InPlaceHistory {
  private InPlaceHistory() {}

  /**
   * Refuses what must not be overwritten.
   *
   * @return true when the operation is to be recorded
   * @throws IllegalStateException for a leaf that requires a gradient, a view of one, an output of
   *     an operation with several views, a view made without recording, elements that share memory,
   *     or an inference tensor outside inference mode
   */
  public static boolean check(String operation, Tensor x, Tensor... others) {
    if (x.storage().isInference() && !GradMode.isInference()) {
      throw new IllegalStateException(
          operation
              + ": Inplace update to inference tensor outside InferenceMode is not allowed. You can"
              + " make a clone to get a normal tensor before doing inplace update.");
    }
    checkOverlap(operation, x);
    if (!GradMode.isEnabled()) {
      return false;
    }
    boolean recorded = x.requiresGrad() || (x.base() != null && x.base().requiresGrad());
    for (Tensor other : others) {
      recorded |= other.requiresGrad();
    }
    if (recorded) {
      checkHistory(operation, x);
    }
    return recorded;
  }

  private static void checkHistory(String operation, Tensor x) {
    Tensor base = x.base();
    if (base != null) {
      if (x.viewKind() == Tensor.ViewKind.NO_GRAD) {
        throw new IllegalStateException(
            operation
                + ": A view was created in no_grad mode and is being modified inplace with grad"
                + " mode enabled. Given that this use case is ambiguous and error-prone, it is"
                + " forbidden. You can clarify your code by moving both the view and the inplace"
                + " either both inside the noGrad block (if you don't want the inplace to be"
                + " tracked) or both outside (if you want the inplace to be tracked).");
      }
      if (x.viewKind() == Tensor.ViewKind.ONE_OF_SEVERAL) {
        throw new IllegalStateException(
            operation
                + ": Output of "
                + (x.gradFn() == null ? "a function" : x.gradFn().name())
                + " is a view and is being modified inplace. This view is the output of a function"
                + " that returns multiple views. Such functions do not allow the output views to be"
                + " modified inplace. You should replace the inplace operation by an out-of-place"
                + " one.");
      }
      if (x.requiresGrad() && base.isLeaf() && base.requiresGrad()) {
        throw new IllegalStateException(
            operation
                + ": a view of a leaf Variable that requires grad is being used in an in-place"
                + " operation. Wrap it in GradMode.noGrad() or change a clone()");
      }
    }
    if (x.requiresGrad() && x.isLeaf()) {
      throw new IllegalStateException(
          operation
              + ": a leaf Variable that requires grad is being used in an in-place operation."
              + " Wrap it in GradMode.noGrad() or change a clone()");
    }
  }

  private static void checkOverlap(String operation, Tensor x) {
    if (x.base() == null) {
      return;
    }
    int[] strides = x.strides();
    Shape shape = x.shape();
    for (int i = 0; i < strides.length; i++) {
      if (strides[i] == 0 && shape.size(i) > 1) {
        throw new IllegalStateException(
            operation
                + ": unsupported operation: more than one element of the written-to tensor refers"
                + " to a single memory location. Please clone() the tensor before performing the"
                + " operation.");
      }
    }
  }

  /** {@code values} with the history that {@code x} has now: x as it was before the change. */
  public static Tensor before(Tensor x, Tensor values) {
    if (x.gradFn() != null) {
      values.autograd().setHistory(x.gradFn(), x.autograd().outputNr());
    }
    return values;
  }

  /** Makes the operation that gave {@code result} the history of the overwritten {@code x}. */
  public static void rebase(Tensor x, Tensor result) {
    Tensor base = x.base();
    if (base == null) {
      x.autograd().setHistory(result.gradFn(), result.autograd().outputNr());
      return;
    }
    StridedViews.Geometry whole = StridedViews.Geometry.of(base);
    StridedViews.Geometry part = StridedViews.Geometry.of(x);
    Recorder.always("CopySlices")
        .input(before(base, base.detach()), (g, s) -> StridedViews.without(g, whole, part))
        .input(result, (g, s) -> StridedViews.pick(g, whole, part))
        .record(base);
  }

  /** Gives a view of a base that was changed in place its new history. */
  public static void regenerate(Tensor view, Tensor base) {
    StridedViews.Geometry whole = StridedViews.Geometry.of(base);
    StridedViews.Geometry part = StridedViews.Geometry.of(view);
    Recorder.always("AsStridedBackward0")
        .input(base, (g, s) -> StridedViews.put(g, whole, part))
        .record(view);
  }
}
