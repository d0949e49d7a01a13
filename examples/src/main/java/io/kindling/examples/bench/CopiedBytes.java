package io.kindling.examples.bench;

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

/**
 * How fast one core moves as many bytes as a convolution's input and output have, from and to
 * wherever so many stay: half of them are read, half written.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class CopiedBytes {
  @Param public ConvolutionShape shape;

  @Param("128")
  public int batch;

  private float[] from;
  private float[] to;

  @Setup(Level.Trial)
  public void prepare() {
    from = RandomFloats.of((int) (bytes(shape, batch) / 8));
    to = new float[from.length];
  }

  /** Bytes that one call of {@link #copy} reads and writes. */
  static long bytes(ConvolutionShape shape, int batch) {
    return ConvolutionBytes.ofGradientToInput(shape.geometry(batch)) / 8 * 8;
  }

  @Benchmark
  public float[] copy() {
    System.arraycopy(from, 0, to, 0, from.length);
    return to;
  }
}
