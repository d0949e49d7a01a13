package io.kindling.examples.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.SampleBlock;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Sequential;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.allreduce.AllReduce;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the driver sends and receives in a step, by the size of the model. */
final class DriverTrafficTest {
  private static final int FEW = 4;
  private static final int MANY = 184;
  private static final int INPUTS = 10;

  private static SparkSession session;
  private static JavaSparkContext spark;
  private static JavaRDD<SampleBlock> data;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    data = DriverBytes.samples(spark, 200).cache();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  /** Bytes of one step: what many steps take beyond a few. */
  private double bytesPerStep(AllReduce strategy, int width) {
    bytes(strategy, width, FEW); // caches and classes
    return (bytes(strategy, width, MANY) - bytes(strategy, width, FEW)) / (double) (MANY - FEW);
  }

  private long bytes(AllReduce strategy, int width, int steps) {
    try (DriverTraffic traffic = new DriverTraffic(spark.sc())) {
      DistributedTrainer.builder()
          .model(new Sequential(new Flatten(), new Linear(INPUTS, width), new Linear(width, 10)))
          .optimizer(SGD.options().lr(0.01).momentum(0.9))
          .trainingData(data)
          .allReduce(strategy)
          .batchSize(2)
          .maxSteps(steps)
          .build()
          .fit();
      return traffic.bytes();
    }
  }

  @Test
  void doesNotGrowWithTheModelUnderResidentAndSharded() {
    for (AllReduce strategy : List.of(AllReduce.resident(), AllReduce.sharded())) {
      double small = bytesPerStep(strategy, 100);
      double large = bytesPerStep(strategy, 1000);
      assertTrue(small > 0 && small < 500, strategy.name() + ": " + small);
      assertEquals(small, large, 50, strategy.name()); // other counters take some digits more
    }
  }

  @Test
  void growsWithTheModelUnderTree() {
    double small = bytesPerStep(AllReduce.tree(), 100);
    double large = bytesPerStep(AllReduce.tree(), 1000);
    int more = 4 * 900 * (INPUTS + 1 + 10); // parameters of a wider model
    // Two gradients; a broadcast of the parameters comes with them where tasks run elsewhere.
    assertTrue(large - small > 2 * 0.9 * more, small + " and " + large);
  }
}
