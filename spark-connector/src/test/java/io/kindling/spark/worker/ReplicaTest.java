package io.kindling.spark.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.Augmentation;
import io.kindling.data.EpochSampler;
import io.kindling.data.EpochShare;
import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.data.SparseSampleBlock;
import io.kindling.data.transforms.MixUp;
import io.kindling.kernel.Parallel;
import io.kindling.nn.Dropout;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Sequential;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.optim.SGD;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.worker.TrainingProgram.BatchLimits;
import io.kindling.spark.worker.TrainingProgram.Judging;
import io.kindling.spark.worker.TrainingProgram.Mixing;
import io.kindling.spark.worker.TrainingProgram.UpdateRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches that are put together on a helper thread are those of the step's own thread. */
final class ReplicaTest {
  private static final ImageShape SHAPE = new ImageShape(1, 6, 6);
  private static final int SAMPLES = 40;

  /** Crops and flips, and remembers on which threads. */
  private record Watched(boolean fails) implements Augmentation {
    private static final Set<String> THREADS = ConcurrentHashMap.newKeySet();

    @Override
    public void apply(ImageBuffer image, long seed, long epoch, long sample) {
      THREADS.add(Thread.currentThread().getName());
      if (fails && epoch > 0) {
        throw new IllegalStateException("no more of sample " + sample);
      }
      Augmentation.cropAndFlip().apply(image, seed, epoch, sample);
    }
  }

  private static TrainingProgram program(int passSize, Mixing mixing, boolean fails) {
    SampleTransform transform = new SampleTransform(Normalization.NONE, new Watched(fails), 2);
    return program(new EpochSampler(1, SAMPLES, 8), transform, passSize, mixing, false);
  }

  private static TrainingProgram program(
      EpochSampler sampler,
      SampleTransform transform,
      int passSize,
      Mixing mixing,
      boolean synced) {
    return new TrainingProgram(
        FormulaData.initialize(
            new Sequential(new Flatten(), new Dropout(0.2), new Linear(36, 10)), 0.3),
        new CrossEntropyLoss(),
        SGD.options().lr(0.1),
        LearningRateSchedule.CONSTANT,
        sampler,
        transform,
        new Judging(SampleTransform.of(Normalization.NONE)),
        1,
        new BatchLimits(passSize, 8),
        UpdateRules.NONE,
        mixing,
        synced,
        new BlockFingerprints("training data", new long[0]),
        new BlockFingerprints("training data", new long[0]));
  }

  /** The gradients of two epochs of five steps, an evaluation between them. */
  private static List<float[]> gradients(TrainingProgram program, int threads, boolean announces) {
    Replica replica = new Replica(program);
    SampleBlock block = FormulaData.block(SHAPE, 0, SAMPLES);
    EpochShare[] shares = new EpochShare[3];
    for (int epoch = 0; epoch < shares.length; epoch++) {
      shares[epoch] = program.sampler().share(epoch, 0, SAMPLES);
    }
    List<float[]> all = new ArrayList<>();
    Watched.THREADS.clear();
    try (var scope = Parallel.scope(threads)) {
      for (int step = 0; step < 10; step++) {
        boolean more = announces && step < 9; // what nobody takes would go on beside the next run
        if (more) {
          replica.announce(step + 1, block, shares[(step + 1) / 5]);
        }
        replica.accumulate(step, 0, block, shares[step / 5]);
        if (more) {
          replica.prepare(step + 1, block, shares[(step + 1) / 5]);
        }
        all.add(replica.flat().gradients().clone());
        if (step == 6) {
          replica.evaluate(block);
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"100, false", "3, false", "100, true"})
  void helpersChangeNoBit(int passSize, boolean mixes) {
    Mixing mixing = mixes ? new Mixing(new MixUp(0.4), 10) : Mixing.NONE;
    TrainingProgram program = program(passSize, mixing, false);
    List<float[]> plain = gradients(program, 1, false);
    for (int threads : new int[] {1, 2}) {
      List<float[]> prepared = gradients(program, threads, true);
      for (int step = 0; step < plain.size(); step++) {
        assertArrayEquals(plain.get(step), prepared.get(step), threads + " threads, step " + step);
      }
      // A helper only where the task has another core.
      assertEquals(threads > 1, Watched.THREADS.contains("kindling helper"));
    }
  }

  @Test
  void whatFailsOnAHelperFailsInItsStep() {
    TrainingProgram program = program(100, Mixing.NONE, true);
    var e = assertThrows(IllegalStateException.class, () -> gradients(program, 2, true));
    assertEquals("no more of sample", e.getMessage().replaceAll(" \\d+$", ""));
  }

  /** As when a listener ends the run, or the epoch is judged first. */
  @Test
  void whatFailsForAStepThatDoesNotComeIsNotThrown() {
    TrainingProgram program = program(100, Mixing.NONE, true);
    Replica replica = new Replica(program);
    SampleBlock block = FormulaData.block(SHAPE, 0, SAMPLES);
    EpochShare share = program.sampler().share(0, 0, SAMPLES);
    try (var scope = Parallel.scope(2)) {
      for (int step = 3; step < 5; step++) {
        replica.announce(5, block, program.sampler().share(1, 0, SAMPLES));
        replica.accumulate(step, 0, block, share);
      }
      assertEquals(SAMPLES, replica.evaluate(block).samples());
    }
  }

  /** Other workers would wait for batch norms of a second pass. */
  @Test
  void aShareOfSeveralPassesIsRefusedWithBatchNormOverAllWorkers() {
    int features = 1 << 29; // so that a tensor holds three samples
    var samples = SparseSampleBlock.builder(features, 4);
    for (int i = 0; i < 4; i++) {
      samples.add(new int[] {i}, new float[] {1}, i);
    }
    SampleBlock block = samples.build();
    TrainingProgram program =
        program(
            new EpochSampler(1, 4, 4),
            SampleTransform.of(Normalization.NONE),
            100,
            Mixing.NONE,
            true);
    EpochShare share = program.sampler().share(0, 0, 4);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Replica(program).accumulate(0, 0, block, share));
    assertTrue(
        e.getMessage().contains("of the 4 samples here at most 3 of so many features"),
        e::getMessage);
  }
}
