package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.spark.testing.MainThatEnds;
import io.kindling.spark.testing.SparkJvm;
import org.junit.jupiter.api.Test;

/**
 * A main that has trained by resident workers returns, and the JVM ends. Spark 3.5 has a timer for
 * barriers whose thread would keep it (SPARK-46895); training starts none.
 */
final class MainEndsTest {
  @Test
  void aMainOfTheUsersEndsAfterResidentTraining() throws Exception {
    SparkJvm.Result result = SparkJvm.run(MainThatEnds.class);
    assertEquals("trained", result.out().strip());
    assertEquals(0, result.exitCode(), result.err());
  }
}
