package io.kindling.tensor;

import io.kindling.random.Generator;
import java.util.Arrays;

/** Makes tensors: the factories of the {@code torch} module. Meant to be imported statically. */
public final class Tensors {
  private Tensors() {}

  /** A scalar of float32, as {@code torch.tensor(2.)}. */
  public static Tensor scalar(double value) {
    return scalar(DType.FLOAT32, value);
  }

  /** A scalar. */
  public static Tensor scalar(DType dtype, double value) {
    return full(dtype, value);
  }

  /** A vector of float32. */
  public static Tensor tensor(float... values) {
    return Tensor.wrap(Storage.of(values.clone()), Shape.of(values.length));
  }

  /** A vector of float64. */
  public static Tensor tensor(double... values) {
    return Tensor.wrap(Storage.of(values.clone()), Shape.of(values.length));
  }

  /** A vector of int64. */
  public static Tensor tensor(long... values) {
    return Tensor.wrap(Storage.of(values.clone()), Shape.of(values.length));
  }

  /** A vector of bool. */
  public static Tensor tensor(boolean... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return Tensor.wrap(Storage.of(DType.BOOL, bytes), Shape.of(bytes.length));
  }

  /** A matrix of float32, row by row. */
  public static Tensor tensor(float[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    float[] values = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      checkRow(rows[i].length, columns, i);
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return Tensor.wrap(Storage.of(values), Shape.of(rows.length, columns));
  }

  /** A matrix of float64, row by row. */
  public static Tensor tensor(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] values = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      checkRow(rows[i].length, columns, i);
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return Tensor.wrap(Storage.of(values), Shape.of(rows.length, columns));
  }

  /** A matrix of int64, row by row. */
  public static Tensor tensor(long[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    long[] values = new long[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      checkRow(rows[i].length, columns, i);
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return Tensor.wrap(Storage.of(values), Shape.of(rows.length, columns));
  }

  private static void checkRow(int length, int columns, int row) {
    if (length != columns) {
      throw new IllegalArgumentException(
          "Tensors.tensor: expected sequence of length "
              + columns
              + " at dim 1 (got "
              + length
              + " in row "
              + row
              + ")");
    }
  }

  /** The values in row-major order, wrapped without copying. */
  public static Tensor wrap(float[] values, int... sizes) {
    return Tensor.wrap(Storage.of(values), checked(values.length, sizes));
  }

  /** The values in row-major order, wrapped without copying. */
  public static Tensor wrap(double[] values, int... sizes) {
    return Tensor.wrap(Storage.of(values), checked(values.length, sizes));
  }

  /** The values in row-major order, wrapped without copying. */
  public static Tensor wrap(long[] values, int... sizes) {
    return Tensor.wrap(Storage.of(values), checked(values.length, sizes));
  }

  /**
   * A matrix of float32 of which only some elements are held, in compressed rows; {@code
   * torch.sparse_csr_tensor}. {@code F.linear}, {@code mm} and {@code addmm} leave the zeros out
   * where it is their first operand; to all else it is a matrix with zeros, which are made when
   * they are first asked for.
   *
   * @param crowIndices where each row begins in {@code colIndices} and {@code values}, and the end
   *     of the last: rows + 1 numbers from 0 on
   * @param colIndices the columns of each row, ascending
   * @throws IllegalArgumentException when these are not such
   */
  public static Tensor sparseCsrTensor(
      int[] crowIndices, int[] colIndices, float[] values, int rows, int columns) {
    return sparse(crowIndices, colIndices, Storage.of(values.clone()), Shape.of(rows, columns));
  }

  /** {@link #sparseCsrTensor(int[], int[], float[], int, int)} of float64. */
  public static Tensor sparseCsrTensor(
      int[] crowIndices, int[] colIndices, double[] values, int rows, int columns) {
    return sparse(crowIndices, colIndices, Storage.of(values.clone()), Shape.of(rows, columns));
  }

  private static Tensor sparse(int[] crow, int[] col, Storage values, Shape shape) {
    int rows = shape.size(0);
    int held = values.length();
    if (crow.length != rows + 1 || crow[0] != 0 || crow[rows] != held || col.length != held) {
      throw new IllegalArgumentException(
          "sparseCsrTensor: "
              + rows
              + " rows with "
              + held
              + " values need "
              + (rows + 1)
              + " crowIndices from 0 to "
              + held
              + " and as many colIndices as values; got "
              + crow.length
              + " and "
              + col.length);
    }
    for (int row = 0; row < rows; row++) {
      if (crow[row] > crow[row + 1]) {
        throw new IllegalArgumentException(
            "sparseCsrTensor: crowIndices must not descend, as they do after row " + row);
      }
      int before = -1;
      for (int p = crow[row]; p < crow[row + 1]; p++) {
        if (col[p] <= before || col[p] >= shape.size(1)) {
          throw new IllegalArgumentException(
              "sparseCsrTensor: colIndices of a row must ascend within [0, "
                  + shape.size(1)
                  + "), row "
                  + row
                  + " has "
                  + col[p]
                  + (before < 0 ? "" : " after " + before));
        }
        before = col[p];
      }
    }
    return Tensor.wrap(
        Storage.ofSparse(new SparseRows(rows, shape.size(1), crow.clone(), col.clone(), values)),
        shape);
  }

  private static Shape checked(int length, int[] sizes) {
    Shape shape = Shape.of(sizes);
    if (shape.numel() != length) {
      throw new IllegalArgumentException(
          "Tensors.wrap: shape " + shape + " needs " + shape.numel() + " values, got " + length);
    }
    return shape;
  }

  /** Float32 zeros. */
  public static Tensor zeros(int... sizes) {
    return zeros(DType.FLOAT32, sizes);
  }

  public static Tensor zeros(DType dtype, int... sizes) {
    return MetaTensors.allocate(dtype, Shape.of(sizes));
  }

  public static Tensor zerosLike(Tensor other) {
    return Tensor.allocate(other.dtype(), other.shape());
  }

  /** Float32 ones. */
  public static Tensor ones(int... sizes) {
    return ones(DType.FLOAT32, sizes);
  }

  public static Tensor ones(DType dtype, int... sizes) {
    return full(dtype, 1, sizes);
  }

  public static Tensor onesLike(Tensor other) {
    return full(other.dtype(), 1, other.shape().toArray());
  }

  /** Every element {@code value}; float32. */
  public static Tensor full(double value, int... sizes) {
    return full(DType.FLOAT32, value, sizes);
  }

  /** Every element {@code value}. */
  public static Tensor full(DType dtype, double value, int... sizes) {
    Tensor tensor = MetaTensors.allocate(dtype, Shape.of(sizes));
    switch (dtype) {
      case FLOAT32 -> Arrays.fill(tensor.storage().floats(), (float) value);
      case FLOAT64 -> Arrays.fill(tensor.storage().doubles(), value);
      case INT64 -> Arrays.fill(tensor.storage().longs(), (long) value);
      case UINT8 -> Arrays.fill(tensor.storage().bytes(), (byte) (long) value);
      case BOOL -> Arrays.fill(tensor.storage().bytes(), (byte) (value != 0 ? 1 : 0));
    }
    return tensor;
  }

  public static Tensor fullLike(Tensor other, double value) {
    return full(other.dtype(), value, other.shape().toArray());
  }

  /** Not yet meaningful elements; zeros here, as Java gives them. Float32. */
  public static Tensor empty(int... sizes) {
    return zeros(DType.FLOAT32, sizes);
  }

  public static Tensor empty(DType dtype, int... sizes) {
    return zeros(dtype, sizes);
  }

  public static Tensor emptyLike(Tensor other) {
    return zerosLike(other);
  }

  /** 0, 1, ..., end-1 as int64. */
  public static Tensor arange(long end) {
    return arange(0, end, 1);
  }

  /** start, start+step, ... below (above, for a negative step) end, as int64. */
  public static Tensor arange(long start, long end, long step) {
    boolean fits = step > 0 ? start <= end : step < 0 && start >= end;
    double span = (double) end - start;
    if (!fits || Math.abs(span) > 0x1p62 || span / step > Integer.MAX_VALUE - 1) {
      throw new IllegalArgumentException(
          "arange: bounds "
              + start
              + " and "
              + end
              + " do not fit step "
              + step
              + (fits ? ": too many elements" : ""));
    }
    int n = (int) ((end - start) / step + ((end - start) % step == 0 ? 0 : 1));
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      values[i] = start + i * step;
    }
    return wrap(values, n);
  }

  /** {@code steps} values evenly from start to end, both included; float32. */
  public static Tensor linspace(double start, double end, int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException(
          "linspace: number of steps must be non-negative, got " + steps);
    }
    float[] values = new float[steps];
    double step = steps > 1 ? (end - start) / (steps - 1) : 0;
    for (int i = 0; i < steps; i++) {
      // PyTorch counts the second half from the end, so that both ends are exact.
      values[i] = (float) (i < steps / 2 ? start + step * i : end - step * (steps - 1 - i));
    }
    return wrap(values, steps);
  }

