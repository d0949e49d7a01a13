package io.kindling.torchdb;

import io.kindling.nn.functional.F;
import io.kindling.ops.Einsum;
import io.kindling.tensor.Tensor;

/** How to call products of matrices. */
final class MatrixCalls {
  private MatrixCalls() {}

  static void into(Calls calls) {
    calls.add("mm", c -> c.tensor(0, "input").mm(c.tensor(1, "mat2")));
    calls.add("bmm", c -> c.tensor(0, "input").bmm(c.tensor(1, "mat2")));
    calls.add("matmul", c -> c.tensor(0, "input").matmul(c.tensor(1, "other")));
    calls.add("dot", c -> c.tensor(0, "input").dot(c.tensor(1, "other")));
    calls.add("mv", c -> c.tensor(0, "input").mv(c.tensor(1, "vec")));
    calls.add("outer", c -> c.tensor(0, "input").outer(c.tensor(1, "vec2")));
    calls.add(
        "addmm",
        c -> {
          c.ignore(-1, "beta", 1L);
          c.ignore(-1, "alpha", 1L);
          return c.tensor(0, "input").addmm(c.tensor(1, "mat1"), c.tensor(2, "mat2"));
        });
    calls.add(
        "einsum",
        c ->
            Einsum.einsum(
                c.text(1, "equation", null), c.tensors(0, "operands").toArray(Tensor[]::new)));
    calls.add(
        "nn.functional.linear",
        c -> F.linear(c.tensor(0, "input"), c.tensor(1, "weight"), c.maybe(2, "bias")));
    calls.add(
        "nn.functional.bilinear",
        c ->
            F.bilinear(
                c.tensor(0, "input1"),
                c.tensor(1, "input2"),
                c.tensor(2, "weight"),
                c.maybe(3, "bias")));
  }
}
