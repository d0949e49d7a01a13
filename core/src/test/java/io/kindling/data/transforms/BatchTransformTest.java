package io.kindling.data.transforms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.BatchTransform;
import io.kindling.data.ByteSampleBlock;
import io.kindling.data.DataException;
import io.kindling.data.DataLoader;
import io.kindling.data.EpochSampler;
import io.kindling.data.EpochShare;
import io.kindling.data.GeneratedImages;
import io.kindling.data.ImageShape;
import io.kindling.data.MixedBatch;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.random.Generator;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Mixing of the samples of a batch. */
class BatchTransformTest {
  private static final ImageShape SHAPE = new ImageShape(2, 4, 6);
  private static final int CLASSES = 5;

  /** Row i is made of its sample alone: inputs sample * 1000 + place, target its own class. */
  private static MixedBatch batch(long[] samples, int batchSize) {
    float[] inputs = new float[samples.length * SHAPE.size()];
    float[] targets = new float[samples.length * CLASSES];
    for (int i = 0; i < samples.length; i++) {
      for (int k = 0; k < SHAPE.size(); k++) {
        inputs[i * SHAPE.size() + k] = samples[i] * 1000 + k;
      }
      targets[i * CLASSES + (int) (samples[i] % CLASSES)] = 1;
    }
    return new MixedBatch(SHAPE, CLASSES, samples, inputs, targets, batchSize);
  }

  private static float[] row(float[] values, int stride, int i) {
    return Arrays.copyOfRange(values, i * stride, (i + 1) * stride);
  }

