package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.nn.Module;
import io.kindling.nn.init.Init;
import io.kindling.nn.models.Airbench;
import io.kindling.optim.SGD;
import io.kindling.spark.checkpoint.CheckpointConfig;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network some of whose parameters are computed from the data. */
final class InitialModelTest {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int SAMPLES = 24;
  private static final SampleTransform TRANSFORM = SampleTransform.of(Normalization.CIFAR10);

  @TempDir Path folder;

  private static DistributedTrainer.Builder trainer(int partitions) {
    var spark = JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
    var data = FormulaData.spread(spark, SHAPE, SAMPLES, partitions);
    return DistributedTrainer.builder()
        .model(FormulaData.initialize(new Airbench(4, 4, 4, 10), 0.2))
        .optimizer(SGD.options().lr(0.01))
        .transform(TRANSFORM)
        .trainingData(data)
        .evaluationData(data)
        .batchSize(8)
        .epochs(2)
        .seed(3);
  }

  private static float[] whiten(Module module) {
    return module.stateDict().get("whiten.weight").toFloatArray();
  }

  @Test
  void isTheSameOnAnyPartitions() {
    float[] inputs = new float[SAMPLES * SHAPE.size()];
    var block = FormulaData.block(SHAPE, 0, SAMPLES);
    for (int row = 0; row < SAMPLES; row++) {
      TRANSFORM.write(block, row, 0, inputs, row * SHAPE.size());
    }
    Tensor images = Tensors.wrap(inputs, SAMPLES, 3, 32, 32);
    float[] wanted = Init.whitening_(Tensors.zeros(24, 3, 2, 2), images, 5e-4).toFloatArray();
    for (int partitions : new int[] {1, 3}) {
      TrainingResult result = trainer(partitions).build().fit();
      assertArrayEquals(wanted, whiten(result.module()), partitions + " partitions");
    }
  }

  @Test
  void isNotComputedAgainWhenARunGoesOn() {
    CheckpointConfig config = CheckpointConfig.in(folder.toString());
    String whole = SmallRun.bits(trainer(2).build().fit());
    trainer(2).checkpoint(config).maxSteps(4).build().fit();
    TrainingResult resumed = trainer(2).checkpoint(config).resume(true).build().fit();
    assertEquals(whole, SmallRun.bits(resumed));
    assertNotEquals(0, resumed.steps());
  }
}
