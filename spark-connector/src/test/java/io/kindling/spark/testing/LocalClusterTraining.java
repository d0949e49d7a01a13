package io.kindling.spark.testing;

import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.models.LeNet;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.worker.ReplicaPool;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A short training on two executor processes: a checksum of parameters and losses. */
public final class LocalClusterTraining implements SharedCluster.Work {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  @Override
  public String run(SparkSession session, String... args) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    String checksum = train(spark);
    List<String> left =
        spark
            .parallelize(List.of(1, 2), 2)
            .map(i -> "executor " + SparkEnv.get().executorId() + ": " + replicasLeft())
            .collect();
    if (new TreeSet<>(left).stream().anyMatch(s -> !s.endsWith(": 0"))) {
      throw new AssertionError("replicas stay on executors: " + left);
    }
    return checksum;
  }

  /** Trains with three partitions, evaluates, and sums up all numbers that came of it. */
  public static String train(JavaSparkContext spark) {
    TrainingResult result =
        DistributedTrainer.builder()
            .model(FormulaData.initialize(new LeNet(3), 0.1))
            .optimizer(SGD.options().lr(0.01).momentum(0.9))
            .transform(SampleTransform.of(Normalization.CIFAR10))
            .trainingData(FormulaData.spread(spark, SHAPE, 100, 3))
            .evaluationData(FormulaData.spread(spark, SHAPE, 50, 2))
            .batchSize(24)
            .epochs(2)
            .seed(3)
            .build()
            .fit();
    return checksum(result)
        + " "
        + Arrays.toString(result.stepLosses())
        + " "
        + result.evaluation().orElseThrow().lossSum();
  }

  /** Of all bits of the parameters. */
  static long checksum(TrainingResult result) {
    float[] parameters = FlatParameters.of(result.module()).values();
    ByteBuffer bytes = ByteBuffer.allocate(4 * parameters.length);
    bytes.asFloatBuffer().put(parameters);
    CRC32 crc = new CRC32();
    crc.update(bytes.array());
    return crc.getValue();
  }

  /** The broadcast's array goes with the next collections after it was destroyed. */
  private static int replicasLeft() throws InterruptedException {
    for (int i = 0; i < 300 && ReplicaPool.count() > 0; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return ReplicaPool.count();
  }
}
