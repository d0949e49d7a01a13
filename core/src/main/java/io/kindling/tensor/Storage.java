package io.kindling.tensor;

import io.kindling.autograd.GradMode;
import io.kindling.kernel.LanesShape;

/**
 * The elements behind one or more tensors: one Java array and a version that counts in-place
 * changes. Views and detached tensors share it. Not thread-safe.
 *
 * <p>The fast operations on images leave their float32 results in the {@linkplain
 * io.kindling.kernel.Lanes lanes layout} and read them from there; whoever asks for the array gets
 * it row-major, converted at that moment and for good. So it is with {@linkplain SparseElements
 * sparse elements}.
 */
public final class Storage {
  /** The bit of the version that says it was made in inference mode. */
  private static final int INFERENCE = 1 << 31;

  private final DType dtype;
  private final int length;

  /**
   * In the lanes layout where there is a {@link #lanesShape}, else row-major, or the {@link
   * SparseElements}. While the elements are pending, the generation of a backward pass in which
   * they were made.
   */
  private Object array;

  private LanesShape lanesShape;
  private PendingLanes pending;

  /** With {@link #INFERENCE}, for there are many storages and they are small. */
  private int version = GradMode.isInference() ? INFERENCE : 0;

  private String lastChange;

  private Storage(DType dtype, Object array, int length) {
    this.dtype = dtype;
    this.array = array;
    this.length = length;
  }

  /** A zero-filled storage of {@code length} elements. */
  public static Storage allocate(DType dtype, int length) {
    Object array =
        switch (dtype) {
          case FLOAT32 -> new float[length];
          case FLOAT64 -> new double[length];
          case INT64 -> new long[length];
          case UINT8, BOOL -> new byte[length];
        };
    return new Storage(dtype, array, length);
  }

  /** Wraps the array without copying. */
  public static Storage of(float[] values) {
    return new Storage(DType.FLOAT32, values, values.length);
  }

  /** Wraps the array without copying. */
  public static Storage of(double[] values) {
    return new Storage(DType.FLOAT64, values, values.length);
  }

  /** Wraps the array without copying. */
  public static Storage of(long[] values) {
    return new Storage(DType.INT64, values, values.length);
  }

  /** Wraps bytes as {@link DType#UINT8} or {@link DType#BOOL} without copying. */
  public static Storage of(DType dtype, byte[] values) {
    if (dtype != DType.UINT8 && dtype != DType.BOOL) {
      throw new IllegalArgumentException("Storage.of: bytes hold uint8 or bool, not " + dtype);
    }
    return new Storage(dtype, values, values.length);
  }

  /** Wraps an activation in the lanes layout without copying. */
  public static Storage ofLanes(float[] lanes, LanesShape shape) {
    Storage storage = new Storage(DType.FLOAT32, lanes, shape.batch() * shape.features());
    storage.lanesShape = shape;
    return storage;
  }

  /** An activation that is computed, in the lanes layout, when it is first asked for. */
  public static Storage ofPending(PendingLanes pending, LanesShape shape) {
    Storage storage = ofLanes(null, shape);
    storage.pending = pending;
    storage.array = GradientArrays.generation();
    return storage;
  }

  /** Elements that are held without their zeros. */
  public static Storage ofSparse(SparseElements elements) {
    return new Storage(elements.dtype(), elements, elements.length());
  }

  /** The elements as long as they are held without their zeros; null when they are not. */
  public SparseElements sparse() {
    return array instanceof SparseElements elements ? elements : null;
  }

  /** What computes the elements; null when they are there. */
  public PendingLanes pending() {
    return pending;
  }

  /** The sizes of what is held in the lanes layout; null while the elements are row-major. */
  public LanesShape lanesShape() {
    return lanesShape;
  }

  /** The elements in the lanes layout; null while they are row-major. */
  public float[] lanes() {
    if (pending != null) {
      float[] lanes = pending.compute();
      Object generation = array;
      array = lanes;
      pending = null;
      if (generation != GradientArrays.generation()) {
        // Made before the backward pass that asks: others than its engine may hold this tensor.
        GradientArrays.keep(lanes);
      }
    }
    return lanesShape == null ? null : (float[]) array;
  }

  /** True if the elements are, or wait to be computed from, those in {@code values}. */
  public boolean isOver(float[] values) {
    return array == values
        || (pending != null && pending.reads(values))
        || (array instanceof SparseElements elements && elements.isOver(values));
  }

  public DType dtype() {
    return dtype;
  }

  /** Number of elements. */
  public int length() {
    return length;
  }

  /** How often the elements were changed in place. */
  public int version() {
    return version & ~INFERENCE;
  }

  /** Counts an in-place change; every in-place operation calls it once. */
  public void bumpVersion() {
    bumpVersion(null);
  }

  /** Counts an in-place change by {@code operation}, which errors will name. */
  public void bumpVersion(String operation) {
    version = version & INFERENCE | version + 1 & ~INFERENCE;
    lastChange = operation;
  }

  /** The operation that changed the elements last; null when unknown. */
  public String lastChange() {
    return lastChange;
  }

  /** True when made inside {@link GradMode#inferenceMode}. */
  public boolean isInference() {
    return version < 0;
  }

  /** The elements of a float32 storage. */
  public float[] floats() {
    return (float[]) array();
  }

  /** The elements of a float64 storage. */
  public double[] doubles() {
    return (double[]) array();
  }

  /** The elements of an int64 storage. */
  public long[] longs() {
    return (long[]) array;
  }

  /** The elements of a uint8 or bool storage. */
  public byte[] bytes() {
    return (byte[]) array;
  }

  /** The array itself. */
  public Object array() {
    if (lanesShape != null) {
      float[] rows = new float[length];
      lanesShape.unpack(lanes(), rows, 0);
      array = rows;
      lanesShape = null;
    } else if (array instanceof SparseElements elements) {
      array = elements.dense();
    }
    return array;
  }

  /** Element {@code i} as a double; true is 1. */
  public double getDouble(int i) {
    return switch (dtype) {
      case FLOAT32 -> floats()[i];
      case FLOAT64 -> doubles()[i];
      case INT64 -> longs()[i];
      case UINT8, BOOL -> bytes()[i] & 0xff;
    };
  }

  /** Element {@code i} as a long, truncated towards zero. */
  public long getLong(int i) {
    return switch (dtype) {
      case FLOAT32 -> (long) floats()[i];
      case FLOAT64 -> (long) doubles()[i];
      case INT64 -> longs()[i];
      case UINT8, BOOL -> bytes()[i] & 0xff;
    };
  }

  /** Stores {@code value}, converted as a cast in C would. */
  public void setDouble(int i, double value) {
    switch (dtype) {
      case FLOAT32 -> floats()[i] = (float) value;
      case FLOAT64 -> doubles()[i] = value;
      case INT64 -> longs()[i] = (long) value;
      case UINT8 -> bytes()[i] = (byte) (long) value;
      case BOOL -> bytes()[i] = (byte) (value != 0 ? 1 : 0);
    }
  }

  /** Stores {@code value}, converted as a cast in C would. */
  public void setLong(int i, long value) {
    switch (dtype) {
      case FLOAT32 -> floats()[i] = value;
      case FLOAT64 -> doubles()[i] = value;
      case INT64 -> longs()[i] = value;
      case UINT8 -> bytes()[i] = (byte) value;
      case BOOL -> bytes()[i] = (byte) (value != 0 ? 1 : 0);
    }
  }
}
