package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.SampleBlock;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.allreduce.TreeAllReduce;
import io.kindling.spark.testing.HeldBlocks;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.worker.ReplicaPool;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import org.apache.spark.util.AccumulatorContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After many steps Spark holds what it held before them. */
final class LeakTest {
  /** Spark's own pools of threads grow a little later than at first use, to their bounds. */
  private static final Map<String, Integer> SLACK = Map.of("threads", 8);

  @TempDir Path folder;

  private static JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
  }

  @Test
  void stepsLeaveNothingBehind() throws Exception {
    JavaRDD<SampleBlock> data = SmallRun.data(spark(), 2);
    leavesNothing(data, AllReduce.tree(), 300);
  }

  @Test
  void stepsWithAShuffleLeaveNothingBehind() throws Exception {
    JavaRDD<SampleBlock> data = SmallRun.data(spark(), 11);
    leavesNothing(data, new TreeAllReduce(2), 50);
  }

  @Test
  void stepsOfGangsLeaveNothingBehind() throws Exception {
    JavaRDD<SampleBlock> data = SmallRun.data(spark(), 2);
    leavesNothing(data, AllReduce.resident(), 150);
    leavesNothing(data, AllReduce.sharded(), 150);
  }

  @Test
  @Tag("long")
  void thousandsOfStepsOfGangsLeaveNothingBehind() throws Exception {
    JavaRDD<SampleBlock> data = SmallRun.data(spark(), 2);
    leavesNothing(data, AllReduce.resident(), 2000);
    leavesNothing(data, AllReduce.sharded(), 2000);
  }

  @Test
  @Tag("long")
  void thousandsOfStepsLeaveNothingBehind() throws Exception {
    JavaRDD<SampleBlock> data = SmallRun.data(spark(), 2);
    leavesNothing(data, AllReduce.tree(), 2000);
  }

  private void leavesNothing(JavaRDD<SampleBlock> data, AllReduce strategy, int steps)
      throws Exception {
    double[] seconds = new double[steps];
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            seconds[(int) report.step()] = report.seconds();
          }
        };
    DistributedTrainer.Builder trainer =
        SmallRun.trainer(folder, data, strategy).batchSize(88).epochs(3000).evaluateEvery(3000);
    trainer.maxSteps(20).build().fit(); // threads and caches that stay
    Map<String, Long> before = held();
    trainer.maxSteps(steps).listener(listener).build().fit();
    Map<String, Long> after = held();
    for (int i = 0; i < 100 && !within(before, after); i++) {
      Thread.sleep(100); // removal is asynchronous
      after = held();
    }
    assertTrue(within(before, after), "before " + before + ", after " + after);
    assertEquals(0, ReplicaPool.count());
    System.out.printf(
        "%d steps of %s: %.1f steps/s in the second quarter, %.1f in the last; held %s%n",
        steps, strategy, rate(seconds, 1), rate(seconds, 3), after);
  }

  private static boolean within(Map<String, Long> before, Map<String, Long> after) {
    return after.entrySet().stream()
        .allMatch(e -> e.getValue() <= before.get(e.getKey()) + SLACK.getOrDefault(e.getKey(), 0));
  }

  private static double rate(double[] seconds, int quarter) {
    int count = seconds.length / 4;
    double sum = 0;
    for (int i = quarter * count; i < (quarter + 1) * count; i++) {
      sum += seconds[i];
    }
    return count / sum;
  }

  /** What Spark and this JVM hold, after a collection. */
  private static Map<String, Long> held() throws InterruptedException {
    System.gc();
    Thread.sleep(300); // Spark's cleaner looks at what was collected
    Map<String, Long> held = new TreeMap<>();
    held.put("broadcast blocks", HeldBlocks.count(BlockId::isBroadcast));
    held.put("cached blocks", HeldBlocks.count(BlockId::isRDD));
    held.put("shuffle blocks", HeldBlocks.count(BlockId::isShuffle));
    held.put("persistent RDDs", (long) spark().getPersistentRDDs().size());
    held.put("accumulators", (long) AccumulatorContext.numAccums());
    held.put("threads", (long) Thread.getAllStackTraces().size());
    return held;
  }
}
