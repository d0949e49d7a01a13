package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Bad input is refused, saying what was got and what was wanted. */
class OperationErrorsTest {
  private final Tensor matrix = Tensors.zeros(2, 3);
  private final Tensor vector = Tensors.zeros(4);
  private final Tensor whole = Tensors.tensor(1L, 2L);

  private static void fails(Executable code, String... parts) {
    String message = assertThrows(RuntimeException.class, code).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message + " lacks " + part);
    }
  }

  @Test
  void shapesThatDoNotBroadcast() {
    fails(() -> matrix.add(vector), "add", "[2, 3]", "[4]", "must match the size");
    fails(() -> matrix.mul(vector), "mul", "(3)", "(4)");
    fails(() -> matrix.eq(vector), "eq");
    fails(() -> Selection.where(matrix.eq(0), vector, vector), "where");
    fails(() -> matrix.expand(2, 4), "expand", "[2, 3]");
    fails(() -> matrix.sumToSize(vector.shape()), "sum_to_size");
  }

  @Test
  void products() {
    fails(() -> matrix.mm(matrix), "mm", "cannot be multiplied", "[2, 3]");
    fails(() -> matrix.matmul(vector), "mv", "[2, 3]", "[4]");
    fails(() -> Tensors.zeros(2, 2, 3).matmul(vector), "matmul", "[2, 2, 3]", "[4]");
    fails(() -> matrix.matmul(Tensors.scalar(1)), "at least 1D", "2D and 0D");
    fails(() -> matrix.mm(Tensors.zeros(DType.FLOAT64, 3, 2)), "same dtype", "torch.float64");
    fails(() -> vector.dot(matrix), "dot", "[4]", "[2, 3]");
    fails(() -> Einsum.einsum("ij,jk->ik", matrix), "einsum", "2 subscripts for 1 operands");
    fails(() -> Einsum.einsum("ij,jk->ik", matrix, matrix), "subscript j has size 2 and before 3");
    fails(() -> Einsum.einsum("ii", matrix), "there twice");
    fails(() -> Einsum.einsum("ij->ik", matrix), "output subscript k");
  }

  @Test
  void dimensions() {
    fails(() -> matrix.sum(2), "Dimension out of range", "[-2, 1]", "got 2");
    fails(() -> matrix.sum(false, 0, 0), "appears multiple times");
    fails(() -> matrix.permute(0, 0), "permute", "repeated dim");
    fails(() -> matrix.permute(0), "permute", "input.dim() = 2", "len(dims) = 1");
    fails(() -> matrix.flip(0, 0), "flip", "multiple times");
    fails(() -> Tensors.zeros(2, 2, 2).t(), "t() expects a tensor with <= 2 dimensions", "3D");
    fails(() -> vector.tril(0), "tril", "at least 2 dimensions");
    fails(() -> Tensors.zeros(2, 2, 2).diag(0), "diag", "3D");
    fails(() -> Tensors.zeros(0, 3).max(0), "max", "non-zero size");
  }

  @Test
  void geometry() {
    fails(() -> matrix.reshape(4, 2), "reshape", "[4, 2]", "size 6");
    fails(() -> matrix.reshape(-1, -1), "invalid shape dimension -1");
    fails(() -> matrix.t().view(6), "Use .reshape(...) instead", "[3, 2]");
    fails(() -> matrix.narrow(1, 2, 2), "narrow", "exceeds dimension size (3)");
    fails(() -> matrix.select(0, 5), "select", "index 5 out of range");
    fails(() -> matrix.slice(0, 0, 1, 0), "slice step must be positive");
    fails(() -> matrix.pad(0, 1), "pad", "even number");
    fails(() -> matrix.pad(0, -2, -2), "negative size");
    fails(() -> Join.cat(List.of(matrix, vector), 0), "cat", "[2, 3] and [4]");
    fails(() -> Join.cat(List.of(), 0), "cat", "non-empty");
    fails(() -> Join.stack(List.of(matrix, vector), 0), "stack", "equal size");
    fails(() -> matrix.split(new int[] {1, 1}, 1), "split", "sum exactly to 3");
    fails(() -> matrix.split(0, 1), "split_size");
    fails(() -> matrix.chunk(0, 1), "chunk", "greater than 0");
    fails(() -> matrix.repeat(2), "repeat", "[2, 3]");
  }

  @Test
  void indices() {
    Tensor index = Tensors.wrap(new long[] {0, 3}, 1, 2);
    fails(() -> matrix.gather(0, index), "gather", "index 3 is out of bounds", "size 2");
    fails(() -> matrix.gather(0, matrix), "gather", "int64", "torch.float32");
    fails(() -> matrix.gather(0, whole), "gather", "no larger than");
    fails(() -> matrix.indexSelect(0, index), "index_select", "vector");
    fails(() -> matrix.indexSelect(0, Tensors.tensor(2L)), "out of bounds");
    fails(() -> matrix.scatterAdd(0, index, vector), "scatter_add", "shape of index [1, 2]");
    fails(() -> matrix.topk(4, 1), "topk", "k = 4 of 3");
    fails(() -> matrix.maskedSelect(matrix), "masked_select", "BoolTensor");
    fails(() -> whole.oneHot(2), "one_hot", "smaller than num_classes = 2", "got 2");
    fails(() -> vector.oneHot(2), "one_hot", "LongTensor");
  }

  @Test
  void types() {
    fails(() -> whole.mean(), "mean", "floating point", "torch.int64");
    fails(() -> whole.var(), "var", "floating point");
    fails(() -> whole.norm(), "norm", "floating point");
    fails(() -> whole.softmax(0), "softmax", "torch.int64");
    fails(() -> Selection.where(matrix, matrix, matrix), "where", "boolean");
    fails(() -> whole.floorDivide(0), "integer division by zero");
    fails(() -> vector.polygamma(-1), "polygamma", "negative n");
    fails(() -> DType.of("int7"), "int7", "float32");
  }

  @Test
  void theDerivativeThatPyTorchHasNotEither() {
    Tensor x = Tensors.ones(2).requiresGrad_();
    fails(() -> x.floorDivide(2).sum().backward(), "floor_divide is not implemented");
  }

  @Test
  void elements() {
    fails(() -> vector.item(), "4 elements", "Scalar");
    fails(() -> matrix.get(0), "1 indices for shape [2, 3]");
    fails(() -> matrix.get(0, 3), "index 3 is out of bounds for dimension 1");
    fails(() -> Tensors.wrap(new float[3], 2, 2), "needs 4 values, got 3");
    fails(() -> Tensors.zeros(-1), "negative");
    fails(() -> Tensors.zeros(1 << 16, 1 << 16), "2^31-1");
    fails(() -> Tensors.arange(0, 5, 0), "arange");
    fails(() -> Tensors.tensor(new float[][] {{1}, {1, 2}}), "row 1");
  }
}
