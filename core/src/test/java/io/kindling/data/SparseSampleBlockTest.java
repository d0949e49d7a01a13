package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.OutOfHeapException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SparseSampleBlockTest {
  private static final int FEATURES = 9;

  private static int[] places(int n) {
    return n % 4 == 0 ? new int[0] : new int[] {n % 3, 3 + n % 5};
  }

  private static float[] held(int n) {
    return n % 4 == 0 ? new float[0] : new float[] {n + 0.5f, -n};
  }

  private static SparseSampleBlock sparse(int first, int n) {
    var builder = SparseSampleBlock.builder(FEATURES, 1).firstIndex(first);
    for (int i = first; i < first + n; i++) {
      builder.add(places(i), held(i), i % 3);
    }
    return builder.build();
  }

  private static FloatSampleBlock dense(int first, int n) {
    var builder = FloatSampleBlock.builder(ImageShape.vector(FEATURES)).firstIndex(first);
    for (int i = first; i < first + n; i++) {
      float[] all = new float[FEATURES];
      for (int p = 0; p < places(i).length; p++) {
        all[places(i)[p]] = held(i)[p];
      }
      builder.add(all, i % 3);
    }
    return builder.build();
  }

  @Test
  void itGivesWhatABlockWithZerosGives() {
    SparseSampleBlock sparse = sparse(10, 30);
    FloatSampleBlock dense = dense(10, 30);
    assertEquals(30, sparse.size());
    assertEquals(dense.shape(), sparse.shape());
    var placements =
        List.of(Placement.IDENTITY, new Placement(0, 2, true), new Placement(0, -1, false));
    var normalization = new Normalization(new float[] {0.25f}, new float[] {2});
    ImageBuffer one = new ImageBuffer();
    ImageBuffer other = new ImageBuffer();
    for (int row = 0; row < 30; row++) {
      assertEquals(dense.label(row), sparse.label(row));
      for (Placement placement : placements) {
        float[] got = new float[FEATURES + 1];
        float[] wanted = new float[FEATURES + 1];
        sparse.write(row, normalization, placement, got, 1);
        dense.write(row, normalization, placement, wanted, 1);
        assertArrayEquals(wanted, got);
      }
      sparse.read(row, one);
      dense.read(row, other);
      assertArrayEquals(other.toFloats(), one.toFloats());
    }
  }

  @Test
  void itTakesEightBytesAValue() {
    long held = 0;
    for (int i = 0; i < 1000; i++) {
      held += places(i).length;
    }
    assertEquals(8 * held + 4 * 1000 + 4 * 1001, sparse(0, 1000).bytes());
  }

  @Test
  void piecesAreJoinedAgainWithTargetsAndWeights() {
    float[] targets = new float[20];
    float[] weights = new float[20];
    for (int i = 0; i < 20; i++) {
      targets[i] = i * i;
      weights[i] = i + 1;
    }
    SampleBlock all = TargetSampleBlock.of(sparse(5, 20), 1, targets, weights);
    SampleBlock left = SampleBlocks.slice(all, 0, 7);
    SampleBlock right = SampleBlocks.slice(all, 7, 20);
    assertEquals(all.fingerprint(), left.fingerprint() + right.fingerprint());
    SampleBlock joined = SampleBlocks.join(List.of(left, right));
    assertTrue(SparseBatch.isSparse(joined));
    assertEquals(all.fingerprint(), joined.fingerprint());
    assertEquals(all.bytes(), joined.bytes());
    assertEquals(sparse(5, 20).fingerprint(), sparse(5, 20).fingerprint());
    assertNotEquals(sparse(5, 20).fingerprint(), sparse(6, 20).fingerprint());
  }

  @Test
  void batchesStaySparseWhereZerosStayZeros() {
    SparseSampleBlock block = sparse(0, 30);
    var scaled = SampleTransform.of(new Normalization(new float[] {0}, new float[] {2}));
    var shifted = SampleTransform.of(new Normalization(new float[] {1}, new float[] {2}));
    int row = 0;
    for (Batch batch : DataLoader.of(block, 8).transform(scaled).epoch(0)) {
      assertNotNull(batch.inputs().storage().sparse());
      float[] rows = batch.inputs().toFloatArray();
      for (int i = 0; i < batch.inputs().size(0); i++, row++) {
        float[] wanted = new float[FEATURES];
        scaled.write(block, row, 0, wanted, 0);
        for (int k = 0; k < FEATURES; k++) {
          assertEquals(wanted[k], rows[i * FEATURES + k]);
        }
        assertEquals(row % 3, batch.labels().get(i));
      }
    }
    assertEquals(30, row);
    assertFalse(SparseBatch.takes(block, shifted));
    Batch dense = DataLoader.of(block, 8).transform(shifted).epoch(0).iterator().next();
    assertNull(dense.inputs().storage().sparse());
    var flips = new SampleTransform(Normalization.NONE, new CropAndFlip(0, 0.5), 1);
    assertFalse(SparseBatch.takes(block, flips));
    assertFalse(SparseBatch.takes(dense(0, 3), scaled));
  }

  @Test
  void whatIsNoSparseSampleIsRefused() {
    var builder = SparseSampleBlock.builder(FEATURES, 0);
    refused(builder, "got 2 places for 1 values", new int[] {1, 2}, new float[1]);
    refused(builder, "within [0, 9), got 9", new int[] {9}, new float[1]);
    refused(builder, "got 3 after 3", new int[] {3, 3}, new float[2]);
    assertEquals(0, builder.size());
  }

  private static void refused(
      SparseSampleBlock.Builder builder, String words, int[] places, float[] values) {
    String said =
        assertThrows(DataException.class, () -> builder.add(places, values, 0)).getMessage();
    assertTrue(said.contains(words), said);
  }

  @Test
  void aBatchThatNoArrayHoldsIsRefusedWithFigures() {
    ImageShape shape = ImageShape.vector(1 << 20);
    String said =
        assertThrows(OutOfHeapException.class, () -> BatchMemory.of(new float[0], 1 << 12, shape))
            .getMessage();
    assertTrue(said.contains("a batch of 4096 samples of 1x1x1048576 does not fit"), said);
    assertTrue(said.contains("about 16385 MB"), said);
  }
}
