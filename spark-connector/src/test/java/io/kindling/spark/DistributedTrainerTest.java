package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.autograd.GradMode;
import io.kindling.data.DataException;
import io.kindling.data.FloatSampleBlock;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.nn.BatchNorm1d;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.nn.functional.Reduction;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.optim.SGD;
import io.kindling.optim.schedule.ExponentialLR;
import io.kindling.optim.schedule.LambdaLR;
import io.kindling.optim.schedule.ReduceLROnPlateau;
import io.kindling.optim.schedule.StepLR;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.testing.HeldBlocks;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.worker.ReplicaPool;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

final class DistributedTrainerTest {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 4);
  private static final int SAMPLES = 70;

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());

  private static Module perceptron() {
    return FormulaData.initialize(
        new Sequential(new Flatten(), new Linear(48, 16), new ReLU(), new Linear(16, 10)), 0.2);
  }

  private JavaRDD<SampleBlock> data(int partitions) {
    return FormulaData.spread(spark, SHAPE, SAMPLES, partitions);
  }

  private DistributedTrainer.Builder trainer() {
    return DistributedTrainer.builder()
        .model(perceptron())
        .optimizer(SGD.options().lr(0.1).momentum(0.9))
        .trainingData(data(3))
        .batchSize(32)
        .epochs(4)
        .seed(1);
  }

  private static float[] values(Module module) {
    return FlatParameters.of(module).values();
  }

  @Test
  void learnsReportsAndLeavesTheCallersModelAlone() {
    List<Object> told = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStart(TrainingStart start) {
            told.add(start);
          }

          @Override
          public void onStep(StepReport step) {
            told.add(step.step());
          }

          @Override
          public void onEpoch(EpochSummary epoch) {
            told.add("epoch " + epoch.epoch());
          }

          @Override
          public void onEnd(TrainingResult result) {
            told.add("end");
          }
        };
    Module model = perceptron();
    TrainingResult result =
        trainer()
            .model(model)
            .epochs(20)
            .maxSteps(58)
            .evaluationData(data(2))
            .listener(listener)
            .build()
            .fit();

    assertArrayEquals(values(perceptron()), values(model));
    assertTrue(model.isTraining());
    assertFalse(result.module().isTraining());
    assertEquals(58, result.steps());
    assertEquals(20, result.epochs().size());
    assertEquals(19 * SAMPLES + 32, result.samples());
    assertEquals(1, result.epochs().get(19).steps());
    assertTrue(result.evaluation().orElseThrow().loss() < 0.8 * result.stepLosses()[0]);
    assertTrue(result.evaluation().orElseThrow().accuracy() > 0.3);
    TrainingStart start = (TrainingStart) told.get(0);
    assertEquals(
        new TrainingStart(
            start.id(),
            "training",
            SAMPLES,
            SAMPLES,
            3,
            954,
            3,
            0,
            58,
            true,
            "tree",
            start.data(),
            start.configuration()),
        start);
    assertEquals("32", start.configuration().get("batch size"));
    assertEquals(20, start.epochs());
    assertEquals(List.of(0L, 1L, 2L, "epoch 1", 3L), told.subList(1, 6));
    assertEquals(List.of(57L, "epoch 20", "end"), told.subList(told.size() - 3, told.size()));
    TimeSpent time = result.time();
    assertEquals(time.training(), time.compute() + time.update() + time.overhead(), 1e-9);
  }

  @Test
  void evaluationIsThatOfOneMachineAndOfAnyBatchSize() {
    TrainingResult result =
        trainer().evaluationData(data(4)).evaluationBatchSize(7).maxSteps(3).build().fit();
    SampleBlock block = FormulaData.block(SHAPE, 0, SAMPLES);
    float[] images = new float[SAMPLES * SHAPE.size()];
    long[] labels = new long[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      block.write(i, Normalization.NONE, images, i * SHAPE.size());
      labels[i] = block.label(i);
    }
    try (var scope = GradMode.noGrad()) {
      Tensor target = Tensors.tensor(labels);
      Tensor output = result.module().call(Tensors.wrap(images, SAMPLES, 3, 4, 4));
      double loss = new CrossEntropyLoss().call(output, target).item();
      long[] best = output.argmax(1).toLongArray();
      int correct = 0;
      for (int i = 0; i < SAMPLES; i++) {
        correct += best[i] == labels[i] ? 1 : 0;
      }
      assertEquals(loss, result.evaluation().orElseThrow().loss(), 1e-6 * loss);
      assertEquals(correct, result.evaluation().orElseThrow().correct());
    }
  }

  @Test
  void sharesMayBeEmptyAndPartitionsToo() {
    TrainingResult many = trainer().trainingData(data(75)).batchSize(5).epochs(1).build().fit();
    TrainingResult one = trainer().trainingData(data(1)).batchSize(5).epochs(1).build().fit();
    assertArrayEquals(one.stepLosses(), many.stepLosses(), 1e-5);
    assertEquals(SAMPLES, many.samples());
  }

  @Test
  void microBatchesAddUpToTheSameGradient() {
    double[] whole = trainer().build().fit().stepLosses();
    double[] pieces = trainer().microBatchSize(3).build().fit().stepLosses();
    assertArrayEquals(whole, pieces, 1e-5);
  }

  @Test
  void meanOfWeightedClassesIsTheWeightedMean() {
    float[] weights = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    CrossEntropyLoss loss =
        new CrossEntropyLoss(CrossEntropyLoss.options().weight(Tensors.tensor(weights)));
    double[] one = trainer().loss(loss).trainingData(data(1)).build().fit().stepLosses();
    double[] three = trainer().loss(loss).build().fit().stepLosses();
    assertArrayEquals(one, three, 1e-5);
  }

  @Test
  void summedLossStepsByTheSummedGradient() {
    double[] mean = trainer().batchSize(35).build().fit().stepLosses();
    double[] sum =
        trainer()
            .batchSize(35)
            .loss(new CrossEntropyLoss().withReduction(Reduction.SUM))
            .optimizer(SGD.options().lr(0.1 / 35).momentum(0.9))
            .build()
            .fit()
            .stepLosses();
    assertArrayEquals(mean, sum, 1e-5);
  }

  @Test
  void schedulesCountEpochsOrSteps() {
    assertArrayEquals(
        new double[] {0.1, 0.1, 0.1, 0.01, 0.01, 0.01},
        rates(trainer().epochs(2).schedule(StepLR.options(1).gamma(0.1))),
        1e-12);
    assertArrayEquals(
        new double[] {0.1, 0.05, 0.025, 0.0125},
        rates(trainer().maxSteps(4).scheduleBySteps(ExponentialLR.options(0.5))),
        1e-12);
  }

  @Test
  void plateauLooksAtEveryEpochOnce() {
    var neverGoodEnough = ReduceLROnPlateau.options().patience(0).factor(0.5).threshold(1e9);
    double[] rates = rates(trainer().evaluationData(data(2)).epochs(3).schedule(neverGoodEnough));
    assertEquals(0.1, rates[0], 1e-12);
    assertEquals(0.05, rates[3], 1e-12);
    assertEquals(0.025, rates[6], 1e-12);
  }

  private static double[] rates(DistributedTrainer.Builder trainer) {
    List<Double> rates = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            rates.add(step.learningRate());
          }
        };
    trainer.listener(listener).build().fit();
    return rates.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void runningStatisticsAreThoseOfOneMachine() {
    Module model =
        FormulaData.initialize(
            new Sequential(new Flatten(), new BatchNorm1d(48), new Linear(48, 10)), 0.2);
    TrainingResult one =
        trainer().model(model).trainingData(data(1)).batchSize(35).epochs(2).build().fit();
    TrainingResult two =
        trainer().model(model).trainingData(data(2)).batchSize(70).epochs(2).build().fit();
    assertEquals(4, one.module().buffers().get(2).item());
    assertEquals(2, two.module().buffers().get(2).item());

    // Both halves count alike: the mean over workers is the mean over all samples.
    float[] mean = two.module().buffers().get(0).toFloatArray();
    double expected = 0;
    SampleBlock block = FormulaData.block(SHAPE, 0, SAMPLES);
    float[] sample = new float[SHAPE.size()];
    for (int i = 0; i < SAMPLES; i++) {
      block.write(i, Normalization.NONE, sample, 0);
      expected += sample[5] / SAMPLES;
    }
    assertEquals((1 - 0.9 * 0.9) * expected, mean[5], 1e-6);
  }

  @Test
  void divergenceNamesTheStepAndKeepsTheLastGoodParameters() {
    TrainingDivergedException e =
        assertThrows(
            TrainingDivergedException.class,
            () ->
                trainer()
                    .optimizer(SGD.options().lr(0.1))
                    .scheduleBySteps(LambdaLR.options(step -> step == 4 ? 1e39 : 1))
                    .build()
                    .fit());
    assertEquals(6, e.step());
    assertEquals(2, e.epoch());
    assertTrue(e.getMessage().startsWith("training diverged: the loss of step 6 (epoch 2) is "));
    float[] good =
        values(trainer().optimizer(SGD.options().lr(0.1)).maxSteps(4).build().fit().module());
    assertArrayEquals(good, values(e.lastGood()));
  }

  @Test
  void notANumberInTheDataIsFoundAtItsStep() {
    FloatSampleBlock.Builder block = FloatSampleBlock.builder(ImageShape.vector(2));
    for (int i = 0; i < 6; i++) {
      block.add(new float[] {i == 4 ? Float.NaN : i, 1}, i % 2);
    }
    List<SampleBlock> blocks = List.of(block.build());
    TrainingDivergedException e =
        assertThrows(
            TrainingDivergedException.class,
            () ->
                DistributedTrainer.builder()
                    .model(new Linear(2, 2))
                    .trainingData(spark.parallelize(blocks, 1))
                    .batchSize(2)
                    .shuffle(false)
                    .build()
                    .fit());
    assertEquals(3, e.step());
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    JavaRDD<SampleBlock> training = data(9);
    JavaRDD<SampleBlock> evaluation = data(2);
    HeldBlocks before = HeldBlocks.now();
    trainer().trainingData(training).evaluationData(evaluation).build().fit();
    assertEquals(0, ReplicaPool.count());
    assertEquals(9, HeldBlocks.of(training));
    assertEquals(2, HeldBlocks.of(evaluation));
    training.unpersist();
    evaluation.unpersist();
    before.awaitNothingNewer();
  }

  @Test
  void whatDoesNotFitIsSaidBeforeTraining() {
    assertMessage(
        "the model does not fit the samples, which reach it as a batch of shape (N, 3, 4, 4): ",
        trainer().model(new Linear(5, 10)));
    assertMessage(
        "the model does not fit the labels: its output has shape (N, 9), one value for each of 9"
            + " classes, but the labels reach from 0 to 9",
        trainer().model(new Sequential(new Flatten(), new Linear(48, 9))));
    Module unknown =
        new Module() {
          private static final long serialVersionUID = 1L;
          private final Object field = new Object();

          @Override
          public Tensor forward(Tensor input) {
            return field == null ? null : input;
          }
        };
    assertMessage(
        "the model cannot be sent to the workers: java.lang.Object", trainer().model(unknown));
  }

  @Test
  void dataThatCannotBeUsedIsRefused() {
    JavaRDD<SampleBlock> empty = spark.parallelize(List.of(FormulaData.block(SHAPE, 0, 0)), 1);
    assertMessage("training data: the data set is empty", trainer().trainingData(empty));
    JavaRDD<SampleBlock> gap =
        spark.parallelize(
            List.of(FormulaData.block(SHAPE, 0, 4), FormulaData.block(SHAPE, 5, 4)), 2);
    assertMessage(
        "training data: the block of partition 1 begins with sample 5",
        trainer().trainingData(gap));
    assertMessage(
        "training data: partition 0 holds 2 blocks", trainer().trainingData(gap.coalesce(1)));
    JavaRDD<SampleBlock> mixed =
        spark.parallelize(
            List.of(
                FormulaData.block(SHAPE, 0, 4), FormulaData.block(new ImageShape(3, 5, 5), 4, 4)),
            2);
    assertMessage(
        "training data: partition 1 has samples of 3x5x5, others of 3x4x4",
        trainer().trainingData(mixed));
    assertThrows(DataException.class, () -> trainer().batchSize(71).dropLast(true).build().fit());
  }

  private static void assertMessage(String begin, DistributedTrainer.Builder trainer) {
    RuntimeException e = assertThrows(RuntimeException.class, () -> trainer.build().fit());
    assertTrue(e.getMessage().startsWith(begin), e.getMessage());
  }

  @Test
  void settingsAreChecked() {
    DistributedTrainer.Builder builder = DistributedTrainer.builder();
    assertThrows(IllegalArgumentException.class, builder::build);
    assertThrows(IllegalArgumentException.class, () -> builder.batchSize(0));
    assertThrows(IllegalArgumentException.class, () -> builder.epochs(0));
    assertThrows(IllegalArgumentException.class, () -> builder.maxSteps(0));
    assertThrows(IllegalArgumentException.class, () -> builder.microBatchSize(0));
    assertThrows(IllegalArgumentException.class, () -> builder.evaluationBatchSize(0));
    assertThrows(IllegalArgumentException.class, () -> builder.evaluateEvery(0));
    assertEquals(
        "loss", assertThrows(NullPointerException.class, () -> builder.loss(null)).getMessage());
    assertEquals(
        "optimizer",
        assertThrows(NullPointerException.class, () -> builder.optimizer(null)).getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> builder.loss(new CrossEntropyLoss().withReduction(Reduction.NONE)));
  }
}
