package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A block's fingerprint tells all it holds, and only that. */
class SampleFingerprintTest {
  private static final ImageShape SHAPE = new ImageShape(1, 3, 5);
  private static final int N = 20;

  private static byte[] image(int n) {
    byte[] image = new byte[SHAPE.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (n * 31 + i * 7);
    }
    return image;
  }

  private static float[] vector(int n) {
    return new float[] {n, n / 3f, -n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  }

  private static SampleBlock bytes(long first, int... samples) {
    var builder = ByteSampleBlock.builder(SHAPE).firstIndex(first);
    for (int n : samples) {
      builder.add(image(n), n % 3);
    }
    return builder.build();
  }

  private static SampleBlock floats(long first, int... samples) {
    var builder = FloatSampleBlock.builder(SHAPE).firstIndex(first);
    for (int n : samples) {
      builder.add(vector(n), n % 3);
    }
    return builder.build();
  }

  private static SampleBlock full(boolean real) {
    int[] all = new int[N];
    float[] targets = new float[2 * N];
    float[] weights = new float[N];
    for (int n = 0; n < N; n++) {
      all[n] = n;
      targets[2 * n] = n;
      weights[n] = n + 1;
    }
    SampleBlock samples = real ? floats(100, all) : bytes(100, all);
    return TargetSampleBlock.of(samples, 2, targets, weights);
  }

  @Test
  void orderSamplesLabelsTargetsAndWeightsAllCount() {
    Set<Long> seen = new HashSet<>();
    List<SampleBlock> blocks =
        List.of(
            bytes(0, 1, 2, 3),
            bytes(0, 1, 3, 2),
            bytes(0, 3, 2, 1),
            bytes(0, 1, 2),
            bytes(1, 1, 2, 3),
            bytes(0, 1, 2, 4),
            floats(0, 1, 2, 3),
            floats(0, 2, 1, 3),
            ByteSampleBlock.builder(SHAPE).add(image(1), 1).build(),
            ByteSampleBlock.builder(SHAPE).add(image(1), 2).build(),
            ByteSampleBlock.builder(new ImageShape(1, 5, 3)).add(image(1), 1).build(),
            TargetSampleBlock.of(bytes(0, 1, 2), 1, new float[] {1, 2}, null),
            TargetSampleBlock.of(bytes(0, 1, 2), 1, new float[] {2, 1}, null),
            TargetSampleBlock.of(bytes(0, 1, 2), 0, null, new float[] {1, 2}),
            TargetSampleBlock.of(bytes(0, 1, 2), 0, null, new float[] {2, 1}));
    blocks.forEach(block -> seen.add(block.fingerprint()));
    assertEquals(blocks.size(), seen.size());
    assertEquals(bytes(0, 1, 2, 3).fingerprint(), bytes(0, 1, 2, 3).fingerprint());
    assertNotEquals(0, bytes(0, 1).fingerprint());
  }

  @Test
  void survivesSerializationAndDoesNotDependOnTheCut() throws Exception {
    for (boolean real : new boolean[] {false, true}) {
      SampleBlock whole = full(real);
      long expected = whole.fingerprint();
      var out = new ByteArrayOutputStream();
      new ObjectOutputStream(out).writeObject(whole);
      var in = new ObjectInputStream(new ByteArrayInputStream(out.toByteArray()));
      assertEquals(expected, ((SampleBlock) in.readObject()).fingerprint());

      List<SampleBlock> parts = new ArrayList<>();
      int[] cuts = {0, 7, 7, 12, N};
      long sum = 0;
      for (int i = 0; i + 1 < cuts.length; i++) {
        SampleBlock part = SampleBlocks.slice(whole, cuts[i], cuts[i + 1]);
        assertEquals(cuts[i + 1] - cuts[i], part.size());
        assertEquals(100 + cuts[i], part.firstIndex());
        sum += part.fingerprint();
        parts.add(part);
      }
      assertEquals(expected, sum);
      SampleBlock joined = SampleBlocks.join(parts);
      assertEquals(expected, joined.fingerprint());
      assertEquals(N, joined.size());
      parts.remove(1);
      parts.remove(1);
      assertThrows(DataException.class, () -> SampleBlocks.join(parts));
    }
  }
}
