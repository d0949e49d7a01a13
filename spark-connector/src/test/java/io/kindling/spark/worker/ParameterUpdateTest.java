package io.kindling.spark.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.EpochSampler;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.nn.AveragedModel;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ParameterGroups;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.optim.SGD;
import io.kindling.optim.schedule.ExponentialLR;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.worker.LearningRateSchedule.Unit;
import io.kindling.spark.worker.TrainingProgram.BatchLimits;
import io.kindling.spark.worker.TrainingProgram.Judging;
import io.kindling.spark.worker.TrainingProgram.Mixing;
import io.kindling.spark.worker.TrainingProgram.UpdateRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model on the driver, and the shares of two workers, updated by the same gradients. */
final class ParameterUpdateTest {
  private static final int LENGTH = 8;
  private static final int STEPS = 6;

  private static final SGD.Options OPTIONS = SGD.options().lr(0.1).momentum(0.9).weightDecay(0.01);

  private static final UpdateRules RULES = new UpdateRules(0.75, true, 0.75);

  private static TrainingProgram program(UpdateRules rules) {
    SampleTransform transform = SampleTransform.of(Normalization.NONE);
    return new TrainingProgram(
        FormulaData.initialize(new Linear(3, 2), 0.5),
        new CrossEntropyLoss(),
        OPTIONS,
        new LearningRateSchedule(ExponentialLR.options(0.7), Unit.STEP),
        new EpochSampler(1, 12, 3),
        transform,
        new Judging(transform),
        1,
        new BatchLimits(8, 8),
        rules,
        Mixing.NONE,
        false,
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
    sharesAreTheWhole(UpdateRules.NONE.withMaxGradientNorm(0.75));
  }

  /** A worker that has only weights, or only biases, keeps the state of both groups. */
  @Test
  void soTheyAreWithTwoGroupsAndAveragedWeights() {
    sharesAreTheWhole(RULES);
  }

  private static void sharesAreTheWhole(UpdateRules rules) {
    MasterModel master = new MasterModel(program(rules));
    byte[] start = master.encode();
    Ranges[] ranges = {new Ranges(0, 6), new Ranges(6, LENGTH)};
    List<ResidentModel> shares = shares(rules, ranges);
    shares.forEach(share -> share.load(start, FlatState.empty(), FlatState.empty()));
    for (int step = 0; step < STEPS; step++) {
      if (step == 3) {
        shares = again(rules, master, shares);
      }
      master.encode();
      master.update(step, new Contribution(gradient(step), new double[0], sums(), 0));
      step(shares, step);
      float[] joined = new float[LENGTH];
      for (int w = 0; w < ranges.length; w++) {
        ranges[w].scatter(shares.get(w).slice(), joined);
        assertEquals(master.learningRate(), shares.get(w).learningRate());
      }
      assertArrayEquals(master.state().parameters(), joined, "after step " + step);
      assertSame(FlatState.of(master.snapshot().optimizer()), joined(shares), step);
    }
  }

  private static List<ResidentModel> shares(UpdateRules rules, Ranges... ranges) {
    return List.of(ranges).stream()
        .map(mine -> new ResidentModel(program(rules), new Replica(program(rules)), mine))
        .toList();
  }

  /** Other workers, cut elsewhere, that go on from what these leave. */
  private static List<ResidentModel> again(
      UpdateRules rules, MasterModel master, List<ResidentModel> before) {
    List<ResidentModel> shares = shares(rules, new Ranges(0, 6), new Ranges(6, LENGTH));
    FlatState rates = before.get(0).scheduleState();
    shares.forEach(share -> share.load(master.encode(), joined(before), rates));
    return shares;
  }

  private static FlatState joined(List<ResidentModel> shares) {
    return FlatState.join(
        shares.stream()
            .map(s -> new FlatState.Placed(s.optimizerState(), s.optimizerRanges()))
            .toList());
  }

  private static void assertSame(FlatState expected, FlatState actual, int step) {
    assertEquals(expected.values(), actual.values(), "after step " + step);
    assertEquals(expected.arrays().keySet(), actual.arrays().keySet());
    expected
        .arrays()
        .forEach((name, array) -> assertArrayEquals(array, actual.arrays().get(name), name));
  }

  /** Against the engine alone, whose groups and averages are PyTorch's. */
  @Test
  void groupsAndAveragesAreThoseOfTheEngine() {
    TrainingProgram program = program(RULES.withMaxGradientNorm(Double.POSITIVE_INFINITY));
    MasterModel master = new MasterModel(program);
    Module module = FormulaData.initialize(new Linear(3, 2), 0.5);
    FlatParameters flat = FlatParameters.of(module);
    SGD sgd = new SGD(ParameterGroups.noDecayOfOneDimension(module, OPTIONS));
    var schedule = ExponentialLR.options(0.7).create(sgd);
    AveragedModel average = AveragedModel.ema(module, 0.75).useBuffers(true);
    assertArrayEquals(master.state().parameters(), master.judged().parameters());
    for (int step = 0; step < STEPS; step++) {
      master.encode();
      master.update(step, new Contribution(gradient(step), new double[0], sums(), 0));
      float[] gradient = gradient(step);
      for (int i = 0; i < LENGTH; i++) {
        flat.gradients()[i] = gradient[i] / 3;
      }
      sgd.step();
      schedule.step();
      average.updateParameters(module);
      assertArrayEquals(flat.values(), master.state().parameters(), "step " + step);
      assertArrayEquals(
          FlatParameters.of(average.module()).values(),
          master.judged().parameters(),
          "average after step " + step);
    }
  }
}
