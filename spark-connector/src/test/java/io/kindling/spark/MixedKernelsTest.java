package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.MixedKernels;
import io.kindling.spark.testing.SparkJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers that compute with different kernels are told of before the first step. */
final class MixedKernelsTest {
  private static final String WARNING =
      "workers compute with different kernels, so the same seed will not give the same bits again:"
          + " [^;]* on executor 1 at 127\\.0\\.0\\.1 \\(partition [01]\\);"
          + " scalar on executor 0 at 127\\.0\\.0\\.1 \\(partition [01]\\)\\. The scalar ones are"
          + " several times slower, too: set"
          + " spark\\.executor\\.extraJavaOptions=--add-modules=jdk\\.incubator\\.vector .*";

  @Test
  void theyAreNamedWithWhatToSetBeforeTheFirstStep() throws Exception {
    SparkJvm.Result result = SparkJvm.run(MixedKernels.class, "tree", "resident");
    assertEquals(0, result.exitCode(), result.err());
    List<String> lines = result.out().lines().toList();
    assertEquals(2, lines.size(), result.out());
    for (String line : lines) {
      String[] parts = line.split(": \\[warning: | \\| \\[", 3);
      assertTrue(parts[1].matches(WARNING + ", step 0, step 1]"), line);
      assertTrue(parts[2].matches(WARNING + "]"), line);
    }
    assertEquals(
        2,
        result.err().lines().filter(line -> line.matches(".*WARN.*all-reduce: " + WARNING)).count(),
        result.err());
  }
}