  /** The identity matrix; float32. */
  public static Tensor eye(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("eye: n must be greater or equal to 0, got " + n);
    }
    Tensor eye = zeros(n, n);
    for (int i = 0; i < n; i++) {
      eye.storage().floats()[i * n + i] = 1;
    }
    return eye;
  }

  /** Uniform in [0, 1), from this thread's generator; float32. */
  public static Tensor rand(int... sizes) {
    return rand(DType.FLOAT32, Generator.current(), sizes);
  }

  /** Uniform in [0, 1). */
  public static Tensor rand(DType dtype, Generator generator, int... sizes) {
    Tensor tensor = zeros(dtype, sizes);
    for (int i = 0; i < tensor.numel(); i++) {
      tensor
          .storage()
          .setDouble(i, dtype == DType.FLOAT64 ? generator.nextDouble() : generator.nextFloat());
    }
    return tensor;
  }

  /** Standard normal, from this thread's generator; float32. */
  public static Tensor randn(int... sizes) {
    return randn(DType.FLOAT32, Generator.current(), sizes);
  }

  /** Standard normal. */
  public static Tensor randn(DType dtype, Generator generator, int... sizes) {
    Tensor tensor = zeros(dtype, sizes);
    for (int i = 0; i < tensor.numel(); i++) {
      tensor.storage().setDouble(i, generator.nextGaussian());
    }
    return tensor;
  }

  /** Uniform in [0, 1), with the type and shape of another. */
  public static Tensor randLike(Tensor other) {
    return rand(other.dtype(), Generator.current(), other.shape().toArray());
  }

  /** Standard normal, with the type and shape of another. */
  public static Tensor randnLike(Tensor other) {
    return randn(other.dtype(), Generator.current(), other.shape().toArray());
  }

  /** Uniform integers in [low, high), from this thread's generator; int64. */
  public static Tensor randint(long low, long high, int... sizes) {
    if (low >= high) {
      throw new IllegalArgumentException(
          "randint: expects low to be less than high, but got " + low + " and " + high);
    }
    Generator generator = Generator.current();
    Tensor tensor = zeros(DType.INT64, sizes);
    long[] values = tensor.storage().longs();
    for (int i = 0; i < values.length; i++) {
      values[i] = low + generator.nextLong(high - low);
    }
    return tensor;
  }
}
