package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.functional.F;
import io.kindling.nn.models.LeNet;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ModuleTest {
  @Test
  void anotherTypeKeepsTheParametersTheSameObjects() {
    Sequential net = new Sequential(new Linear(3, 2), new BatchNorm1d(2));
    Tensor weight = ((Linear) net.get(0)).weight();
    net.call(Tensors.ones(4, 3)).sum().backward();
    net.double_();
    assertSame(weight, net.parameters().get(0));
    assertEquals(DType.FLOAT64, weight.dtype());
    assertEquals(DType.FLOAT64, weight.grad().dtype());
    assertEquals(DType.FLOAT64, net.namedBuffers().get("1.running_mean").dtype());
    assertEquals(DType.INT64, net.namedBuffers().get("1.num_batches_tracked").dtype());
    net.zeroGrad();
    net.call(Tensors.rand(DType.FLOAT64, new Generator(1), 4, 3)).square().sum().backward();
    assertEquals(DType.FLOAT64, weight.grad().dtype());
    net.float_();
    assertEquals(DType.FLOAT32, weight.dtype());
    assertTrue(weight.requiresGrad() && weight.isLeaf());
    assertThrows(IllegalArgumentException.class, () -> net.to(DType.INT64));
  }

  @Test
  void partsAreFoundByName() {
    LeNet net = new LeNet(1);
    Sequential outer = new Sequential(new Sequential(net));
    assertSame(net.getSubmodule("conv1"), outer.getSubmodule("0.0.conv1"));
    assertSame(outer, outer.getSubmodule(""));
    assertSame(((Linear) net.getSubmodule("fc3")).bias(), outer.getParameter("0.0.fc3.bias"));
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> outer.getSubmodule("0.1"));
    assertTrue(error.getMessage().contains("Sequential has no attribute `1`"), error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> outer.getParameter("0.0.fc3.biases"));
    assertEquals(5, net.children().size());
    assertEquals(8, outer.modules().size());
    assertEquals(61_706, net.numParameters());
  }

  @Test
  void functionsReachEveryModuleChildrenFirst() {
    List<String> seen = new ArrayList<>();
    Sequential net = new Sequential(new Linear(2, 2), new Sequential(new ReLU()));
    assertSame(net, net.apply(module -> seen.add(module.getClass().getSimpleName())));
    assertEquals(List.of("Linear", "ReLU", "Sequential", "Sequential"), seen);
    net.requiresGrad_(false);
    assertFalse(net.call(Tensors.ones(1, 2)).requiresGrad());
    net.requiresGrad_(true);
    assertTrue(net.call(Tensors.ones(1, 2)).requiresGrad());
  }

  @Test
  void listsCountFromBothEnds() {
    ModuleList list = new ModuleList(new ReLU(), new Tanh());
    list.append(new Sigmoid());
    assertSame(list.get(2), list.get(-1));
    assertEquals(3, list.size());
    assertThrows(IndexOutOfBoundsException.class, () -> list.get(3));
    assertThrows(IndexOutOfBoundsException.class, () -> new Sequential().get(-1));
    assertThrows(IllegalArgumentException.class, () -> new ModuleDict().get("a"));
    assertThrows(IllegalArgumentException.class, () -> new Sequential((Module) null));
  }

  private static void checkDropped(Tensor y, double p) {
    double[] values = y.toDoubleArray();
    long zeros = Arrays.stream(values).filter(v -> v == 0).count();
    double error = 5 * Math.sqrt(p * (1 - p) / values.length);
    assertEquals(p, (double) zeros / values.length, error);
    for (double value : values) {
      assertTrue(value == 0 || Math.abs(value - 1 / (1 - p)) < 1e-6);
    }
  }

  @Test
  void dropoutDropsThatManyAndScalesTheRest() {
    Tensor ones = Tensors.ones(100, 200);
    Generator.manualSeed(1);
    Tensor first = new Dropout(0.3).call(ones);
    checkDropped(first, 0.3);
    Generator.manualSeed(1);
    assertArrayEquals(first.toFloatArray(), new Dropout(0.3).call(ones).toFloatArray());
    assertFalse(Arrays.equals(first.toFloatArray(), new Dropout(0.3).call(ones).toFloatArray()));
    assertSame(ones, new Dropout(0.3).eval().call(ones));
  }

  @Test
  void channelDropoutDropsWholeChannels() {
    Generator.manualSeed(2);
    Tensor images = new Dropout2d(0.25).call(Tensors.ones(40, 50, 2, 3));
    assertEquals(0, images.sub(images.slice(3, 0, 1).slice(2, 0, 1)).abs().sum().item());
    checkDropped(images.select(3, 0).select(2, 0), 0.25);
    Tensor sequences = new Dropout1d(0.5).call(Tensors.ones(40, 50, 3));
    assertEquals(0, sequences.sub(sequences.slice(2, 0, 1)).abs().sum().item());
    checkDropped(sequences.select(2, 0), 0.5);
  }

  @Test
  void alphaDropoutKeepsMeanAndVariance() {
    Generator.manualSeed(3);
    double[] y = new AlphaDropout(0.2).call(Tensors.randn(200, 200)).toDoubleArray();
    double mean = Arrays.stream(y).average().orElseThrow();
    double variance = Arrays.stream(y).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    assertEquals(0, mean, 0.03);
    assertEquals(1, variance, 0.05);
  }

  @Test
  void rreluDrawsSlopesWithinItsBounds() {
    Generator.manualSeed(4);
    Tensor x = Tensors.full(-1, 5000).requiresGrad_();
    Tensor y = new RReLU(0.2, 0.6, false).call(x);
    double[] slopes = y.neg().toDoubleArray();
    assertTrue(Arrays.stream(slopes).allMatch(s -> s >= 0.2 && s < 0.6));
    assertEquals(0.4, Arrays.stream(slopes).average().orElseThrow(), 0.01);
    y.sum().backward();
    assertArrayEquals(y.neg().toFloatArray(), x.grad().toFloatArray());
  }

  /** Rows that are looked up are shortened to the norm, the others stay. */
  @Test
  void embeddingShortensRows() {
    Tensor table = Tensors.tensor(new float[][] {{3, 4}, {0.3f, 0.4f}, {6, 8}});
    Embedding layer = Embedding.fromPretrained(table, true, new Embedding.Options().maxNorm(1.));
    float[] rows = layer.call(Tensors.tensor(0L, 1L, 0L)).toFloatArray();
    assertArrayEquals(new float[] {0.6f, 0.8f, 0.3f, 0.4f, 0.6f, 0.8f}, rows, 1e-5f);
    assertEquals(6, layer.weight().get(2, 0));
    assertFalse(layer.weight().requiresGrad());
    Embedding padded = new Embedding(4, 2, new Embedding.Options().paddingIdx(-1));
    assertEquals(0, padded.weight().select(0, 3).abs().sum().item());
  }

  @Test
  void functionsThatHaveNoLayer() {
    Tensor x = Tensors.tensor(new float[][] {{3, 4}, {0, 0}});
    assertArrayEquals(
        new float[] {0.6f, 0.8f, 0, 0}, F.normalize(x, 2, 1, 1e-12).toFloatArray(), 1e-7f);
    assertArrayEquals(
        new long[] {0, 0, 1, 1, 0, 0}, F.oneHot(Tensors.tensor(2L, 0L), 3).toLongArray());
    assertThrows(IllegalArgumentException.class, () -> F.oneHot(Tensors.tensor(3L), 3));
    assertEquals(4, F.relu_(Tensors.tensor(-1f, 4f)).sum().item());
    assertArrayEquals(new float[] {3, 4}, F.embedding(Tensors.tensor(0L), x).toFloatArray());
    assertEquals(
        10, F.conv2d(Tensors.ones(1, 1, 3, 3), Tensors.ones(1, 1, 3, 3), Tensors.ones(1)).item());
  }
}
