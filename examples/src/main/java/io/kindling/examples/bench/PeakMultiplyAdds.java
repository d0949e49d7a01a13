package io.kindling.examples.bench;

import io.kindling.kernel.PeakKernel;
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
import org.openjdk.jmh.annotations.Warmup;

/** What one core can do at most. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PeakMultiplyAdds {
  static final int ROUNDS = 1 << 16;

  @Param("active")
  public String kernels;

  private PeakKernel peak;

  @Setup(Level.Trial)
  public void prepare() {
    peak = KernelChoice.of(kernels).peak();
  }

  /** Multiply-adds of one call of {@link #run}. */
  static double multiplyAdds(String kernels) {
    return (double) ROUNDS * KernelChoice.of(kernels).peak().multiplyAdds();
  }

  @Benchmark
  public float run() {
    return peak.run(ROUNDS);
  }
}
