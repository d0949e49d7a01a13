package io.kindling.tensor;

/**
 * The Java heap does not suffice: says what needs how much, what there is, and what to change. An
 * exception and not the JVM's error, after which programs that run others' code, as Spark, end
 * their whole process; nor is that error its cause, for they look at causes, too. It is suppressed.
 */
public final class OutOfHeapException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  OutOfHeapException(String message, OutOfMemoryError cause) {
    super(message);
    if (cause != null) {
      addSuppressed(cause);
    }
  }

  /**
   * The error in words.
   *
   * @param what does not fit, as {@code a block of 50000 images}
   * @param bytes how much it needs, about; 0 when that is not known
   * @param cure what to do beside enlarging the heap, as {@code use more partitions}
   * @param cause null when it was known before
   */
  public static OutOfHeapException of(
      String what, long bytes, String cure, OutOfMemoryError cause) {
    Runtime runtime = Runtime.getRuntime();
    long taken = runtime.totalMemory() - runtime.freeMemory();
    return new OutOfHeapException(
        what
            + " does not fit into memory: it needs "
            + (bytes > 0 ? "about " + megabytes(bytes) + " MB" : "more than there is")
            + ", "
            + megabytes(taken)
            + " MB are taken, and the heap is limited to "
            + (runtime.maxMemory() >> 20)
            + " MB; "
            + cure
            + ", or a larger heap (-Xmx, spark.executor.memory, spark.driver.memory)",
        cause);
  }

  private static long megabytes(long bytes) {
    return (bytes >> 20) + 1;
  }
}
