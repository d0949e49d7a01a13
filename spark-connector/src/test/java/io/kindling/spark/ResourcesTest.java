package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.FitsWithoutMemory;
import io.kindling.spark.testing.FullDiskFit;
import io.kindling.spark.testing.SharedCluster;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SparkJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Too little memory or disk: words that say what to do, and processes that live on. */
final class ResourcesTest {
  private static final String WORDS =
      "true training failed in step 1 \\(epoch 1\\): .* does not fit into memory: it needs"
          + " about \\d+ MB, \\d+ MB are taken, and the heap is limited to \\d+ MB; .*, or a larger"
          + " heap \\(-Xmx, spark.executor.memory, spark.driver.memory\\).*";

  /** Of 1 kB each. */
  private static final int MOST_BLOCKS_OF_A_FILE = 400;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"tree", "resident", "sharded"})
  void aWorkerWithoutMemorySaysSoAndItsProcessLivesOn(String strategy) throws Exception {
    String there = SharedCluster.run(FitsWithoutMemory.class, strategy);
    assertTrue(there.matches(WORDS), there);
    String here = new FitsWithoutMemory().run(SharedSpark.get(), strategy);
    assertTrue(here.matches(WORDS), here);
  }

  @Test
  void aFullDiskReachesUsersOfEstimatorsInWords() throws Exception {
    SparkJvm.Result result =
        SparkJvm.runWithFileLimit(
            MOST_BLOCKS_OF_A_FILE, FullDiskFit.class, folder.toAbsolutePath().toString());
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(
        result
            .lastLine()
            .matches(
                "ResourceException: the disk is full that Spark keeps shuffled rows and blocks on"
                    + " \\(spark.local.dir = .*\\): .*; free some of it, or give Spark another"
                    + " folder \\(spark.local.dir; .*\\)"),
        result.lastLine());
  }
}
