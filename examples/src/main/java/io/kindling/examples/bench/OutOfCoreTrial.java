package io.kindling.examples.bench;

import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.nn.models.CifarCnn;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleCache;
import io.kindling.spark.data.SampleSpec;
import java.io.IOException;
import java.util.SplittableRandom;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One training of the seed CNN on random images in a process of its own, whose heap the caller has
 * set; prints steps per second after those of the warm-up, and whether the images were in files.
 * Arguments: images, batch size, workers, steps, of these the warm-up, strategy, {@code cache}.
 */
public final class OutOfCoreTrial {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int CLASSES = 10;

  /** Of a smaller heap Spark keeps less than its 300 MB to itself, or it would not start. */
  private static final long LEAST_HEAP = 472L << 20;

  private static final long RESERVED = 64L << 20;

  private OutOfCoreTrial() {}

  public static void main(String[] args) throws IOException {
    int images = Integer.parseInt(args[0]);
    int batchSize = Integer.parseInt(args[1]);
    int workers = Integer.parseInt(args[2]);
    int steps = Integer.parseInt(args[3]);
    int warmUp = Integer.parseInt(args[4]);
    SparkConf conf = BenchmarkSession.conf("out-of-core", "local[" + workers + "]");
    if (Runtime.getRuntime().maxMemory() < LEAST_HEAP) {
      conf.set("spark.testing.reservedMemory", "" + RESERVED);
    }
    double[] seconds = {0};
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            seconds[0] += step.step() < warmUp ? 0 : step.seconds();
          }
        };
    SampleSpec spec = SampleSpec.classes(CLASSES).featuresCol("pixels").shape(SHAPE);
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
        DistributedSamples data =
            DistributedSamples.fromRows(
                images(spark, images, workers), spec.cache(SampleCache.of(args[6])), workers)) {
      DistributedTrainer.builder()
          .model(CifarCnn.create())
          .optimizer(SGD.options().lr(0.01).momentum(0.9))
          .transform(SampleTransform.of(Normalization.CIFAR10))
          .trainingData(data)
          .batchSize(batchSize)
          .epochs(1 + (int) ((long) steps * batchSize / images))
          .maxSteps(steps)
          .allReduce(AllReduce.named(args[5]))
          .listener(listener)
          .build()
          .fit();
      System.out.println((steps - warmUp) / seconds[0] + " " + data.inFiles());
    }
  }

  private static Dataset<Row> images(SparkSession spark, int images, int partitions) {
    StructType schema =
        new StructType().add("pixels", DataTypes.BinaryType).add("label", DataTypes.IntegerType);
    return spark
        .range(0, images, 1, partitions)
        .map(
            (MapFunction<Long, Row>)
                index -> {
                  byte[] pixels = new byte[SHAPE.size()];
                  new SplittableRandom(index).nextBytes(pixels);
                  return RowFactory.create(pixels, (int) (index % CLASSES));
                },
            Encoders.row(schema));
  }
}
