package io.kindling.spark.testing;

import io.kindling.data.Augmentation;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.nn.BatchNorm1d;
import io.kindling.nn.Dropout;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.optim.Adam;
import io.kindling.optim.schedule.StepLR;
import io.kindling.random.Generator;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.ResidentAllReduce;
import io.kindling.spark.allreduce.ShardedAllReduce;
import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleCache;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.worker.ModelState;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A run that has all kinds of state, and takes milliseconds a step: batch norm's statistics,
 * dropout's random numbers, Adam's moments, a schedule, augmented samples, a short last batch.
 */
public final class SmallRun {
  public static final int STEPS_PER_EPOCH = 6;
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final int SAMPLES = 88;
  private static final int LAST_LAYER = 16 * 10 + 10;

  private SmallRun() {}

  /** The model; trouble is asked for in {@code folder}. */
  public static Module model(Path folder) {
    Trouble trouble = new Trouble(folder);
    try (var scope = Generator.use(new Generator(5, 0))) {
      return new Sequential(
          new Flatten(),
          trouble,
          new Linear(64, 16),
          new BatchNorm1d(16),
          trouble.inBackward(),
          new Dropout(0.2),
          new Linear(16, 10));
    }
  }

  /** The training samples. */
  public static JavaRDD<SampleBlock> data(JavaSparkContext spark, int partitions) {
    return FormulaData.spread(spark, SHAPE, SAMPLES, partitions);
  }

  /** The samples of {@link #data}, loaded from a table. */
  public static DistributedSamples samples(SparkSession spark, int partitions, SampleCache cache) {
    return DistributedSamples.fromRows(
        FormulaData.rows(spark, SHAPE, SAMPLES, 3),
        SampleSpec.classes(10).featuresCol("pixels").shape(SHAPE).cache(cache),
        partitions);
  }

  /** A trainer on {@link #data}. */
  public static DistributedTrainer.Builder trainer(
      Path folder, JavaRDD<SampleBlock> data, AllReduce strategy) {
    return DistributedTrainer.builder()
        .model(model(folder))
        .optimizer(Adam.options().lr(0.01))
        .schedule(StepLR.options(1).gamma(0.7))
        .transform(new SampleTransform(Normalization.NONE, Augmentation.cropAndFlip(), 3))
        .trainingData(data)
        .evaluationData(data)
        .batchSize(16)
        .epochs(4)
        .seed(11)
        .allReduce(strategy);
  }

  /** A trainer with two partitions and the default strategy. */
  public static DistributedTrainer.Builder trainer(Path folder, JavaSparkContext spark) {
    return trainer(folder, data(spark, 2), AllReduce.tree());
  }

  /** A strategy by its name; a gang sends the last layer while backward computes the others. */
  public static AllReduce strategy(String name) {
    GangOptions gang = GangOptions.defaults().withBucketElements(LAST_LAYER);
    int attempts = ResidentAllReduce.DEFAULT_ATTEMPTS;
    return Stream.of(
            AllReduce.tree(),
            new ResidentAllReduce(gang, attempts),
            new ShardedAllReduce(gang, attempts))
        .filter(strategy -> strategy.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** All bits that came of a run: parameters and buffers, losses, evaluations. */
  public static String bits(TrainingResult result) {
    double[] evaluations =
        result.epochs().stream()
            .mapToDouble(epoch -> epoch.evaluation().orElseThrow().lossSum())
            .toArray();
    return modelBits(result.module())
        + " "
        + result.steps()
        + " "
        + Long.toHexString(Arrays.hashCode(result.stepLosses()))
        + " "
        + Arrays.toString(evaluations);
  }

  /** A checksum of parameters and buffers. */
  public static long modelBits(Module module) {
    ModelState state = ModelState.of(module, FlatParameters.of(module));
    CRC32 crc = new CRC32();
    crc.update(ByteBuffer.wrap(state.encode()));
    return crc.getValue();
  }
}
