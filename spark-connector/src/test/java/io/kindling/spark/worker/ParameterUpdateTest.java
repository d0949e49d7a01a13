package io.kindling.spark.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.EpochSampler;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.nn.Linear;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.optim.SGD;
import io.kindling.optim.schedule.ExponentialLR;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.worker.LearningRateSchedule.Unit;
import io.kindling.spark.worker.TrainingProgram.BatchLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model on the driver, and the shares of two workers, updated by the same gradients. */
final class ParameterUpdateTest {
  private static final int LENGTH = 8;
  private static final int STEPS = 6;

  private static TrainingProgram program() {
    SampleTransform transform = SampleTransform.of(Normalization.NONE);
    return new TrainingProgram(
        FormulaData.initialize(new Linear(3, 2), 0.5),
        new CrossEntropyLoss(),
        SGD.options().lr(0.1).momentum(0.9).weightDecay(0.01),
        new LearningRateSchedule(ExponentialLR.options(0.7), Unit.STEP),
        new EpochSampler(1, 12, 3),
        transform,
        transform,
        1,
        new BatchLimits(8, 8),
        0.75,
        new BlockFingerprints("training data", new long[0]),
        new BlockFingerprints("training data", new long[0]));
  }

  /** The sum of a step's gradients; too long, so that it is clipped, in all but the last step. */
  private static float[] gradient(int step) {
    float[] gradient = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      float value = (float) Math.sin(1 + 7 * step + 3 * i);
      gradient[i] = step == STEPS - 1 ? 0.1f * value : 5 * value;
    }
    return gradient;
  }

  private static Evaluation sums() {
    return new Evaluation(4, 3, 3, 1);
  }

  private static void step(List<ResidentModel> shares, int step) {
    double[] squares = null;
    for (ResidentModel share : shares) {
      System.arraycopy(gradient(step), 0, share.gradients(), 0, LENGTH);
      assertTrue(share.average(sums()));
      double[] mine = share.squares();
      if (squares == null) {
        squares = mine;
      } else {
        for (int i = 0; i < mine.length; i++) {
          squares[i] += mine[i];
        }
      }
    }
    for (ResidentModel share : shares) {
      share.clip(squares.clone());
      share.update();
    }
  }

  @Test
  void sharesOfWorkersAreTheBitsOfTheWhole() {
    MasterModel master = new MasterModel(program());
    byte[] start = master.encode();
    Ranges[] ranges = {new Ranges(0, 5), new Ranges(5, LENGTH)};
    List<ResidentModel> shares =
        List.of(ranges).stream()
            .map(mine -> new ResidentModel(program(), new Replica(program()), mine))
            .toList();
    shares.forEach(share -> share.load(start, FlatState.empty(), FlatState.empty()));
    for (int step = 0; step < STEPS; step++) {
      master.encode();
      master.update(step, new Contribution(gradient(step), new double[0], sums(), 0));
      step(shares, step);
      float[] joined = new float[LENGTH];
      for (int w = 0; w < ranges.length; w++) {
        ranges[w].scatter(shares.get(w).slice(), joined);
        assertEquals(master.learningRate(), shares.get(w).learningRate());
      }
      assertArrayEquals(master.state().parameters(), joined, "after step " + step);
    }
  }
}
