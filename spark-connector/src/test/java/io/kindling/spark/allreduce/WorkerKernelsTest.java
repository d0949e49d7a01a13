package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.Warnings;
import io.kindling.spark.worker.KernelNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said about the kernels of workers. */
final class WorkerKernelsTest {
  private static final String WIDE = "SIMD, vectors of 512 bits";
  private static final String NARROW = "SIMD, vectors of 256 bits";

  private static Optional<String> complaint(String driver, String... workers) {
    return WorkerKernels.complaint(driver, names(workers));
  }

  /** Worker i on executor i / 2. */
  private static KernelNames names(String... workers) {
    KernelNames all = KernelNames.none();
    for (int i = 0; i < workers.length; i++) {
      all = all.plus(KernelNames.of(i, workers[i], "executor " + i / 2 + " at host"));
    }
    return all;
  }

  @Test
  void nothingWhenAllAreTheSame() {
    assertEquals(Optional.empty(), complaint(WIDE, WIDE, WIDE));
  }

  @Test
  void scalarWorkersAreToldTheFlag() {
    String all = complaint(WIDE, "scalar", "scalar").orElseThrow();
    assertTrue(all.contains("--add-modules=jdk.incubator.vector"), all);
    String everywhere = complaint("scalar", "scalar").orElseThrow();
    assertTrue(everywhere.contains("spark.executor.extraJavaOptions=--add-m"), everywhere);
    assertTrue(everywhere.contains("spark.driver.extraJavaOptions=--add-m"), everywhere);

    String some = complaint(WIDE, WIDE, "scalar").orElseThrow();
    assertTrue(some.contains("scalar on executor 0 at host (partition 1). The scalar"), some);
    assertTrue(some.contains("spark.executor.extraJavaOptions"), some);
  }

  @Test
  void otherWidthsAreNamed() {
    String text = complaint(WIDE, WIDE, NARROW, WIDE).orElseThrow();
    String narrow = NARROW + " on executor 0 at host (partition 1); ";
    String wide = WIDE + " on executor 0 at host, executor 1 at host (partitions 0, 2). ";
    assertTrue(text.contains(narrow + wide), text);
    assertTrue(text.contains("spark.executor.extraJavaOptions=-XX:MaxVectorSize"), text);

    assertEquals(
        Optional.empty(), WorkerKernels.complaint(WIDE, KernelNames.none()), "no worker has come");
    String driver = complaint(NARROW, WIDE).orElseThrow();
    assertTrue(driver.contains("spark.driver.extraJavaOptions"), driver);
  }

  @Test
  void ofManyWorkersTheFirstAreNamed() {
    String[] workers = new String[1000];
    Arrays.fill(workers, WIDE);
    workers[999] = "scalar";
    String text = complaint(WIDE, workers).orElseThrow();
    assertTrue(text.contains("executor 0 at host, executor 1 at host, executor 10 at host ..."));
    assertTrue(text.contains(" (partitions 0, 1, 2, 3, 4, 5, 6, 7 and 991 more); "), text);
    assertTrue(text.contains("scalar on executor 499 at host (partition 999)"), text);
  }

  @Test
  void isSaidOnceARunThoughPartitionsMove() {
    WorkerKernels run = new WorkerKernels();
    try (Warnings warnings = Warnings.of(WorkerKernels.class)) {
      run.compare(names(WIDE, "scalar"));
      run.compare(names("scalar", WIDE));
      assertEquals(1, warnings.lines().size(), warnings.lines()::toString);
      assertEquals(complaint(WIDE, WIDE, "scalar").stream().toList(), run.takeComplaints());
      run.compare(names("scalar", NARROW));
      assertEquals(2, warnings.lines().size(), warnings.lines()::toString);
      assertEquals(1, run.takeComplaints().size());
      assertEquals(List.of(), run.takeComplaints());
    }
  }
}
