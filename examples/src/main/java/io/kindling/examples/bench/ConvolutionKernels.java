package io.kindling.examples.bench;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.ConvKernels;
import io.kindling.kernel.Parallel;
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

/** The three kernels of a convolution. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ConvolutionKernels {
  @Param public ConvolutionShape shape;

  @Param("128")
  public int batch;

  @Param("1")
  public int threads;

  @Param("active")
  public String kernels;

  private ConvGeometry geometry;
  private ConvKernels conv;
  private Parallel.Scope scope;
  private float[] x;
  private float[] weights;
  private float[] y;
  private float[] dx;
  private float[] dweights;
  private float[] dy;

  @Setup(Level.Trial)
  public void prepare() {
    geometry = shape.geometry(batch);
    conv = KernelChoice.of(kernels).conv();
    scope = Parallel.scope(threads);
    x = RandomFloats.of(geometry.inStart(geometry.blocks()));
    weights = RandomFloats.of(geometry.weightCount());
    dy = RandomFloats.of(geometry.outStart(geometry.blocks()));
    y = new float[dy.length];
    dx = new float[x.length];
    dweights = new float[weights.length];
  }

  @TearDown(Level.Trial)
  public void close() {
    scope.close();
  }

  @Benchmark
  public float[] forward() {
    conv.forward(geometry, x, weights, 0, null, 0, y);
    return y;
  }

  @Benchmark
  public float[] backwardData() {
    conv.backwardData(geometry, dy, weights, 0, dx);
    return dx;
  }

  @Benchmark
  public float[] backwardWeights() {
    conv.backwardWeights(geometry, x, dy, dweights, 0);
    return dweights;
  }
}
