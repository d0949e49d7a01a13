package io.kindling.spark.testing;

import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.nn.BatchNorm1d;
import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.allreduce.AllReduce;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The same global batches on one, two and four workers, in one JVM with four task slots: a line for
 * each run with its bits and with losses, parameters and buffers as numbers.
 */
public final class SyncedBatchNorm {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 4);
  private static final int SAMPLES = 41;

  private SyncedBatchNorm() {}

  /** With image and vector batch norm; of batches of 5 on four workers some have 0 or 1 sample. */
  public static DistributedTrainer.Builder trainer(
      JavaSparkContext spark, int workers, String strategy) {
    return trainer(FormulaData.spread(spark, SHAPE, SAMPLES, workers), strategy);
  }

  private static DistributedTrainer.Builder trainer(JavaRDD<SampleBlock> data, String strategy) {
    Module model =
        new Sequential(
            new Conv2d(Conv2d.options(3, 6, 3).padding(1).bias(false)),
            new BatchNorm2d(6),
            new ReLU(),
            new Flatten(),
            new Linear(96, 12),
            new BatchNorm1d(12),
            new ReLU(),
            new Linear(12, 10));
    return DistributedTrainer.builder()
        .model(FormulaData.initialize(model, 0.3))
        .optimizer(SGD.options().lr(0.05).momentum(0.9))
        .trainingData(data)
        .allReduce(AllReduce.named(strategy))
        .syncBatchNorm(true)
        .batchSize(5)
        .dropLast(true)
        .epochs(2)
        .seed(3);
  }

  public static void main(String[] none) {
    SparkConf conf = TestConf.withKryo(TestConf.of("synced batch norm", "local[4]"));
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      tell("plain 1", trainer(spark, 1, "tree").syncBatchNorm(false));
      for (int workers : new int[] {1, 2, 4}) {
        for (String strategy : new String[] {"resident", "sharded", "auto"}) {
          tell(strategy + " " + workers, trainer(spark, workers, strategy));
        }
      }
      tell("local 4", trainer(spark, 4, "resident").syncBatchNorm(false));
    }
  }

  private static void tell(String name, DistributedTrainer.Builder trainer) {
    TrainingResult result = trainer.build().fit();
    FlatParameters flat = FlatParameters.of(result.module());
    float[] values = flat.values();
    double[] parameters = new double[values.length];
    Arrays.setAll(parameters, i -> values[i]);
    double[] buffers =
        result.module().buffers().stream()
            .flatMapToDouble(buffer -> DoubleStream.of(buffer.toDoubleArray()))
            .toArray();
    String numbers =
        DoubleStream.of(result.stepLosses())
            .mapToObj(Double::toString)
            .collect(Collectors.joining(","));
    System.out.println(
        name
            + "|"
            + SmallRun.modelBits(result.module())
            + " "
            + numbers
            + "|"
            + numbers
            + "|"
            + text(parameters)
            + "|"
            + text(buffers));
  }

  private static String text(double[] values) {
    return DoubleStream.of(values).mapToObj(Double::toString).collect(Collectors.joining(","));
  }
}
