package io.kindling.examples.bench;

import io.kindling.kernel.Kernels;
import io.kindling.kernel.LanesShape;
import io.kindling.kernel.MatMulShape;
import io.kindling.kernel.PoolGeometry;
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

/** Kernels that are no convolutions, on the sizes of the seed CNN's first layers and its last. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class OtherKernels {
  private static final int FEATURES = 1024;
  private static final int CLASSES = 10;

  @Param({"active", "scalar"})
  public String kernels;

  @Param("128")
  public int batch;

  private Kernels chosen;
  private PoolGeometry pool;
  private MatMulShape linear;
  private float[] x;
  private float[] y;
  private float[] winner;
  private float[] dx;
  private float[] features;
  private float[] weights;
  private float[] scores;

  @Setup(Level.Trial)
  public void prepare() {
    chosen = KernelChoice.of(kernels);
    pool = new PoolGeometry(new LanesShape(batch, 32, 32, 32), 16, 16, 2, 2, 2, 2, 0, 0, 1, 1);
    linear = new MatMulShape(batch, CLASSES, FEATURES, false, true);
    x = RandomFloats.of(pool.input().size());
    y = new float[pool.output().size()];
    winner = new float[y.length];
    dx = new float[x.length];
    features = RandomFloats.of(batch * FEATURES);
    weights = RandomFloats.of(FEATURES * CLASSES);
    scores = new float[batch * CLASSES];
    chosen.pool().maxForward(pool, x, y, winner);
  }

  @Benchmark
  public float[] maxPool() {
    chosen.pool().maxForward(pool, x, y, winner);
    return y;
  }

  @Benchmark
  public float[] maxPoolBackward() {
    chosen.pool().maxBackward(pool, y, winner, dx);
    return dx;
  }

  @Benchmark
  public float[] linear() {
    chosen.matMul().multiply(linear, features, 0, weights, 0, scores, 0, false);
    return scores;
  }

  @Benchmark
  public double sum() {
    return chosen.reductions().sum(x, 0, x.length);
  }
}
