package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said about the kernels of workers. */
final class WorkerKernelsTest {
  private static final String WIDE = "SIMD, vectors of 512 bits";
  private static final String NARROW = "SIMD, vectors of 256 bits";

  @Test
  void nothingWhenAllAreTheSame() {
    assertEquals(Optional.empty(), WorkerKernels.complaint(WIDE, List.of(WIDE, WIDE)));
  }

  @Test
  void scalarWorkersAreToldTheFlag() {
    String all = WorkerKernels.complaint(WIDE, List.of("scalar", "scalar")).orElseThrow();
    assertTrue(all.contains("--add-modules=jdk.incubator.vector"), all);
    assertTrue(WorkerKernels.complaint("scalar", List.of("scalar")).isPresent());

    String some = WorkerKernels.complaint(WIDE, List.of(WIDE, "scalar")).orElseThrow();
    assertTrue(some.contains("scalar=[1]"), some);
    assertTrue(some.contains("spark.executor.extraJavaOptions"), some);
  }

  @Test
  void otherWidthsAreNamed() {
    String text = WorkerKernels.complaint(WIDE, List.of(WIDE, NARROW, WIDE)).orElseThrow();
    assertTrue(text.contains(WIDE + "=[0, 2]") && text.contains(NARROW + "=[1]"), text);
    assertTrue(text.contains("MaxVectorSize"), text);

    String driver = WorkerKernels.complaint(NARROW, List.of(WIDE)).orElseThrow();
    assertTrue(driver.contains("spark.driver.extraJavaOptions"), driver);
  }
}
