package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.autograd.Autograd;
import io.kindling.kernel.Parallel;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A small residual network in float32, whose activations stay in the lanes layout, against the same
 * in float64, whose activations never are.
 */
final class LanesLayoutTest {
  /** Reads an activation in the middle of the network, or does not. */
  private interface Look {
    void at(Tensor activation);
  }

  private static final Look AWAY = activation -> {};

  private static List<Tensor> leaves(int batch, DType dtype) {
    Random r = new Random(batch);
    List<Tensor> leaves = new ArrayList<>();
    for (int[] shape :
        new int[][] {{batch, 3, 9, 8}, {6, 3, 3, 3}, {6}, {6}, {6}, {6, 6, 3, 3}, {7, 72}, {7}}) {
      int length = 1;
      for (int size : shape) {
        length *= size;
      }
      double[] values = new double[length];
      for (int i = 0; i < length; i++) {
        values[i] = (float) r.nextGaussian() * 0.5f;
      }
      Tensor leaf = Tensors.tensor(values).reshape(shape).to(dtype).detach();
      leaves.add(leaf.requiresGrad_());
    }
    return leaves;
  }

  private static Tensor network(List<Tensor> p, Look look) {
    Convolution.Config same =
        new Convolution.Config(new int[] {1, 1}, new int[] {1, 1}, new int[] {1, 1}, 1);
    Tensor x = Convolution.conv2d(p.get(0), p.get(1), p.get(2), same);
    look.at(x);
    Tensor normalized = norm(x, p);
    look.at(normalized);
    Tensor y = normalized.relu();
    Tensor z = norm(Convolution.conv2d(y, p.get(5), null, same), p);
    look.at(z);
    z = z.add(y);
    look.at(z);
    z = z.relu();
    MaxPooling.Config pool =
        new MaxPooling.Config(
            new int[] {2, 2}, new int[] {2, 2}, new int[] {0, 0}, new int[] {1, 1}, false);
    Tensor pooled = MaxPooling.maxPool2dValues(z, pool);
    look.at(pooled);
    // Rows 9 give 4: 6 channels of 4 x 4 are 96 features, of which three rows of four are kept.
    Tensor flat = pooled.narrow(2, 0, 3).reshape(p.get(0).size(0), -1);
    Tensor out = MatMul.addmm(p.get(7), flat, p.get(6).t()).relu();
    Tensor means = pooled.mean(false, 2, 3).square().sum();
    return out.square().sum().add(means);
  }

  private static Tensor norm(Tensor x, List<Tensor> p) {
    return BatchNormalization.batchNorm(
        x, p.get(3), p.get(4), new BatchNormalization.Statistics(null, null, true, 0.1, 1e-5));
  }

  private static List<Tensor> gradients(int batch, DType dtype, Look look) {
    List<Tensor> leaves = leaves(batch, dtype);
    network(leaves, look).backward();
    return leaves.stream().map(Tensor::grad).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 33})
  void gradientsEqualThoseInFloat64(int batch) {
    List<Tensor> expected = gradients(batch, DType.FLOAT64, AWAY);
    for (Look look : List.<Look>of(AWAY, Tensor::toFloatArray)) {
      List<Tensor> actual = gradients(batch, DType.FLOAT32, look);
      for (int i = 0; i < expected.size(); i++) {
        double[] wanted = expected.get(i).toDoubleArray();
        double greatest = 2;
        for (double v : wanted) {
          greatest = Math.max(greatest, Math.abs(v));
        }
        assertArrayEquals(wanted, actual.get(i).toDoubleArray(), 1e-4 * greatest, "leaf " + i);
      }
    }
  }

  @Test
  void threadsAndWorkspaceDoNotChangeABit() {
    List<Tensor> expected;
    try (Parallel.Scope one = Parallel.scope(1)) {
      expected = gradients(37, DType.FLOAT32, AWAY);
    }
    Workspace workspace = new Workspace();
    for (int round = 0; round < 3; round++) {
      try (Parallel.Scope three = Parallel.scope(3);
          Workspace.Step step = workspace.step()) {
        List<Tensor> actual = gradients(37, DType.FLOAT32, AWAY);
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(expected.get(i).toFloatArray(), actual.get(i).toFloatArray());
        }
      }
    }
  }

  @Test
  void recordedGradientsEqualUnrecordedOnes() {
    List<Tensor> plain = gradients(5, DType.FLOAT32, AWAY);
    List<Tensor> leaves = leaves(5, DType.FLOAT32);
    List<Tensor> recorded =
        Autograd.grad(List.of(network(leaves, AWAY)), leaves, null, true, true, false);
    for (int i = 0; i < plain.size(); i++) {
      assertTrue(recorded.get(i).requiresGrad());
      float[] expected = plain.get(i).toFloatArray();
      float greatest = 2f;
      for (float v : expected) {
        greatest = Math.max(greatest, Math.abs(v));
      }
      assertArrayEquals(expected, recorded.get(i).toFloatArray(), 1e-4f * greatest, "leaf " + i);
    }
  }

  @Test
  void aChangeInPlaceDoesNotReachWhatWaitsForIt() {
    List<Tensor> p = leaves(5, DType.FLOAT32);
    Tensor x = p.get(0).detach().reshape(5, 3, 9, 8).mul(1);
    Convolution.Config same =
        new Convolution.Config(new int[] {1, 1}, new int[] {1, 1}, new int[] {1, 1}, 1);
    Tensor y = Convolution.conv2d(x, p.get(1).detach(), null, same);
    Tensor z = norm(y, p.stream().map(Tensor::detach).toList());
    y.mul_(100).add_(y.clone());
    Tensor again = norm(Convolution.conv2d(x, p.get(1).detach(), null, same), p);
    assertArrayEquals(again.toFloatArray(), z.toFloatArray());
    assertEquals(5, z.size(0));
  }
}
