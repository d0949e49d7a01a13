package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.kernel.Kernels;
import io.kindling.kernel.MatMulShape;
import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/** Matrix products. */
public final class MatMul {
  private MatMul() {}

  /** (n, k) times (k, m). */
  public static Tensor mm(Tensor a, Tensor b) {
    if (a.dim() != 2 || b.dim() != 2 || a.size(1) != b.size(0)) {
      throw mismatch("mm", a, b);
    }
    checkTypes("mm", a, b);
    Tensor out = product(a, b);
    return Recorder.op("MmBackward0")
        .save(a, b)
        .input(a, (g, s) -> mm(g, s.get(1).t()))
        .input(b, (g, s) -> secondGradient(s.get(0), s.get(1), g))
        .record(out);
  }

  /** Batches of matrices: (b, n, k) times (b, k, m). */
  public static Tensor bmm(Tensor a, Tensor b) {
    if (a.dim() != 3 || b.dim() != 3 || a.size(0) != b.size(0) || a.size(2) != b.size(1)) {
      throw mismatch("bmm", a, b);
    }
    checkTypes("bmm", a, b);
    Tensor out = Tensor.allocate(a.dtype(), Shape.of(a.size(0), a.size(1), b.size(2)));
    for (int i = 0; i < a.size(0); i++) {
      product(
          out,
          i * a.size(1) * b.size(2),
          a,
          a.offset() + i * a.strides()[0],
          b,
          b.offset() + i * b.strides()[0]);
    }
    return Recorder.op("BmmBackward0")
        .save(a, b)
        .input(a, (g, s) -> bmm(g, s.get(1).transpose(1, 2)))
        .input(b, (g, s) -> bmm(s.get(0).transpose(1, 2), g))
        .record(out);
  }

  /** bias + a times b, where the bias broadcasts. */
  public static Tensor addmm(Tensor bias, Tensor a, Tensor b) {
    if (a.dim() != 2 || b.dim() != 2 || a.size(1) != b.size(0)) {
      throw mismatch("addmm", a, b);
    }
    checkTypes("addmm", a, b);
    checkTypes("addmm", bias, a);
    if (!SparseMatMul.applies(a) && LanesLinear.applies(bias, a, b)) {
      return LanesLinear.addmm(bias, a, b);
    }
    Tensor out = product(a, b);
    if (!bias.shape().expandsTo(out.shape())) {
      throw new IllegalArgumentException(
          "addmm: the expanded size of the tensor "
              + out.shape()
              + " must match the existing size "
              + bias.shape());
    }
    Elementwise.binaryInto(out, out, bias, Binary.ADD);
    return Recorder.op("AddmmBackward0")
        .save(a, b)
        .input(bias, (g, s) -> g)
        .input(a, (g, s) -> mm(g, s.get(1).t()))
        .input(b, (g, s) -> secondGradient(s.get(0), s.get(1), g))
        .record(out);
  }

  /** The gradient of b, laid out as b is: a linear layer's b is the transposed view of weights. */
  private static Tensor secondGradient(Tensor a, Tensor b, Tensor g) {
    if (SparseMatMul.applies(a)) {
      return SparseMatMul.weightGradient(a, b, g);
    }
    boolean transposed = b.strides()[0] == 1 && b.strides()[1] == b.size(0);
    return transposed ? mm(g.t(), a).t() : mm(a.t(), g);
  }

  private static Tensor product(Tensor a, Tensor b) {
    if (SparseMatMul.applies(a)) {
      return SparseMatMul.product(a, b);
    }
    Shape shape = Shape.of(a.size(0), b.size(1));
    // What is not dense is added up in the result.
    boolean written = a.dtype() == DType.FLOAT32 && isDense(a) && isDense(b);
    Tensor out = written ? Elementwise.result(a.dtype(), shape) : Tensor.allocate(a.dtype(), shape);
    product(out, 0, a, a.offset(), b, b.offset());
    return out;
  }

  /** Whether a matrix, or its transpose, has no gaps. */
  private static boolean isDense(Tensor x) {
    int[] s = x.strides();
    return isRowMajor(s, x.size(1)) || (s[0] == 1 && s[1] == x.size(0));
  }

  /** The product with {@code torch.matmul}'s rules for vectors, matrices and broadcast batches. */
  public static Tensor matmul(Tensor a, Tensor b) {
    if (a.dim() == 0 || b.dim() == 0) {
      throw new IllegalArgumentException(
          "both arguments to matmul need to be at least 1D, but they are "
              + a.dim()
              + "D and "
              + b.dim()
              + "D");
    }
    if (a.dim() == 1 && b.dim() == 1) {
      if (a.size(0) != b.size(0)) {
        throw mismatch("matmul", a, b);
      }
      return Products.dot(a, b);
    }
    if (a.dim() == 1) {
      return matmul(a.unsqueeze(0), b).squeeze(-2);
    }
    if (a.dim() == 2 && b.dim() == 1) {
      return Products.mv(a, b);
    }
    if (b.dim() == 1) {
      if (a.size(-1) != b.size(0)) {
        throw mismatch("matmul", a, b);
      }
      int[] sizes = Arrays.copyOf(a.shape().toArray(), a.dim() - 1);
      Tensor rows = a.reshape(Shape.of(sizes).numel(), b.size(0));
      return Views.unsafeView(Products.mv(rows, b), sizes);
    }
    if (a.dim() == 2 && b.dim() == 2) {
      return mm(a, b);
    }
    if (b.dim() == 2) {
      return folded(a, b);
    }
    return batched(a, b);
  }

