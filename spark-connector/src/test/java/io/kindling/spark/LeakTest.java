package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.AccumulatorContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After many steps Spark holds what it held before them. */
final class LeakTest {
  @TempDir Path folder;

  private static JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
  }

  @Test
  void stepsLeaveNothingBehind() throws Exception {
    JavaRDD<SampleBlock> data = SmallRun.data(spark(), 2);
    leavesNothing(data, AllReduce.tree(), 150);
  }

  @Test
  void stepsWithAShuffleLeaveNothingBehind() throws Exception {
    JavaRDD<SampleBlock> data = SmallRun.data(spark(), 11);
    leavesNothing(data, new TreeAllReduce(2), 50);
  }

  @Test
  void stepsOfGangsLeaveNothingBehind() throws Exception {
    JavaRDD<SampleBlock> data = SmallRun.data(spark(), 2);
    leavesNothing(data, AllReduce.resident(), 60);
    leavesNothing(data, AllReduce.sharded(), 60);
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
    HeldBlocks before = HeldBlocks.now();
    Set<Thread> threads = Thread.getAllStackTraces().keySet();
    int accumulators = AccumulatorContext.numAccums();
    trainer.maxSteps(steps).listener(listener).build().fit();
    assertEquals(0, ReplicaPool.count());
    before.awaitNothingNewer();
    awaitAccumulators(accumulators + steps); // a stage has more than twenty
    awaitThreads(threads, steps);
    System.out.printf(
        "%d steps of %s: %.1f steps/s in the second quarter, %.1f in the last%n",
        steps, strategy, rate(seconds, 1), rate(seconds, 3));
  }

  private static double rate(double[] seconds, int quarter) {
    int count = seconds.length / 4;
    double sum = 0;
    for (int i = quarter * count; i < (quarter + 1) * count; i++) {
      sum += seconds[i];
    }
    return count / sum;
  }

  /**
   * Accumulators are counted by weak references: those of stages that are over go with a
   * collection.
   */
  private static void awaitAccumulators(int most) throws InterruptedException {
    for (int i = 0; i < 300 && AccumulatorContext.numAccums() > most; i++) {
      System.gc();
      Thread.sleep(100);
    }
    assertTrue(
        AccumulatorContext.numAccums() <= most, AccumulatorContext.numAccums() + " > " + most);
  }

  /**
   * Spark's own pools of threads grow to their bounds by and by; ours end with a range of steps.
   */
  private static void awaitThreads(Set<Thread> before, int steps) throws InterruptedException {
    int others = 0;
    Set<Thread> newer = new HashSet<>(Thread.getAllStackTraces().keySet());
    newer.removeAll(before);
    for (Thread thread : newer) {
      if (thread.getName().contains("kindling")) {
        thread.join(30_000);
        assertFalse(thread.isAlive(), thread + " stays");
      } else {
        others++;
      }
    }
    assertTrue(others < steps, "threads: " + newer);
  }
}
