package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.spark.testing.LineTraining;
import io.kindling.spark.testing.SharedCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The losses of a training on executor processes, beside those that other lines of Spark gave with
 * the same kernels (src/test/resources/golden/lines.txt, made by running this on one of them).
 */
final class SameOnAllLinesTest {

  @Test
  void losesTheSameToTheBit() throws Exception {
    String tree = SharedCluster.run(LineTraining.class, "tree");
    assertEquals(tree, SharedCluster.run(LineTraining.class, "resident"));

    String kernels = tree.substring(0, tree.indexOf(": "));
    String losses = tree.substring(tree.indexOf(": ") + 2);
    assertTrue(losses.split(" ").length == 12, losses);
    Map<String, String> golden = golden();
    System.out.println("losses with " + kernels + ": " + losses);
    assumeTrue(golden.containsKey(kernels), "no losses are known for " + kernels);
    assertEquals(golden.get(kernels), losses);
  }

  private static Map<String, String> golden() throws Exception {
    List<String> lines =
        Files.readAllLines(
            Path.of(SameOnAllLinesTest.class.getResource("/golden/lines.txt").toURI()));
    return lines.stream()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf(": ")),
                line -> line.substring(line.indexOf(": ") + 2)));
  }
}
