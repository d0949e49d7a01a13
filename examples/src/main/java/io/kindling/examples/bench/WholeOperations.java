package io.kindling.examples.bench;

import io.kindling.kernel.Parallel;
import io.kindling.tensor.Workspace;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Elementwise operations, reductions, losses with their gradients and optimizers' steps, each in a
 * JVM of its own: small matrices show what a call costs, large ones what memory allows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class WholeOperations {
  /** JMH takes all of them when no value is given. */
  @Param public Operation operation;

  @Param({"32", "1024"})
  public int size;

  @Param("1")
  public int threads;

  private final Workspace workspace = new Workspace();
  private Runnable body;
  private Parallel.Scope scope;

  @Setup(Level.Trial)
  public void prepare() {
    body = operation.create(size, size);
    scope = Parallel.scope(threads);
  }

  @TearDown(Level.Trial)
  public void close() {
    scope.close();
  }

  @Benchmark
  public void run() {
    try (Workspace.Step step = workspace.step()) {
      body.run();
    }
  }
}
