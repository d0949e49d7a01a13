package io.kindling.spark.allreduce;

import io.kindling.spark.worker.KernelNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether all workers of a run compute with the same kernels. Kernels of another vector width add
 * in another order: then the last bits depend on which executor has which partition. Thread-safe.
 */
public final class WorkerKernels {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerKernels.class);
  private static final String SCALAR = "scalar";
  private static final String FLAG = "--add-modules=jdk.incubator.vector";
  private static final String CURE =
      "set spark.executor.extraJavaOptions=" + FLAG + " (Spark passes it by itself since 4.0)";

  private static final String NARROWER = "spark.executor.extraJavaOptions=-XX:MaxVectorSize=32";

  private final List<String> untold = new ArrayList<>();
  private Set<String> seen = Set.of();

  /** Of a run that begins. */
  public WorkerKernels() {}

  /** Says what is to be said, once: executors may change, and partitions move between them. */
  void compare(KernelNames workers) {
    Optional<String> complaint;
    synchronized (this) {
      if (workers.names().equals(seen)) {
        return;
      }
      seen = workers.names();
      complaint = complaint(KernelNames.ofThisJvm(), workers);
      complaint.ifPresent(untold::add);
    }
    complaint.ifPresent(text -> LOG.warn("all-reduce: {}", text));
  }

  /** What was said since this was asked last, for those who read no log. */
  public synchronized List<String> takeComplaints() {
    List<String> taken = List.copyOf(untold);
    untold.clear();
    return taken;
  }

  /**
   * What is to be said about it, if anything.
   *
   * @param driver name of the driver's kernels
   * @param workers names of the workers' kernels
   */
  static Optional<String> complaint(String driver, KernelNames workers) {
    Set<String> names = workers.names();
    boolean someScalar = names.contains(SCALAR);
    if (names.size() > 1) {
      return Optional.of(
          "workers compute with different kernels, so the same seed will not give the same bits"
              + " again: "
              + workers
              + ". "
              + (someScalar
                  ? "The scalar ones are several times slower, too: " + CURE
                  : "Use machines of one kind, or set one width for all, for example " + NARROWER));
    }
    if (someScalar) {
      return Optional.of(
          "all workers compute with scalar kernels, which are several times slower than SIMD: "
              + CURE
              + (driver.equals(SCALAR)
                  ? ", and for the driver, or a local master, spark.driver.extraJavaOptions=" + FLAG
                  : ""));
    }
    if (!names.isEmpty() && !names.contains(driver)) {
      return Optional.of(
          "the driver computes with other kernels ("
              + driver
              + ") than the workers ("
              + names.iterator().next()
              + "): what it computes by itself may differ in the last bits; start it with the same"
              + " flags, spark.driver.extraJavaOptions="
              + FLAG);
    }
    return Optional.empty();
  }
}
