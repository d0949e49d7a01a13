package io.kindling.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Lets a job end in order when its process is told to end (SIGINT, as by Ctrl-C, or SIGTERM): its
 * thread is interrupted, and the process waits until it has kept what it has, before Spark and file
 * systems are shut down.
 */
final class EndOfProcess implements AutoCloseable {
  /** Before Spark, whose priority is 50, and Hadoop's file systems, 10. */
  private static final int PRIORITY = 100;

  private static final long PATIENCE_SECONDS = 60;

  private final Thread job = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable hook = this::end;
  private volatile boolean asked;

  /** Watches the job that this thread runs, until it is closed. */
  EndOfProcess() {
    ShutdownHookManager.get()
        .addShutdownHook(hook, PRIORITY, PATIENCE_SECONDS + 1, TimeUnit.SECONDS);
  }

  private void end() {
    asked = true;
    job.interrupt();
    try {
      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process is about to end. */
  boolean isAsked() {
    return asked;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      ShutdownHookManager.get().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook runs, or has run.
    }
  }
}
