package io.kindling.ops;

import io.kindling.nn.functional.F;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.testing.Golden;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** PyTorch's products of sparse CSR matrices: values, gradients, and gradients of those. */
final class SparseGoldenTest {
  @TestFactory
  Stream<DynamicTest> golden() {
    return Golden.family("sparse")
        .op("linear", c -> F.linear(sparse(c.in("x")), c.in("w"), c.in("b")))
        .op("plain", c -> F.linear(sparse(c.in("x")), c.in("w"), null))
        .op("mm", c -> sparse(c.in("x")).mm(c.in("w")))
        .op("narrow", c -> F.linear(sparse(c.in("x")).narrow(0, 1, 2), c.in("w"), c.in("b")))
        .op("bag", c -> bag(c.in("s")).mm(c.in("w")))
        .tests();
  }

  /** The bags of the script as rows: what EmbeddingBag sums with weights is a product. */
  private static Tensor bag(Tensor weights) {
    int[] starts = {0, 2, 2, 3, 5};
    int[] rows = {0, 3, 3, 7, 9};
    return weights.dtype() == DType.FLOAT32
        ? Tensors.sparseCsrTensor(starts, rows, weights.toFloatArray(), 4, 10)
        : Tensors.sparseCsrTensor(starts, rows, weights.toDoubleArray(), 4, 10);
  }

  /** The same matrix in sparse rows. */
  static Tensor sparse(Tensor x) {
    int rows = x.size(0);
    int columns = x.size(1);
    double[] all = x.toDoubleArray();
    int[] starts = new int[rows + 1];
    int[] indices = new int[all.length];
    double[] values = new double[all.length];
    int held = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] != 0) {
        indices[held] = i % columns;
        values[held++] = all[i];
      }
      starts[i / columns + 1] = held;
    }
    int[] columnsOf = Arrays.copyOf(indices, held);
    if (x.dtype() == DType.FLOAT64) {
      return Tensors.sparseCsrTensor(starts, columnsOf, Arrays.copyOf(values, held), rows, columns);
    }
    float[] floats = new float[held];
    for (int i = 0; i < held; i++) {
      floats[i] = (float) values[i];
    }
    return Tensors.sparseCsrTensor(starts, columnsOf, floats, rows, columns);
  }
}
