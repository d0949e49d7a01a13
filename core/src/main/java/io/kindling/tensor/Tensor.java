package io.kindling.tensor;

import io.kindling.autograd.Autograd;
import io.kindling.autograd.AutogradMeta;
import io.kindling.autograd.GradMode;
import io.kindling.autograd.HookHandle;
import io.kindling.autograd.InPlaceHistory;
import io.kindling.autograd.Node;
import io.kindling.ops.ArrangementMethods;
import io.kindling.ops.Copy;
import io.kindling.ops.InPlaceMethods;
import io.kindling.ops.MathMethods;
import io.kindling.ops.MatrixMethods;
import io.kindling.ops.PointwiseMethods;
import io.kindling.ops.ReductionMethods;
import io.kindling.ops.ShapeMethods;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A multi-dimensional array that can remember how it was computed. Names, defaults and errors are
 * those of {@code torch.Tensor}; the operations come from the interfaces it implements, one a
 * family.
 *
 * <p>Element {@code (i0, i1, ...)} lies at {@code offset + i0*stride0 + i1*stride1 + ...} of its
 * {@link Storage}, which views share. Not thread-safe.
 */
public final class Tensor
    implements PointwiseMethods,
        ReductionMethods,
        ShapeMethods,
        MatrixMethods,
        MathMethods,
        ArrangementMethods,
        InPlaceMethods,
        Cloneable,
        Serializable {
  private static final long serialVersionUID = 1L;

  private final transient Shape shape;
  private final transient int[] strides;
  private transient Storage storage;
  private transient int offset;

  /** Of what this is a view; null when it is none. */
  private transient Origin origin;

  private transient AutogradMeta autograd;

  private Tensor(Storage storage, Shape shape, int[] strides, int offset) {
    this.storage = storage;
    this.shape = shape;
    this.strides = strides;
    // A view of nothing may begin behind the last element.
    this.offset = shape.numel() == 0 ? 0 : offset;
  }

  /**
   * A contiguous tensor over {@code storage}, from its first element; for writers of operations.
   */
  public static Tensor wrap(Storage storage, Shape shape) {
    return new Tensor(storage, shape, shape.sharedStrides(), 0);
  }

  /** A tensor over any part of {@code storage}, without history; for writers of operations. */
  public static Tensor strided(Storage storage, Shape shape, int[] strides, int offset) {
    return new Tensor(storage, shape, strides.clone(), offset);
  }

  /** A new contiguous tensor of zeros; for writers of operations. */
  public static Tensor allocate(DType dtype, Shape shape) {
    return wrap(Storage.allocate(dtype, shape.numel()), shape);
  }

  /** The sizes of the dimensions. {@code torch.Tensor.shape}. */
  public Shape shape() {
    return shape;
  }

  /** Number of dimensions. */
  public int dim() {
    return shape.dim();
  }

  /** Size of a dimension; negative counts from the last. */
  public int size(int dim) {
    return shape.size(dim);
  }

  /** Number of elements. */
  public int numel() {
    return shape.numel();
  }

  /** The type of the elements. {@code torch.Tensor.dtype}. */
  public DType dtype() {
    return storage.dtype();
  }

  /** A fresh copy of the strides, in elements. */
  public int[] strides() {
    return strides.clone();
  }

  /** Index in the storage of the first element. */
  public int offset() {
    return offset;
  }

  /** The elements, shared with every view. */
  public Storage storage() {
    return storage;
  }

  /** How often the elements were changed in place. */
  public int version() {
    return storage.version();
  }

  /** True when the elements lie in row-major order without gaps. */
  public boolean isContiguous() {
    int expected = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      int size = shape.size(i);
      if (size != 1) {
        if (strides[i] != expected) {
          return shape.numel() == 0;
        }
        expected *= size;
      }
    }
    return true;
  }

  /** The tensor this is a view of; null when it is none. */
  public Tensor base() {
    return origin == null ? null : origin.base;
  }

  /** Where a view comes from: an object of its own, for most tensors are none. */
  private static final class Origin {
    final Tensor base;
    final ViewKind kind;

    /** The version of the elements that the view's history knows. */
    int version;

    Origin(Tensor base, ViewKind kind, int version) {
      this.base = base;
      this.kind = kind;
      this.version = version;
    }
  }

  /** How a view came to be, which decides whether it may be changed in place. */
  public enum ViewKind {
    /** While operations were recorded. */
    DEFAULT,
    /** While they were not. */
    NO_GRAD,
    /** By an operation with several results, as {@code unbind}. */
    ONE_OF_SEVERAL
  }

  /** How this view came to be; null when it is none. */
  public ViewKind viewKind() {
    return origin == null ? null : origin.kind;
  }

  /** A view of the same elements with other geometry; history is the caller's to record. */
  public Tensor viewAs(Shape viewShape, int[] viewStrides, int viewOffset) {
    return viewAs(
        viewShape,
        viewStrides,
        viewOffset,
        GradMode.isEnabled() ? ViewKind.DEFAULT : ViewKind.NO_GRAD);
  }

  /** {@link #viewAs(Shape, int[], int)} of a given kind. */
  public Tensor viewAs(Shape viewShape, int[] viewStrides, int viewOffset, ViewKind kind) {
    Tensor view = new Tensor(storage, viewShape, viewStrides, viewOffset);
    boolean first = origin == null;
    // A view of such a view is as restricted as that one.
    ViewKind strictest = first || origin.kind == ViewKind.DEFAULT ? kind : origin.kind;
    view.origin = new Origin(first ? this : origin.base, strictest, storage.version());
    return view;
  }

  /** A view whose base was changed in place since gets its new history. */
  private void follow() {
    if (origin != null && origin.version != storage.version()) {
      origin.version = storage.version();
      if (origin.kind != ViewKind.NO_GRAD && origin.base.requiresGrad()) {
        InPlaceHistory.regenerate(this, origin.base);
      }
    }
  }

  /**
   * Moves the elements into {@code target} from {@code targetOffset} on, in row-major order; the
   * tensor keeps its identity. Used to lay parameters side by side in one buffer.
   *
   * @throws IllegalStateException when this is a view or not contiguous
   */
  public void rehome(Storage target, int targetOffset) {
    if (origin != null || !isContiguous() || target.dtype() != dtype()) {
      throw new IllegalStateException(
          "Tensor.rehome: needs a contiguous tensor that is no view, of the target's type; got "
              + dtype()
              + " "
              + shape
              + " for a storage of "
              + target.dtype());
    }
    System.arraycopy(storage.array(), offset, target.array(), targetOffset, numel());
    storage = target;
    offset = targetOffset;
  }

  /**
   * Gives this tensor the elements of {@code other}, without copying or recording, as assigning to
   * {@code data} does in PyTorch: how a module changes its parameters' type and keeps them the same
   * objects. An existing gradient is converted too.
   *
   * @throws IllegalStateException when the shapes differ, or this is a view or no leaf
   */
  public void setData(Tensor other) {
    boolean fits = other.shape.equals(shape) && other.isContiguous();
    if (origin != null || !isLeaf() || !isContiguous() || !fits) {
      throw new IllegalStateException(
          "Tensor.setData: needs a contiguous leaf that is no view and contiguous data of the same"
              + " shape; got "
              + shape
              + " and "
              + other.shape);
    }
    storage = other.storage;
    offset = other.offset;
    if (autograd != null) {
      autograd.retype();
    }
  }

  /**
   * The only element.
   *
   * @throws IllegalStateException when there is not exactly one
   */
  public double item() {
    if (numel() != 1) {
      throw new IllegalStateException(
          "a Tensor with " + numel() + " elements cannot be converted to Scalar");
    }
    return storage.getDouble(offset);
  }

  /** The element at the given index. */
  public double get(int... index) {
    if (index.length != dim()) {
      throw new IllegalArgumentException(
          "Tensor.get: got " + index.length + " indices for shape " + shape);
    }
    int at = offset;
    for (int i = 0; i < index.length; i++) {
      if (index[i] < 0 || index[i] >= shape.size(i)) {
        throw new IndexOutOfBoundsException(
            "index " + index[i] + " is out of bounds for dimension " + i + " with size " + size(i));
      }
      at += index[i] * strides[i];
    }
    return storage.getDouble(at);
  }

  /** A row-major copy of the elements as floats. */
  public float[] toFloatArray() {
    Storage dense = dense();
    int from = dense == storage ? offset : 0;
    if (dense.dtype() == DType.FLOAT32) {
      return Arrays.copyOfRange(dense.floats(), from, from + numel());
    }
    float[] values = new float[numel()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) dense.getDouble(from + i);
    }
    return values;
  }

  /** A row-major copy of the elements as doubles. */
  public double[] toDoubleArray() {
    Storage dense = dense();
    int from = dense == storage ? offset : 0;
    double[] values = new double[numel()];
    for (int i = 0; i < values.length; i++) {
      values[i] = dense.getDouble(from + i);
    }
    return values;
  }

  /** A row-major copy of the elements as longs. */
  public long[] toLongArray() {
    Storage dense = dense();
    int from = dense == storage ? offset : 0;
    long[] values = new long[numel()];
    for (int i = 0; i < values.length; i++) {
      values[i] = dense.getLong(from + i);
    }
    return values;
  }

  private Storage dense() {
    return isContiguous() ? storage : detach().contiguous().storage();
  }

  /** What autograd keeps about this tensor. */
  public AutogradMeta autograd() {
    follow();
    if (autograd == null) {
      autograd = new AutogradMeta(this);
    }
    return autograd;
  }

  /** Whether operations on this tensor are recorded. {@code torch.Tensor.requires_grad}. */
  public boolean requiresGrad() {
    follow();
    return autograd != null && autograd.requiresGrad();
  }

  /** Sets whether operations on this leaf are recorded; returns this. */
  public Tensor requiresGrad_(boolean requires) {
    if (requires || autograd != null) {
      autograd().setRequiresGrad(requires);
    }
    return this;
  }

  /** {@code requiresGrad_(true)}. */
  public Tensor requiresGrad_() {
    return requiresGrad_(true);
  }

  /** True for a tensor that no recorded operation made. */
  public boolean isLeaf() {
    follow();
    return autograd == null || autograd.isLeaf();
  }

  /** The operation that made this tensor; null for a leaf. */
  public Node gradFn() {
    follow();
    return autograd == null ? null : autograd.gradFn();
  }

  /** The gradient that backward passes have added up; null when there is none. */
  public Tensor grad() {
    return autograd == null ? null : autograd.grad();
  }

  /** Replaces the gradient; null clears it. */
  public void setGrad(Tensor grad) {
    if (grad != null || autograd != null) {
      autograd().setGrad(grad);
    }
  }

  /** Keeps the gradient of this non-leaf too. */
  public void retainGrad() {
    autograd().retainGrad();
  }

  /**
   * Calls {@code hook} with this tensor's gradient whenever it is computed; what the hook returns,
   * unless null, takes the gradient's place.
   */
  public HookHandle registerHook(UnaryOperator<Tensor> hook) {
    return autograd().registerHook(hook);
  }

  /**
   * Calls {@code hook} with this leaf whenever a backward pass has added to its gradient: once a
   * pass, however often the leaf was used, and not at all when none of the pass's gradients reach
   * it. What was in {@code grad} before, as of earlier passes, is part of what the hook sees.
   */
  public HookHandle registerPostAccumulateGradHook(Consumer<Tensor> hook) {
    return autograd().registerPostAccumulateGradHook(hook);
  }

  /** Adds the gradients of this scalar into all leaves. */
  public void backward() {
    backward(null, false, false);
  }

  /** Adds the gradients of {@code sum(this * gradient)} into all leaves. */
  public void backward(Tensor gradient) {
    backward(gradient, false, false);
  }

  /** As {@link Autograd#backward}. */
  public void backward(Tensor gradient, boolean retainGraph, boolean createGraph) {
    Autograd.backward(
        List.of(this), gradient == null ? null : List.of(gradient), retainGraph, createGraph);
  }

  /** The same elements without history. */
  public Tensor detach() {
    return new Tensor(storage, shape, strides, offset);
  }

  /**
   * Makes this tensor a leaf without history that requires no gradient; returns it.
   *
   * @throws IllegalStateException for a view: detach() it instead
   */
  public Tensor detach_() {
    if (origin != null) {
      throw new IllegalStateException(
          "Can't detach views in-place. Use detach() instead: its result shares the elements");
    }
    if (autograd != null) {
      autograd.detach();
    }
    return this;
  }

  /** A copy of the elements, recorded. */
  @Override
  public Tensor clone() {
    return Copy.copyOf(this);
  }

  /** PyTorch's text form. */
  @Override
  public String toString() {
    return TensorPrinter.format(this);
  }

  private Object writeReplace() {
    return SerializedTensor.of(this);
  }
}
