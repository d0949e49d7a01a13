package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.SparkJvm;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a step's parameters come to its tasks. */
final class StepStateTest {
  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());

  @Test
  void tasksOfTheSameClassesGetTheVeryArray() {
    assertTrue(StepState.tasksAreHere(spark));
    byte[] bytes = {1, 2, 3};
    StepState state = StepState.here(bytes);
    assertSame(bytes, state.value());
    state.close();
    assertNull(state.value());
  }

  @Test
  void aBroadcastReadsAsItWas() {
    byte[] bytes = {1, 2, 3};
    try (StepState state = StepState.broadcast(spark, bytes)) {
      List<byte[]> read = spark.parallelize(List.of(0), 1).map(i -> state.value()).collect();
      assertArrayEquals(bytes, read.get(0));
    }
  }

  /** As with {@code spark.executor.userClassPathFirst}. */
  @Test
  void tasksWithClassesOfTheirOwnTrainUnderEveryStrategy(@TempDir Path folder) throws Exception {
    SparkJvm.Result result = SparkJvm.run(OtherClassLoaders.class, folder.toString());
    assertEquals(0, result.exitCode(), result.err());
    String two =
        SmallRun.bits(
            SmallRun.trainer(folder, spark).epochs(OtherClassLoaders.EPOCHS).build().fit());
    TreeAllReduce levels = new TreeAllReduce(3);
    var data = SmallRun.data(spark, OtherClassLoaders.partitions(levels));
    String many =
        SmallRun.bits(
            SmallRun.trainer(folder, data, levels).epochs(OtherClassLoaders.EPOCHS).build().fit());
    assertEquals(
        List.of("false", "6", two, many, two, two, "20"),
        result.out().lines().toList(),
        result.err());
  }
}
