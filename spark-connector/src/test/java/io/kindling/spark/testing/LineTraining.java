package io.kindling.spark.testing;

import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.kernel.Kernels;
import io.kindling.nn.models.LeNet;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.allreduce.AllReduce;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A short training of which every line of Spark must give the same losses, to the bit, where the
 * kernels are the same. Also a program for {@code spark-submit}, with packaged jars.
 */
public final class LineTraining implements SharedCluster.Work {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  /**
   * The losses by the strategy of this name and a checksum of the parameters, as {@code Vector API
   * of 256 bits: 0x1.2p1 ... to parameters 1234}.
   */
  @Override
  public String run(SparkSession session, String... strategy) {
    TrainingResult result =
        DistributedTrainer.builder()
            .model(FormulaData.initialize(new LeNet(3), 0.1))
            .optimizer(SGD.options().lr(0.01).momentum(0.9))
            .transform(SampleTransform.of(Normalization.CIFAR10))
            .trainingData(
                FormulaData.spread(
                    JavaSparkContext.fromSparkContext(session.sparkContext()), SHAPE, 64, 2))
            .batchSize(16)
            .epochs(3)
            .seed(5)
            .allReduce(AllReduce.named(strategy[0]))
            .build()
            .fit();
    return kernels()
        + ": "
        + Arrays.stream(result.stepLosses())
            .mapToObj(Double::toHexString)
            .collect(Collectors.joining(" "))
        + " to parameters "
        + LocalClusterTraining.checksum(result);
  }

  /** The kernels of this JVM, without the JDK, which does not matter. */
  public static String kernels() {
    return Arrays.stream(Kernels.active().name().split(", "))
        .filter(part -> !part.startsWith("JDK"))
        .collect(Collectors.joining(" of "));
  }

  /** Prints the losses of each strategy that is named, a line each. */
  public static void main(String[] strategies) throws IOException {
    try (SparkSession session = SparkSession.builder().appName("line training").getOrCreate()) {
      for (String strategy : strategies) {
        System.out.println(strategy + " " + new LineTraining().run(session, strategy));
      }
    }
  }
}
