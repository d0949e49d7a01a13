package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.PoolOptions;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What PyTorch refuses is refused here, by the name of the operation that was called. */
class RefusalsTest {
  private static final Convolution.Config ONE =
      new Convolution.Config(new int[] {1}, new int[] {0}, new int[] {1}, 1);

  private final Tensor scalar = Tensors.scalar(3);
  private final Tensor sequence = Tensors.ones(1, 2, 6);
  private final Tensor images = Tensors.ones(1, 2, 6, 6);

  private static void refused(String words, Executable call) {
    String message = assertThrows(RuntimeException.class, call).getMessage();
    assertTrue(message.contains(words), message + " lacks: " + words);
  }

  @Test
  void batchNormEps() {
    Tensor x = Tensors.ones(4, 2);
    for (boolean training : new boolean[] {true, false}) {
      refused("batch_norm: eps must be", () -> F.batchNorm(x, null, null, eps(training, -1e-5)));
    }
    refused("positive during training", () -> F.batchNorm(x, null, null, eps(true, 0)));
    assertEquals(4, F.batchNorm(x, null, null, eps(false, 0)).size(0));
  }

  @Test
  void numbersWhereVectorsAreWanted() {
    Tensor x = Tensors.ones(4, 1);
    refused(
        "batch_norm: weight and bias must be vectors",
        () -> F.batchNorm(x, scalar, null, eps(true, 1e-5)));
    Tensor none = Tensors.zeros(DType.INT64, 1);
    refused("index_add_()", () -> scalar.indexAdd(0, none, Tensors.ones(1)));
  }

  private static BatchNormalization.Statistics eps(boolean training, double eps) {
    return new BatchNormalization.Statistics(Tensors.zeros(2), Tensors.ones(2), training, 0.1, eps);
  }

  @Test
  void limitsAndWeights() {
    refused("hardtanh: min_val cannot be greater", () -> F.hardtanh(scalar, 1, -1));
    refused("prelu: Expected `weight`", () -> F.prelu(Tensors.ones(2, 3), Tensors.ones(1, 3)));
    refused("prelu: expected operands of one type", () -> F.prelu(scalar, scalar.toDouble()));
    Tensor index = Tensors.tensor(0L);
    refused("embedding: 'weight' must be 2-D", () -> F.embedding(index, Tensors.ones(2, 2, 2)));
    refused("embedding: 'weight' must be 2-D", () -> F.embedding(index, Tensors.ones(2)));
    refused("lerp: expected operands of one type", () -> scalar.lerp(scalar.toDouble(), 0.5));
    refused("lerp: not implemented for torch.int64", () -> index.lerp(index, 0.5));
  }

  @Test
  void truthValues() {
    Tensor yes = Tensors.tensor(true);
    refused("neg: not supported for torch.bool", yes::neg);
    refused("sub: not supported for torch.bool", () -> yes.sub(yes));
    refused("sub_: not supported for torch.bool", () -> yes.sub_(yes));
    refused("abs: not supported for torch.bool", yes::abs);
    refused("floor: not supported for torch.bool", yes::floor);
    refused("add_: result type torch.int64 can't be cast", () -> yes.add_(2));
    refused("negative integer powers", () -> Tensors.tensor(2L).pow(-1));
  }

  @Test
  void adaptiveSizes() {
    refused("adaptive_avg_pool1d: elements of output", () -> F.adaptiveAvgPool1d(sequence, -1));
    refused("adaptive_max_pool1d: elements of output", () -> F.adaptiveMaxPool1d(sequence, -1));
    refused("adaptive_avg_pool2d: elements of output", () -> F.adaptiveAvgPool2d(images, -1, 2));
    refused("adaptive_max_pool2d: elements of output", () -> F.adaptiveMaxPool2d(images, 2, -1));
    assertEquals(6, F.adaptiveAvgPool2d(images, null, 2).size(2));
    assertEquals(6, F.adaptiveMaxPool2d(images, 2, null).values().size(3));
  }

  @Test
  void nothingToPool() {
    for (int[] sizes : new int[][] {{0, 10}, {1, 0}, {2, 0, 10}, {2, 3, 0}}) {
      Tensor empty = Tensors.zeros(sizes);
      refused("input to max_pool1d", () -> F.maxPool1d(empty, 2));
      refused("input to avg_pool1d", () -> F.avgPool1d(empty, 2));
      refused("input to adaptive_avg_pool1d", () -> F.adaptiveAvgPool1d(empty, 2));
    }
    assertEquals(5, F.maxPool1d(Tensors.zeros(0, 3, 10), 2).size(2));
  }

