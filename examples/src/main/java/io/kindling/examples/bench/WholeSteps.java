package io.kindling.examples.bench;

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

/** Training steps (zero grad, forward, loss, backward, SGD) and inference of whole networks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WholeSteps {
  @Param({"cifar-cnn", "lenet", "resnet20"})
  public String model;

  @Param({"train", "infer"})
  public String mode;

  @Param("128")
  public int batch;

  @Param("1")
  public int threads;

  private StepUnderTest step;
  private Parallel.Scope scope;

  @Setup(Level.Trial)
  public void prepare() {
    step = new StepUnderTest(model, mode.equals("train"), batch);
    scope = Parallel.scope(threads);
  }

  @TearDown(Level.Trial)
  public void close() {
    scope.close();
  }

  @Benchmark
  public void step() {
    step.run();
  }
}
