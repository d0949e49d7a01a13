package io.kindling.examples.bench;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a training step costs beyond forward, backward and update, and the bytes that pass the
 * driver in it, by strategy and size of the model.
 */
final class DriverBytes {
  private static final ImageShape SHAPE = new ImageShape(1, 1, 10);
  private static final int FEW = 2;
  private static final int MANY = 42;
  private static final int MOST_FLOATS = 10_000_000;

  private DriverBytes() {}

  /** Prints a row for each strategy and length; lengths above ten million are left out. */
  static void print(JavaSparkContext spark, int[] floats, PrintWriter out) {
    JavaRDD<SampleBlock> data = samples(spark, 4 * MANY).cache();
    out.printf("%n%8s %12s %20s %16s%n", "strategy", "parameters", "driver B/step", "overhead ms");
    for (String strategy : List.of("tree", "resident", "sharded")) {
      for (int length : floats) {
        if (length <= MOST_FLOATS) {
          int width = length / (SHAPE.size() + 1 + 10);
          List<Double> seconds = new ArrayList<>();
          bytes(spark, data, strategy, width, MANY, seconds);
          long few = bytes(spark, data, strategy, width, FEW, seconds);
          seconds.clear();
          long many = bytes(spark, data, strategy, width, MANY, seconds);
          out.printf(
              "%8s %12d %20d %16.2f%n",
              strategy,
              width * (SHAPE.size() + 1 + 10) + 10,
              Math.max(0, (many - few) / (MANY - FEW)),
              1e3 * Median.of(seconds.stream().mapToDouble(Double::doubleValue).toArray()));
          out.flush();
        }
      }
    }
  }

  private static long bytes(
      JavaSparkContext spark,
      JavaRDD<SampleBlock> data,
      String strategy,
      int width,
      int steps,
      List<Double> seconds) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            seconds.add(step.overheadSeconds());
          }
        };
    Module model =
        new Sequential(new Flatten(), new Linear(SHAPE.size(), width), new Linear(width, 10));
    try (DriverTraffic traffic = new DriverTraffic(spark.sc())) {
      DistributedTrainer.builder()
          .model(model)
          .optimizer(SGD.options().lr(1e-6))
          .trainingData(data)
          .allReduce(AllReduce.named(strategy))
          .batchSize(2)
          .maxSteps(steps)
          .listener(listener)
          .build()
          .fit();
      return traffic.bytes();
    }
  }

  /** Samples of ten numbers for two workers, so many for each. */
  static JavaRDD<SampleBlock> samples(JavaSparkContext spark, int each) {
    return spark.parallelize(List.of(0, 1), 2).map(worker -> block(worker, each));
  }

  private static SampleBlock block(int worker, int count) {
    var builder = ByteSampleBlock.builder(SHAPE, count).firstIndex((long) worker * count);
    byte[] pixels = new byte[SHAPE.size()];
    for (int i = 0; i < count; i++) {
      builder.add(pixels, i % 10);
    }
    return builder.build();
  }
}
