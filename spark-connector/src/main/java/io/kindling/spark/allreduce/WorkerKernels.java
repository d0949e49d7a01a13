package io.kindling.spark.allreduce;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether all workers compute with the same kernels. Kernels of another vector width add in another
 * order: then the last bits depend on which executor has which partition.
 */
final class WorkerKernels {
  private static final String SCALAR = "scalar";
  private static final String CURE =
      "set spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector"
          + " (Spark passes it by itself since 4.0)";

  private WorkerKernels() {}

  /**
   * What is to be said about it, if anything.
   *
   * @param driver name of the driver's kernels
   * @param workers names of the workers' kernels, by rank
   */
  static Optional<String> complaint(String driver, List<String> workers) {
    Map<String, TreeSet<Integer>> ranks = new LinkedHashMap<>();
    for (int rank = 0; rank < workers.size(); rank++) {
      ranks.computeIfAbsent(workers.get(rank), kernels -> new TreeSet<>()).add(rank);
    }
    boolean someScalar = ranks.containsKey(SCALAR);
    if (ranks.size() > 1) {
      return Optional.of(
          "workers compute with different kernels, so the same seed will not give the same bits"
              + " again: "
              + ranks
              + " by rank; "
              + (someScalar
                  ? "the scalar ones are several times slower, too: " + CURE
                  : "use machines of one kind, or one -XX:MaxVectorSize for all executors"));
    }
    if (someScalar) {
      return Optional.of(
          "all workers compute with scalar kernels, which are several times slower than SIMD: "
              + CURE);
    }
    if (!ranks.containsKey(driver)) {
      return Optional.of(
          "the driver computes with other kernels ("
              + driver
              + ") than the workers ("
              + workers.get(0)
              + "): what it computes by itself may differ in the last bits; start it with the same"
              + " flags, as spark.driver.extraJavaOptions");
    }
    return Optional.empty();
  }
}