  @Test
  void oneDimensionalOperationsHaveTheirNames() {
    Tensor weight = Tensors.ones(4, 3, 2);
    refused("conv1d: Given groups=1", () -> F.conv1d(sequence, weight, null));
    refused("input[1, 2, 6] to have 3", () -> F.conv1d(sequence, weight, null));
    Tensor long_ = Tensors.ones(4, 2, 9);
    refused("conv1d: the kernel spans 9", () -> F.conv1d(sequence, long_, null));
    refused("conv1d: expected 3D weight", () -> F.conv1d(sequence, images, null));
    refused("conv1d: Input type", () -> F.conv1d(sequence.toDouble(), long_, null));
    refused("conv1d: expected bias", () -> F.conv1d(sequence, long_.narrow(2, 0, 1), sequence));
    Convolution.Config still =
        new Convolution.Config(new int[] {0}, new int[] {0}, new int[] {1}, 1);
    refused("conv1d: stride is 0", () -> F.conv1d(sequence, long_, null, still));
    refused(
        "conv_transpose1d: expected input",
        () -> F.convTranspose1d(sequence, weight, null, ONE, 0));
    refused(
        "conv_transpose1d: output padding",
        () -> F.convTranspose1d(sequence, Tensors.ones(2, 1, 2), null, ONE, 1));
    refused(
        "conv_transpose1d: Input type",
        () -> F.convTranspose1d(sequence.toLong(), Tensors.ones(2, 1, 2), null, ONE, 0));
    PoolOptions wide = PoolOptions.of(2).padding(2);
    refused("max_pool1d: pad should be", () -> F.maxPool1d(sequence, wide));
    refused("avg_pool1d: pad should be", () -> F.avgPool1d(sequence, wide));
    refused("max_pool1d: Given input size: [1, 2, 6]", () -> F.maxPool1d(sequence, 7));
    refused("avg_pool1d: Given input size: [1, 2, 6]", () -> F.avgPool1d(sequence, 7));
    refused("max_pool1d: not implemented", () -> F.maxPool1d(sequence.toLong(), 2));
    refused("avg_pool1d: not implemented", () -> F.avgPool1d(sequence.to(DType.UINT8), 2));
  }

  @Test
  void partsOfScalars() {
    refused("narrow() cannot be applied to a 0-dim", () -> scalar.narrow(0, 0, 1));
    refused("slice() cannot be applied to a 0-dim", () -> scalar.slice(0, 0, 1));
    refused("select() cannot be applied to a 0-dim", () -> scalar.select(0, 0));
    refused("split() cannot be applied to a 0-dim", () -> scalar.split(1, 0));
    refused("chunk() cannot be applied to a 0-dim", () -> scalar.chunk(1, 0));
    refused("roll() cannot be applied to a 0-dim", () -> scalar.roll(1, 0));
    refused("cat: zero-dimensional tensor", () -> Join.cat(List.of(scalar, scalar), 0));
    refused("size: Dimension specified as 0", () -> scalar.size(0));
    assertEquals(1, F.normalize(scalar, 2, 0, 1e-12).item());
    assertEquals(1, F.cosineSimilarity(scalar, scalar, 0, 1e-8).item());
  }

  @Test
  void emptyTensors() {
    Tensor empty = Tensors.zeros(0);
    refused("max(): Expected reduction dim", empty::max);
    refused("min(): Expected reduction dim", empty::min);
    refused("argmax(): Expected reduction dim", empty::argmax);
    refused("amax(): Expected reduction dim", () -> empty.amax(false));
    assertEquals(List.of(2, 0, 3), sizes(Tensors.zeros(2, 0, 3).flip(0)));
    assertEquals(List.of(1, 0, 3), sizes(Tensors.zeros(2, 0, 3).narrow(0, 1, 1).clone()));
    assertEquals(3, empty.chunk(3, 0).size());
  }

  private static List<Integer> sizes(Tensor x) {
    return java.util.Arrays.stream(x.shape().toArray()).boxed().toList();
  }
}
