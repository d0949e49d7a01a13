package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.Warnings;
import io.kindling.spark.worker.KernelNames;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said about the kernels of workers. */
final class WorkerKernelsTest {
  private static final String WIDE = "SIMD, vectors of 512 bits";
  private static final String NARROW = "SIMD, vectors of 256 bits";

  private static Optional<String> complaint(String driver, String... workers) {
    return WorkerKernels.complaint(driver, KernelNames.of(List.of(workers)));
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
    assertTrue(some.contains("scalar={1}"), some);
    assertTrue(some.contains("spark.executor.extraJavaOptions"), some);
  }

  @Test
  void otherWidthsAreNamed() {
    String text = complaint(WIDE, WIDE, NARROW, WIDE).orElseThrow();
    assertTrue(text.contains(WIDE + "={0, 2}") && text.contains(NARROW + "={1}"), text);
    assertTrue(text.contains("MaxVectorSize"), text);

    assertEquals(
        Optional.empty(), WorkerKernels.complaint(WIDE, KernelNames.none()), "no worker has come");
    String driver = complaint(NARROW, WIDE).orElseThrow();
    assertTrue(driver.contains("spark.driver.extraJavaOptions"), driver);
  }

  @Test
  void isSaidOnceARunThoughPartitionsMove() {
    WorkerKernels run = new WorkerKernels();
    try (Warnings warnings = Warnings.of(WorkerKernels.class)) {
      run.compare(KernelNames.of(List.of(WIDE, "scalar")));
      run.compare(KernelNames.of(List.of("scalar", WIDE)));
      assertEquals(1, warnings.lines().size(), warnings.lines()::toString);
      run.compare(KernelNames.of(List.of("scalar", NARROW)));
      assertEquals(2, warnings.lines().size(), warnings.lines()::toString);
    }
  }
}