  /** One matrix for all batches of a: one product of all rows. */
  private static Tensor folded(Tensor a, Tensor b) {
    if (a.size(-1) != b.size(0)) {
      throw mismatch("matmul", a, b);
    }
    int[] sizes = a.shape().toArray();
    int rows = 1;
    for (int i = 0; i < sizes.length - 1; i++) {
      rows *= sizes[i];
    }
    Tensor product = mm(a.reshape(rows, a.size(-1)), b);
    sizes[sizes.length - 1] = b.size(1);
    return Views.unsafeView(product, sizes);
  }

  private static Tensor batched(Tensor a, Tensor b) {
    int n = a.size(-2);
    int k = a.size(-1);
    int m = b.size(-1);
    if (b.size(-2) != k) {
      throw mismatch("matmul", a, b);
    }
    int[] left = Arrays.copyOf(a.shape().toArray(), a.dim() - 2);
    int[] right = Arrays.copyOf(b.shape().toArray(), b.dim() - 2);
    int[] batch = Shape.broadcast("matmul", Shape.of(left), Shape.of(right)).toArray();
    int count = Shape.of(batch).numel();
    Tensor x = a.expand(join(batch, n, k)).reshape(count, n, k);
    Tensor y = b.expand(join(batch, k, m)).reshape(count, k, m);
    return Views.unsafeView(bmm(x, y), join(batch, n, m));
  }

  private static int[] join(int[] batch, int rows, int columns) {
    int[] sizes = Arrays.copyOf(batch, batch.length + 2);
    sizes[batch.length] = rows;
    sizes[batch.length + 1] = columns;
    return sizes;
  }

  private static IllegalArgumentException mismatch(String operation, Tensor a, Tensor b) {
    return new IllegalArgumentException(
        operation
            + ": mat1 and mat2 shapes cannot be multiplied ("
            + a.shape()
            + " and "
            + b.shape()
            + ")");
  }

  private static void checkTypes(String operation, Tensor a, Tensor b) {
    TypePromotion.refuseBool(operation, "convert with to(...)", a.dtype(), b.dtype());
    if (a.dtype() != b.dtype()) {
      throw new IllegalArgumentException(
          operation
              + ": expected both tensors to have the same dtype, but got "
              + a.dtype()
              + " and "
              + b.dtype()
              + "; convert one with to(...)");
    }
  }

  /** out[from..] = a times b over the last two dimensions of each. */
  private static void product(Tensor out, int from, Tensor a, int atA, Tensor b, int atB) {
    int n = a.size(-2);
    int k = a.size(-1);
    int m = b.size(-1);
    int[] sa = Arrays.copyOfRange(a.strides(), a.dim() - 2, a.dim());
    int[] sb = Arrays.copyOfRange(b.strides(), b.dim() - 2, b.dim());
    if (a.dtype() == DType.FLOAT32) {
      boolean transposeA = !isRowMajor(sa, k);
      boolean transposeB = !isRowMajor(sb, m);
      boolean dense =
          (!transposeA || (sa[0] == 1 && sa[1] == n))
              && (!transposeB || (sb[0] == 1 && sb[1] == k));
      if (dense) {
        MatMulShape shape = new MatMulShape(n, m, k, transposeA, transposeB);
        float[] x = a.storage().floats();
        float[] y = b.storage().floats();
        float[] z = out.storage().floats();
        Kernels.active().matMul().multiply(shape, x, atA, y, atB, z, from, false);
        return;
      }
      floats(
          out.storage().floats(),
          from,
          a.storage().floats(),
          atA,
          sa,
          b.storage().floats(),
          atB,
          sb,
          new int[] {n, k, m});
      return;
    }
    boolean whole = !a.dtype().isFloatingPoint();
    Storage x = a.storage();
    Storage y = b.storage();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        double sum = 0;
        long total = 0;
        for (int p = 0; p < k; p++) {
          int xi = atA + i * sa[0] + p * sa[1];
          int yi = atB + p * sb[0] + j * sb[1];
          if (whole) {
            total += x.getLong(xi) * y.getLong(yi);
          } else {
            sum += x.getDouble(xi) * y.getDouble(yi);
          }
        }
        if (whole) {
          out.storage().setLong(from + i * m + j, total);
        } else {
          out.storage().setDouble(from + i * m + j, sum);
        }
      }
    }
  }

  private static boolean isRowMajor(int[] strides, int columns) {
    return strides[1] == 1 && strides[0] == columns;
  }

  /** Row by row, as sums of scaled rows of b, or as dot products where b is stored transposed. */
  private static void floats(
      float[] out,
      int from,
      float[] x,
      int atX,
      int[] sx,
      float[] y,
      int atY,
      int[] sy,
      int[] size) {
    int k = size[1];
    int m = size[2];
    for (int i = 0; i < size[0]; i++) {
      int row = from + i * m;
      if (sy[1] == 1) {
        for (int p = 0; p < k; p++) {
          float factor = x[atX + i * sx[0] + p * sx[1]];
          int b = atY + p * sy[0];
          for (int j = 0; j < m; j++) {
            out[row + j] += factor * y[b + j];
          }
        }
      } else {
        for (int j = 0; j < m; j++) {
          float sum = 0;
          for (int p = 0; p < k; p++) {
            sum += x[atX + i * sx[0] + p * sx[1]] * y[atY + p * sy[0] + j * sy[1]];
          }
          out[row + j] = sum;
        }
      }
    }
  }
}