  @Property(tries = 100)
  void mixUpIsTheFormula(
      @ForAll @IntRange(min = 0, max = 40) int n, @ForAll @IntRange(max = 50) int step) {
    long[] samples = new EpochSampler(3, 40, Math.max(1, n)).batch(step, 0);
    samples = Arrays.copyOf(samples, n);
    MixedBatch batch = batch(samples, Math.max(1, n));
    float[] inputs = batch.inputs().clone();
    new MixUp(0.7).apply(batch, 11, 2, step);
    long[] sorted = samples.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < n; i++) {
      float[] target = row(batch.targets(), CLASSES, i);
      float[] mixed = row(batch.inputs(), SHAPE.size(), i);
      // Of 1000 s l + 1000 p (1 - l) + k: what stands in the first place tells the mixture.
      double sum = 0;
      for (float t : target) {
        assertTrue(t >= 0 && t <= 1);
        sum += t;
      }
      assertEquals(1, sum, 1e-6);
      float own = inputs[i * SHAPE.size()];
      int place = Arrays.binarySearch(sorted, samples[i]);
      boolean found = n == 1;
      for (int shift = 1; shift < n && !found; shift++) {
        float partner = sorted[(place + shift) % n] * 1000f;
        double lam = (mixed[0] - partner) / (own - partner);
        found =
            lam >= -1e-3
                && lam <= 1.001
                && Math.abs(mixed[47] - mixed[0] - 47) < 0.1
                && shift <= Math.max(1, n / 8);
      }
      assertTrue(found, "row " + i + " of " + n);
    }
  }

  /** Shares that hold ranges of samples mix most rows as one worker does. */
  @Test
  void workersMixAsOneWouldButForTheLastRowsOfEach() {
    int n = 4000;
    int size = 128;
    EpochSampler sampler = new EpochSampler(5, n, size);
    for (BatchTransform mix : List.of(new MixUp(1), new CutMix(1))) {
      for (int workers : new int[] {2, 4}) {
        int same = 0;
        int all = 0;
        for (int step = 0; step < 10; step++) {
          long[] samples = sampler.batch(1, step);
          MixedBatch whole = batch(samples, size);
          mix.apply(whole, 9, 1, step);
          for (int worker = 0; worker < workers; worker++) {
            long first = (long) n / workers * worker;
            EpochShare share = sampler.share(1, first, n / workers);
            long[] own = new long[share.size(step)];
            for (int i = 0; i < own.length; i++) {
              own[i] = first + share.row(step, i);
            }
            MixedBatch part = batch(own, size);
            mix.apply(part, 9, 1, step);
            for (int i = 0; i < own.length; i++) {
              int at = indexOf(samples, own[i]);
              all++;
              same +=
                  Arrays.equals(
                          row(part.inputs(), SHAPE.size(), i),
                          row(whole.inputs(), SHAPE.size(), at))
                      ? 1
                      : 0;
            }
          }
        }
        assertEquals(10 * size, all);
        // Each of the workers has at most 128 / 8 rows without their partner, 8 in the mean.
        assertTrue(same >= all - 10 * workers * size / 8, workers + ": " + same + " of " + all);
        assertTrue(same > all * (1 - 0.1 * workers), workers + ": " + same + " of " + all);
      }
    }
  }

  private static int indexOf(long[] samples, long sample) {
    for (int i = 0; i < samples.length; i++) {
      if (samples[i] == sample) {
        return i;
      }
    }
    throw new AssertionError("no sample " + sample);
  }

  @Test
  void cutMixTakesARectangleAndTargetsByItsArea() {
    long[] samples = {4, 17, 8, 31, 12, 26};
    int cut = 0;
    for (int step = 0; step < 40; step++) {
      MixedBatch batch = batch(samples, samples.length);
      new CutMix(1).apply(batch, 1, 0, step);
      long[] sorted = samples.clone();
      Arrays.sort(sorted);
      for (int i = 0; i < samples.length; i++) {
        long partner = sorted[(Arrays.binarySearch(sorted, samples[i]) + 1) % samples.length];
        int own = 0;
        for (int k = 0; k < SHAPE.size(); k++) {
          float value = batch.inputs()[i * SHAPE.size() + k];
          boolean isOwn = value == samples[i] * 1000 + k;
          assertTrue(isOwn || value == partner * 1000 + k, "value " + value);
          own += isOwn ? 1 : 0;
        }
        float[] expected = new float[CLASSES];
        expected[(int) (samples[i] % CLASSES)] += (float) own / SHAPE.size();
        expected[(int) (partner % CLASSES)] += 1 - (float) own / SHAPE.size();
        assertArrayEquals(expected, row(batch.targets(), CLASSES, i), 1e-6f);
        cut += own < SHAPE.size() ? 1 : 0;
      }
    }
    assertTrue(cut > 120, "rows with a rectangle: " + cut);
    // torchvision: r = 0.5 sqrt(1 - 0.3) of 32 x 48, around (40, 5) and (3, 30).
    assertEquals(new CutMix.Box(20, 0, 48, 18), CutMix.Box.around(40, 5, 0.3, 32, 48));
    assertEquals(1 - 28.0 * 18 / (32 * 48), CutMix.Box.around(40, 5, 0.3, 32, 48).lam(32, 48));
    assertEquals(new CutMix.Box(0, 17, 23, 32), CutMix.Box.around(3, 30, 0.3, 32, 48));
  }

  @Test
  void betaHasItsMeanAndVariance() {
    for (double alpha : new double[] {0.2, 1, 4}) {
      Generator random = new Generator(7);
      int n = 20_000;
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < n; i++) {
        double lam = Beta.draw(alpha, random);
        assertTrue(lam >= 0 && lam <= 1);
        sum += lam;
        squares += (lam - 0.5) * (lam - 0.5);
      }
      assertEquals(0.5, sum / n, 0.01, "mean, alpha " + alpha);
      assertEquals(1 / (4 * (2 * alpha + 1)), squares / n, 0.004, "variance, alpha " + alpha);
    }
    assertThrows(IllegalArgumentException.class, () -> new MixUp(0));
    assertThrows(IllegalArgumentException.class, () -> new CutMix(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new RandomChoice(List.of()));
  }

  @Test
  void oneOfSeveralIsChosenAStep() {
    var choice = new RandomChoice(List.of(new MixUp(1), new CutMix(1)));
    int mixUps = 0;
    for (int step = 0; step < 200; step++) {
      MixedBatch chosen = batch(new long[] {1, 2, 3, 4}, 4);
      MixedBatch mixUp = batch(new long[] {1, 2, 3, 4}, 4);
      choice.apply(chosen, 6, 0, step);
      new MixUp(1).apply(mixUp, 6, 0, step);
      mixUps += Arrays.equals(chosen.inputs(), mixUp.inputs()) ? 1 : 0;
    }
    assertEquals(100, mixUps, 30);
  }

  @Test
  void mixingIsReadFromText() {
    assertEquals(new MixUp(0.2), Transforms.parseBatch(" mixUp(0.2) "));
    assertEquals(new MixUp(1), Transforms.parseBatch("mix_up"));
    assertEquals(new CutMix(0.5), Transforms.parseBatch("CutMix(alpha=0.5)"));
    var e = assertThrows(IllegalArgumentException.class, () -> Transforms.parseBatch("mxUp"));
    assertTrue(e.getMessage().contains("did you mean mixUp?"), e.getMessage());
  }

  @Test
  void aLoaderGivesProbabilities() {
    ByteSampleBlock block = new GeneratedImages(6).block(0, 21);
    DataLoader plain = DataLoader.of(block, 8).shuffle(5);
    DataLoader mixed = plain.mix(new MixUp(1), 10);
    int step = 0;
    for (var batch : mixed.epoch(2)) {
      assertEquals(Shape.of(batch.size(), 10), batch.labels().shape());
      float[] labels = batch.labels().toFloatArray();
      double sum = 0;
      for (float p : labels) {
        sum += p;
      }
      assertEquals(batch.size(), sum, 1e-4);
      var logits = Tensors.zeros(batch.size(), 10);
      double loss = new CrossEntropyLoss().call(logits, batch.labels()).item();
      assertEquals(Math.log(10), loss, 1e-5);
      step++;
    }
    assertEquals(3, step);
    var again = mixed.epoch(2).iterator().next().inputs().toFloatArray();
    assertArrayEquals(again, mixed.epoch(2).iterator().next().inputs().toFloatArray());
    var first = plain.epoch(2).iterator().next().inputs().toFloatArray();
    assertNotEquals(Arrays.hashCode(first), Arrays.hashCode(again));
    assertThrows(DataException.class, () -> plain.mix(new MixUp(1), 3));
  }
}
