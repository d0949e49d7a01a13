package io.kindling.torchdb;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/** How the elements of an input lie in memory. */
enum Layout {
  /** In order, nothing between. */
  CONTIGUOUS,
  /** The first dimension fastest, as after a transposition. */
  TRANSPOSED,
  /** Every other element of a larger storage, from the second on. */
  STEPPED;

  Tensor tensor(DType dtype, Shape shape, double[] values) {
    return tensor(
        dtype, shape, values.length, (storage, at, i) -> set(storage, dtype, at, values[i]));
  }

  /** Of whole numbers, which may be too large for a double. */
  Tensor tensor(DType dtype, Shape shape, long[] values) {
    return tensor(dtype, shape, values.length, (storage, at, i) -> storage.setLong(at, values[i]));
  }

  private interface Setter {
    void set(Storage storage, int at, int i);
  }

  private Tensor tensor(DType dtype, Shape shape, int size, Setter setter) {
    if (this == CONTIGUOUS) {
      Tensor tensor = Tensor.allocate(dtype, shape);
      for (int i = 0; i < size; i++) {
        setter.set(tensor.storage(), i, i);
      }
      return tensor;
    }
    int[] strides = shape.contiguousStrides();
    int[] order = strides.clone();
    int offset = this == STEPPED ? 3 : 0;
    if (this == TRANSPOSED) {
      int next = 1;
      for (int d = 0; d < strides.length; d++) {
        strides[d] = next;
        next *= Math.max(1, shape.size(d));
      }
    } else if (this == STEPPED) {
      for (int d = 0; d < strides.length; d++) {
        strides[d] *= 2;
      }
    }
    Storage storage = Storage.allocate(dtype, Math.max(1, offset + 2 * size));
    if (this == STEPPED) {
      for (int i = 0; i < offset + 2 * size; i++) {
        storage.setDouble(i, 77);
      }
    }
    for (int i = 0; i < size; i++) {
      int rest = i;
      int at = offset;
      for (int d = 0; d < strides.length; d++) {
        at += rest / order[d] * strides[d];
        rest %= order[d];
      }
      setter.set(storage, at, i);
    }
    return Tensor.strided(storage, shape, strides, offset);
  }

  private static void set(Storage storage, DType dtype, int at, double value) {
    if (dtype.isFloatingPoint()) {
      storage.setDouble(at, value);
    } else {
      storage.setLong(at, (long) value);
    }
  }
}
