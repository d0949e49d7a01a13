package io.kindling.spark.internals;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which Spark and Scala a jar is for. */
final class RunningSparkTest {

  @Test
  void theTestsSparkIsTheJars() {
    assertDoesNotThrow(RunningSpark::check);
  }

  @Test
  void anotherScalaIsToldTheRightJar() {
    String text = RunningSpark.refusal("3.5.1", "2.12.18", "2.13").orElseThrow();
    assertTrue(text.endsWith("take kindling-spark_2.12"), text);
    assertEquals(Optional.empty(), RunningSpark.refusal("3.5.1", "2.13.8", "2.13"));
  }

  @Test
  void anOldSparkIsRefusedAndANewOneIsNot() {
    assertTrue(RunningSpark.refusal("3.4.4", "2.12.17", "2.12").isPresent());
    assertTrue(RunningSpark.refusal("2.4.8", "2.12.17", "2.12").isPresent());
    assertEquals(Optional.empty(), RunningSpark.refusal("4.10.0", "2.13.18", "2.13"));
    assertEquals(Optional.empty(), RunningSpark.refusal("3.5.0-amzn-1", "2.12.17", "2.12"));
  }
}
