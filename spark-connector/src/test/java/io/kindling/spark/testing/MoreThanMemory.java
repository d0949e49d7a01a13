package io.kindling.spark.testing;

import io.kindling.data.FileSampleBlock;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Sequential;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleSpec;
import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Trains on pixels of so many times the heap of this process by each strategy, with the default
 * {@code cache}. Prints how it has kept them, a line for each strategy with all bits that came of
 * it, and how many files are open in the end. Argument: megabytes of pixels.
 */
public final class MoreThanMemory {
  private static final ImageShape SHAPE = new ImageShape(3, 64, 64);
  private static final int STEPS = 12;
  private static final int PATIENCE = 100;

  private MoreThanMemory() {}

  public static void main(String[] args) throws Exception {
    int samples = (int) (Long.parseLong(args[0]) * 1_000_000 / SHAPE.size());
    SparkConf conf =
        TestConf.of("more than memory", "local[2]")
            .set("spark.testing.reservedMemory", "" + (32 << 20)); // Spark asks for 450 MB else
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      spark.sparkContext().setLogLevel("OFF");
      SampleSpec spec = SampleSpec.classes(10).featuresCol("pixels").shape(SHAPE);
      try (DistributedSamples data =
          DistributedSamples.fromRows(FormulaData.noise(spark, SHAPE, samples, 2), spec, 2)) {
        System.out.println(data.inFiles() + " " + data.cached());
        for (String strategy : new String[] {"tree", "resident", "sharded"}) {
          System.out.println(strategy + " " + train(data, strategy));
        }
      }
      for (int i = 0; i < PATIENCE && FileSampleBlock.count() > 0; i++) {
        Thread.sleep(PATIENCE); // Spark drops blocks by and by
      }
      System.out.println(FileSampleBlock.count() + " files");
    }
  }

  private static String train(DistributedSamples data, String strategy) {
    TrainingResult result =
        DistributedTrainer.builder()
            .model(
                FormulaData.initialize(
                    new Sequential(new Flatten(), new Linear(SHAPE.size(), 10)), 0.01))
            .optimizer(SGD.options().lr(0.01))
            .transform(SampleTransform.of(Normalization.NONE))
            .trainingData(data)
            .batchSize(64)
            .maxSteps(STEPS)
            .seed(5)
            .allReduce(SmallRun.strategy(strategy))
            .build()
            .fit();
    return SmallRun.modelBits(result.module()) + " " + Arrays.hashCode(result.stepLosses());
  }
}
