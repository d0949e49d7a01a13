package io.kindling.io;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Elements of tensors as little-endian bytes in row-major order, through a small buffer, so that a
 * large tensor is never in memory twice. Not thread-safe.
 */
final class TensorBytes {
  private static final int CHUNK = 1 << 16;

  /** What a header may make us reserve before any of its bytes were seen. */
  private static final int TRUSTED_BYTES = 1 << 24;

  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

  void write(Tensor tensor, OutputStream out) throws IOException {
    Tensor dense = tensor.isContiguous() ? tensor : tensor.detach().contiguous();
    Storage storage = dense.storage();
    int width = storage.dtype().bytes();
    int end = dense.offset() + dense.numel();
    for (int at = dense.offset(); at < end; ) {
      int n = Math.min(CHUNK / width, end - at);
      buffer.clear();
      switch (storage.dtype()) {
        case FLOAT32 -> buffer.asFloatBuffer().put(storage.floats(), at, n);
        case FLOAT64 -> buffer.asDoubleBuffer().put(storage.doubles(), at, n);
        case INT64 -> buffer.asLongBuffer().put(storage.longs(), at, n);
        case UINT8, BOOL -> buffer.put(storage.bytes(), at, n);
      }
      out.write(buffer.array(), 0, n * width);
      at += n;
    }
  }

  /** Reads a tensor; memory is taken as bytes arrive, so that a lying header costs little. */
  Tensor read(String name, DType dtype, Shape shape, InputStream in) throws IOException {
    int width = dtype.bytes();
    int length = shape.numel();
    Object array =
        Storage.allocate(dtype, Math.min(length, Math.max(TRUSTED_BYTES / width, 1))).array();
    int capacity = Math.min(length, Math.max(TRUSTED_BYTES / width, 1));
    for (int at = 0; at < length; ) {
      if (at == capacity) {
        capacity = (int) Math.min(length, 2L * capacity);
        array = grow(dtype, array, capacity);
      }
      int n = Math.min(CHUNK / width, capacity - at);
      int got = in.readNBytes(buffer.array(), 0, n * width);
      if (got < n * width) {
        throw new FormatException(
            "safetensors: the data ends inside tensor \""
                + name
                + "\": it needs "
                + (long) length * width
                + " bytes, "
                + ((long) at * width + got)
                + " are there; the file was cut off");
      }
      take(name, dtype, array, at, n);
      at += n;
    }
    return Tensor.wrap(storage(dtype, array), shape);
  }

  private void take(String name, DType dtype, Object array, int at, int n) throws IOException {
    buffer.clear();
    switch (dtype) {
      case FLOAT32 -> buffer.asFloatBuffer().get((float[]) array, at, n);
      case FLOAT64 -> buffer.asDoubleBuffer().get((double[]) array, at, n);
      case INT64 -> buffer.asLongBuffer().get((long[]) array, at, n);
      case UINT8 -> buffer.get((byte[]) array, at, n);
      case BOOL -> {
        buffer.get((byte[]) array, at, n);
        for (int i = at; i < at + n; i++) {
          byte value = ((byte[]) array)[i];
          if (value != 0 && value != 1) {
            throw new FormatException(
                "safetensors: element "
                    + i
                    + " of BOOL tensor \""
                    + name
                    + "\" is the byte "
                    + (value & 0xff)
                    + ", neither 0 nor 1");
          }
        }
      }
    }
  }

  private static Object grow(DType dtype, Object array, int length) {
    return switch (dtype) {
      case FLOAT32 -> Arrays.copyOf((float[]) array, length);
      case FLOAT64 -> Arrays.copyOf((double[]) array, length);
      case INT64 -> Arrays.copyOf((long[]) array, length);
      case UINT8, BOOL -> Arrays.copyOf((byte[]) array, length);
    };
  }

  private static Storage storage(DType dtype, Object array) {
    return switch (dtype) {
      case FLOAT32 -> Storage.of((float[]) array);
      case FLOAT64 -> Storage.of((double[]) array);
      case INT64 -> Storage.of((long[]) array);
      case UINT8, BOOL -> Storage.of(dtype, (byte[]) array);
    };
  }
}
