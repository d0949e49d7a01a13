package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.Batch;
import io.kindling.data.DataLoader;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.data.transforms.MixUp;
import io.kindling.data.transforms.Transforms;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.nn.TestTimeFlip;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.loss.NLLLoss;
import io.kindling.optim.AdamW;
import io.kindling.optim.Rprop;
import io.kindling.optim.SGD;
import io.kindling.spark.allreduce.ResidentAllReduce;
import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.checkpoint.CheckpointConfig;
import io.kindling.spark.checkpoint.CheckpointException;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Weight decay for weights alone, averaged weights, mixed samples: under every strategy alike. */
final class RecipeTest {
  private static final ImageShape SHAPE = new ImageShape(1, 6, 6);

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void start() {
    spark = JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
  }

  /** All of them, with batch norm, dropout, a schedule and augmentation. */
  private DistributedTrainer.Builder trainer(String strategy) {
    return SmallRun.trainer(
            folder.resolve("trouble"), SmallRun.data(spark, 2), SmallRun.strategy(strategy))
        .optimizer(AdamW.options().lr(0.01).weightDecay(0.3))
        .filterBiasAndBn(true)
        .modelEmaDecay(0.8)
        .mix(Transforms.parseBatch("mixUp(0.4) | cutMix(1)"))
        .clipGradientNorm(0.7)
        .epochs(2);
  }

  @Test
  void strategiesGiveTheSameBitsAndGoOnFromEachOthersCheckpoints() {
    String tree = SmallRun.bits(trainer("tree").build().fit());
    assertEquals(tree, SmallRun.bits(trainer("resident").build().fit()), "resident");
    CheckpointConfig config = CheckpointConfig.in(folder.resolve("checkpoints").toString());
    trainer("sharded").checkpoint(config).maxSteps(4).build().fit();
    trainer("tree").checkpoint(config).resume(true).maxSteps(9).build().fit();
    TrainingResult resumed = trainer("sharded").checkpoint(config).resume(true).build().fit();
    assertEquals(tree, SmallRun.bits(resumed), "sharded, tree, sharded");
    var other =
        assertThrows(
            CheckpointException.class,
            () ->
                trainer("tree")
                    .mix(new MixUp(1))
                    .modelEmaDecay(0.9)
                    .filterBiasAndBn(false)
                    .checkpoint(config)
                    .resume(true)
                    .build()
                    .fit());
    for (String name : List.of("mixing of samples", "averaged weights", "filterBiasAndBn")) {
      assertTrue(other.getMessage().contains(name), other::getMessage);
    }
  }

  /** What a single process computes from the same batches. */
  @Test
  void mixingIsThatOfTheDataLoader() {
    SampleTransform transform = new SampleTransform(Normalization.NONE, Transforms.parse(""), 3);
    double[] losses = mixing(transform, builder -> builder).stepLosses();
    List<Double> expected = new ArrayList<>();
    Module model = model();
    var sgd = SGD.options().lr(0.1).create(model.parameters());
    DataLoader loader =
        DataLoader.of(FormulaData.block(SHAPE, 0, 40), 16)
            .shuffle(11)
            .transform(transform)
            .mix(new MixUp(0.5), 10);
    for (int epoch = 0; epoch < 2; epoch++) {
      for (Batch batch : loader.epoch(epoch)) {
        sgd.zeroGrad();
        Tensor loss = new CrossEntropyLoss().call(model.call(batch.inputs()), batch.labels());
        loss.backward();
        sgd.step();
        expected.add(loss.item());
      }
    }
    assertArrayEquals(expected.stream().mapToDouble(Double::doubleValue).toArray(), losses, 2e-6);
    // Partners are those of the whole share, however few samples go through the model at once.
    double[] inPasses = mixing(transform, builder -> builder.microBatchSize(3)).stepLosses();
    assertArrayEquals(losses, inPasses, 2e-6);
  }

  private TrainingResult mixing(
      SampleTransform transform, UnaryOperator<DistributedTrainer.Builder> more) {
    return more.apply(
            DistributedTrainer.builder()
                .model(model())
                .optimizer(SGD.options().lr(0.1))
                .transform(transform)
                .mix(new MixUp(0.5))
                .trainingData(FormulaData.spread(spark, SHAPE, 40, 1))
                .batchSize(16)
                .epochs(2)
                .seed(11))
        .build()
        .fit();
  }

  private static Module model() {
    return FormulaData.initialize(new Sequential(new Flatten(), new Linear(36, 10)), 0.2);
  }

  @Test
  void theAverageIsJudgedAndKept() {
    TrainingResult plain = trainer("tree").modelEmaDecay(0).build().fit();
    TrainingResult averaged = trainer("tree").build().fit();
    // Training goes by the weights themselves.
    assertArrayEquals(plain.stepLosses(), averaged.stepLosses());
    assertNotEquals(SmallRun.modelBits(plain.module()), SmallRun.modelBits(averaged.module()));
    assertNotEquals(
        plain.evaluation().orElseThrow().lossSum(), averaged.evaluation().orElseThrow().lossSum());
  }

  @Test
  void flippedEvaluationIsThatOfTheCoresModule() {
    ImageShape shape = new ImageShape(3, 8, 8);
    var data = FormulaData.spread(spark, shape, 20, 2);
    DistributedTrainer.Builder flipping =
        DistributedTrainer.builder()
            .model(FormulaData.initialize(new Sequential(new Flatten(), new Linear(192, 10)), 0.2))
            .loss(new CrossEntropyLoss())
            .trainingData(data)
            .evaluationData(data)
            .testTimeFlip(true)
            .evaluationBatchSize(7)
            .batchSize(10);
    TrainingResult result = flipping.build().fit();
    Batch all = DataLoader.of(FormulaData.block(shape, 0, 20), 20).epoch(0).iterator().next();
    Module judged = new TestTimeFlip(result.module()).eval();
    double expected = new CrossEntropyLoss().call(judged.call(all.inputs()), all.labels()).item();
    double plain =
        new CrossEntropyLoss().call(result.module().call(all.inputs()), all.labels()).item();
    assertEquals(expected, result.evaluation().orElseThrow().loss(), 1e-5);
    assertNotEquals(expected, plain, 1e-3);
    var vectors = FormulaData.spread(spark, ImageShape.vector(192), 20, 2);
    refused(
        "wanted images (N, C, H, W)",
        () -> flipping.trainingData(vectors).evaluationData(vectors).build().fit());
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedInWords() {
    refused(
        "use CrossEntropyLoss, or do not mix",
        () -> trainer("tree").loss(new NLLLoss()).build().fit());
    refused("weightDecay", () -> trainer("tree").optimizer(Rprop.options()).build());
    refused(
        "give options, as SGD.options()",
        () -> trainer("tree").optimizer(p -> SGD.options().create(p)).build());
    refused(
        "no modelEmaDecay",
        () ->
            trainer("tree").allReduce(new ResidentAllReduce(GangOptions.defaults(), 1, 2)).build());
    refused("as 0.999, got 1.0", () -> trainer("tree").modelEmaDecay(1));
  }

  private static void refused(String words, Executable call) {
    var e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().contains(words), e::getMessage);
  }
}
