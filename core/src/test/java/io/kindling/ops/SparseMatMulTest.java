package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.FlatParameters;
import io.kindling.nn.Linear;
import io.kindling.nn.Sequential;
import io.kindling.nn.Tanh;
import io.kindling.nn.functional.F;
import io.kindling.random.Generator;
import io.kindling.tensor.OutOfHeapException;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SparseMatMulTest {
  private static final int FEATURES = 200;

  /** Rows of 0 to 6 values. */
  private static Tensor rows(int n, long seed) {
    Random random = new Random(seed);
    float[] all = new float[n * FEATURES];
    for (int i = 0; i < n; i++) {
      for (int k = random.nextInt(7); k > 0; k--) {
        all[i * FEATURES + random.nextInt(FEATURES)] = random.nextFloat() - 0.5f;
      }
    }
    return Tensors.wrap(all, n, FEATURES);
  }

  private static Sequential network() {
    try (var random = Generator.use(new Generator(3))) {
      return new Sequential(new Linear(FEATURES, 7), new Tanh(), new Linear(7, 2));
    }
  }

  @Test
  void aNetworkLearnsTheSameFromSparseRows() {
    Tensor dense = rows(40, 1);
    FlatParameters[] flats = new FlatParameters[2];
    float[][] outputs = new float[2][];
    for (int which = 0; which < 2; which++) {
      Sequential network = network();
      FlatParameters flat = FlatParameters.of(network);
      flats[which] = flat;
      Workspace workspace = new Workspace();
      for (int step = 0; step < 5; step++) {
        flat.zeroGradients();
        // Two passes, so that one adds to what another left.
        for (int half = 0; half < 2; half++) {
          Tensor x = which == 0 ? dense : SparseGoldenTest.sparse(dense);
          try (Workspace.Step memory = workspace.step()) {
            Tensor y = network.call(x.narrow(0, half * 20, 20));
            y.mul(y).sub(y).sum().backward();
            assertEquals(which == 1, x.storage().sparse() != null, "stays as it is");
            outputs[which] = y.toFloatArray();
          }
        }
        for (int i = 0; i < flat.length(); i++) {
          flat.values()[i] -= 0.01f * flat.gradients()[i];
        }
      }
    }
    assertArrayEquals(outputs[0], outputs[1], 1e-5f);
    assertArrayEquals(flats[0].values(), flats[1].values(), 1e-5f);
    assertArrayEquals(flats[0].gradients(), flats[1].gradients(), 1e-4f);
  }

  @Test
  void theGradientOfTheWeightsHoldsWhatTheRowsTouch() {
    Tensor x =
        Tensors.sparseCsrTensor(
            new int[] {0, 2, 3}, new int[] {4, 90, 4}, new float[] {1, 2, 3}, 2, FEATURES);
    Tensor weight = Tensors.zeros(3, FEATURES).requiresGrad_();
    boolean[] sparse = new boolean[1];
    weight.registerHook(
        g -> {
          sparse[0] = g.storage().sparse() != null;
          return null;
        });
    F.linear(x, weight, null).sum().backward();
    assertTrue(sparse[0], "on its way to the leaf");
    float[] wanted = new float[3 * FEATURES];
    for (int row = 0; row < 3; row++) {
      wanted[row * FEATURES + 4] = 4;
      wanted[row * FEATURES + 90] = 2;
    }
    assertArrayEquals(wanted, weight.grad().toFloatArray());
  }

  @Test
  void theGradientOfATableHoldsTheRowsThatWereLookedUp() {
    Tensor table = Tensors.zeros(FEATURES, 2).requiresGrad_();
    boolean[] sparse = new boolean[1];
    table.registerHook(
        g -> {
          sparse[0] = g.storage().sparse() != null;
          return null;
        });
    table.setGrad(Tensors.ones(FEATURES, 2));
    Lookup.embedding(table, Tensors.tensor(5L, 9, 5, 3), 3, true).sum().backward();
    assertTrue(sparse[0], "on its way to the leaf");
    for (int row = 0; row < FEATURES; row++) {
      assertEquals(row == 5 || row == 9 ? 2 : 1, table.grad().get(row, 1), "row " + row);
    }
  }

  @Test
  void otherOperationsSeeAMatrixWithZeros() {
    Tensor dense = rows(5, 2);
    Tensor x = SparseGoldenTest.sparse(dense);
    assertArrayEquals(dense.toFloatArray(), x.narrow(0, 0, 5).add(0).toFloatArray());
    assertArrayEquals(
        dense.sum(0).toFloatArray(), SparseGoldenTest.sparse(dense).sum(0).toFloatArray(), 1e-6f);
    assertNull(x.storage().sparse(), "dense from then on");
    assertEquals(dense.toString(), SparseGoldenTest.sparse(dense).toString());
  }

  @Test
  void anInputThatWantsAGradientGetsIt() {
    Tensor dense = rows(3, 4);
    Tensor x = SparseGoldenTest.sparse(dense).requiresGrad_();
    Tensor weight = Tensors.rand(2, FEATURES);
    F.linear(x, weight, null).sum().backward();
    Tensor other = dense.requiresGrad_();
    F.linear(other, weight, null).sum().backward();
    assertArrayEquals(other.grad().toFloatArray(), x.grad().toFloatArray());
  }

  @Test
  void whatIsTooLargeWithItsZerosIsRefusedWithFigures() {
    int columns = 1 << 20;
    int n = (int) Math.min(2047, Runtime.getRuntime().maxMemory() / 2 / 4 / columns + 1);
    int[] starts = new int[n + 1];
    Arrays.fill(starts, 1, n + 1, 1);
    Tensor x = Tensors.sparseCsrTensor(starts, new int[] {7}, new float[] {1}, n, columns);
    String said = assertThrows(OutOfHeapException.class, () -> x.sum()).getMessage();
    assertTrue(said.contains(n + " sparse rows of 1048576"), said);
    assertTrue(said.contains("Linear takes sparse rows as they are"), said);
    assertNotNull(x.storage().sparse(), "nothing was made");
  }

  @Test
  void indicesThatAreNoMatrixAreRefused() {
    float[] one = {1};
    refused("got 1 and 1", new int[] {0}, new int[] {0}, one);
    refused("must ascend within [0, 5), row 0 has 5", new int[] {0, 1}, new int[] {5}, one);
    refused("row 0 has 2 after 2", new int[] {0, 2}, new int[] {2, 2}, new float[] {1, 2});
    refused("got 2 and 2", new int[] {0, 2}, new int[] {0, 1}, one);
  }

  private static void refused(String words, int[] starts, int[] columns, float[] values) {
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> Tensors.sparseCsrTensor(starts, columns, values, 1, 5))
            .getMessage();
    assertTrue(said.contains(words), said);
  }
}
