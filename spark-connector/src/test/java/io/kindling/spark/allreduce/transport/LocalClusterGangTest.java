package io.kindling.spark.allreduce.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.SecureCluster;
import io.kindling.spark.testing.SparkJvm;
import org.junit.jupiter.api.Test;

/** The gang where it lives: in executor processes, gathered by a barrier stage. */
final class LocalClusterGangTest {

  @Test
  void sumsWhereAnEarlierGangFailed() throws Exception {
    SparkJvm.Result result = SecureCluster.undisturbed();
    assertEquals(0, result.exitCode(), result.err());
    // The one who did not fail knew the reason at once.
    assertTrue(result.err().contains("has left the gang before this collective"), result.err());
    // Both end with (1 + 2) * 5 + 2 i, for i = 0 and 200000; the scalars are the sum of the two.
    assertEquals(
        "[rank 0 of 2 sums 30 800030, rank 1 of 2 sums 30 800030]",
        result.out().lines().findFirst().orElse(""),
        result.err());
  }
}
