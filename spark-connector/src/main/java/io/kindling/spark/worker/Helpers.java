package io.kindling.spark.worker;

import io.kindling.kernel.Parallel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Threads that do something for a task while it computes; they end when they are idle. */
final class Helpers {
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            // Threads outlive tasks: nothing of the task that a thread began for is to stay.
            Thread thread = new Thread(null, work, "kindling helper", 0, false);
            thread.setDaemon(true);
            return thread;
          });

  private Helpers() {}

  /**
   * Begins some work.
   *
   * @return waits for what comes of it, and throws what the work has thrown
   */
  static <T> Supplier<T> begin(Supplier<T> work) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    CompletableFuture<T> result =
        CompletableFuture.supplyAsync(
            () -> {
              Thread helper = Thread.currentThread();
              ClassLoader own = helper.getContextClassLoader();
              helper.setContextClassLoader(loader);
              try (var alone = Parallel.scope(1)) {
                return work.get();
              } finally {
                helper.setContextClassLoader(own);
              }
            },
            THREADS);
    return () -> {
      try {
        return result.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        if (e.getCause() instanceof RuntimeException exception) {
          throw exception;
        }
        throw e;
      }
    };
  }
}
