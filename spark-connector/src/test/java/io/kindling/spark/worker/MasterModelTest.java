package io.kindling.spark.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kindling.data.EpochSampler;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.optim.SGD;
import io.kindling.optim.schedule.ExponentialLR;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.worker.LearningRateSchedule.Unit;
import io.kindling.spark.worker.TrainingProgram.BatchLimits;
import io.kindling.spark.worker.TrainingProgram.Judging;
import io.kindling.spark.worker.TrainingProgram.Mixing;
import io.kindling.spark.worker.TrainingProgram.UpdateRules;
import org.junit.jupiter.api.Test;

final class MasterModelTest {
  private static TrainingProgram program() {
    SampleTransform transform = SampleTransform.of(Normalization.NONE);
    return new TrainingProgram(
        FormulaData.initialize(new Linear(3, 2), 0.5),
        new CrossEntropyLoss(),
        SGD.options().lr(0.1).momentum(0.9),
        new LearningRateSchedule(ExponentialLR.options(0.5), Unit.STEP),
        new EpochSampler(1, 8, 4),
        transform,
        new Judging(transform),
        1,
        new BatchLimits(8, 8),
        UpdateRules.NONE,
        Mixing.NONE,
        false,
        new BlockFingerprints("training data", new long[0]),
        new BlockFingerprints("training data", new long[0]));
  }

  private static MasterModel master() {
    return new MasterModel(program());
  }

  private static void step(MasterModel master, int step) {
    master.encode();
    float[] gradient = {1, -2, 3, -4, step, 0.5f, -0.5f, 7};
    Evaluation sums = new Evaluation(4, 4, 4, 1);
    master.update(step, new Contribution(gradient, new double[0], sums, 0));
  }

  @Test
  void goesOnFromASnapshotAsIfItHadNeverStopped() {
    MasterModel whole = master();
    for (int step = 0; step < 6; step++) {
      step(whole, step);
    }
    MasterModel first = master();
    for (int step = 0; step < 3; step++) {
      step(first, step);
    }
    TrainingSnapshot snapshot = first.snapshot();
    step(first, 3); // changes nothing in the snapshot
    MasterModel second = master();
    second.load(snapshot);
    assertEquals(0.0125, second.learningRate(), 1e-12);
    for (int step = 3; step < 6; step++) {
      step(second, step);
    }
    assertArrayEquals(whole.state().parameters(), second.state().parameters());
    assertEquals(whole.learningRate(), second.learningRate());
    assertEquals(6, second.snapshot().step());
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothing() {
    MasterModel master = master();
    float[] before = master.state().parameters();
    master.encode();
    float[] gradient = new float[8];
    gradient[5] = Float.POSITIVE_INFINITY;
    Contribution sum = new Contribution(gradient, new double[0], new Evaluation(4, 4, 4, 1), 0);
    DivergedException e = assertThrows(DivergedException.class, () -> master.update(0, sum));
    assertEquals(
        "training diverged: the gradient of step 1 (epoch 1) is not finite; lower the learning"
            + " rate, or look for values in the data that are not finite",
        e.getMessage());
    assertArrayEquals(before, master.state().parameters());
    assertArrayEquals(before, e.lastGood().parameters());
  }

  @Test
  void stateTravelsAsBytes() {
    Module module = FormulaData.initialize(new Linear(3, 2), 0.5);
    FlatParameters flat = FlatParameters.of(module);
    ModelState state = new ModelState(flat.values().clone(), new double[] {1, 2.5});
    ModelState back = ModelState.decode(state.encode());
    assertArrayEquals(state.parameters(), back.parameters());
    assertArrayEquals(state.buffers(), back.buffers());
    byte[] other = new ModelState(new float[3], new double[0]).encode();
    assertThrows(IllegalStateException.class, () -> ModelState.decodeInto(other, module, flat));
    assertNotEquals(0, flat.values()[0]);
  }
}
