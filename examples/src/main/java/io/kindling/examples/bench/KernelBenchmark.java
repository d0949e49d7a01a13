package io.kindling.examples.bench;

import io.kindling.examples.Job;
import io.kindling.kernel.ConvGeometry;
import io.kindling.spark.report.Machine;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A roofline table: GFLOP/s of the convolution kernels on every shape of the reference networks,
 * counting the multiply-adds really needed, and their share of what the core can do at most,
 * measured in the same run. A kernel with few multiply-adds for each activation is bound by memory
 * rather than by them: where moving its bytes as fast as a copy of as many takes longer, its share
 * of that bound stands beside the other. JMH measures; each figure is the median of its iterations,
 * the peak the best of them.
 */
@Command(
    name = "benchmark.sh kernels",
    mixinStandardHelpOptions = true,
    version = "Kindling 0.1.0",
    description = "GFLOP/s of the convolution kernels, and their share of the core's peak.")
public final class KernelBenchmark implements Callable<Integer> {
  private static final int ITERATIONS = 7;
  private static final int WARMUPS = 4;

  @Spec private CommandSpec spec;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images; default: 128.")
  private int batch = 128;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Length of each measurement, warming up apart; default: 1.")
  private double seconds = 1;

  @Option(names = "--threads", paramLabel = "N", description = "Threads; default: 1.")
  private int threads = 1;

  @Option(names = "--scalar", description = "The scalar kernels instead of those this JVM chooses.")
  private boolean scalar;

  @Option(
      names = "--shapes",
      paramLabel = "NAME",
      split = ",",
      description = "Which of ${COMPLETION-CANDIDATES}; default: all.")
  private List<ConvolutionShape> shapes = Arrays.asList(ConvolutionShape.values());

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "JVMs each figure is measured in; 0 measures in this one; default: 1.")
  private int forks = 1;

  public static void main(String[] args) {
    Job.main(new KernelBenchmark(), args);
  }

  @Override
  public Integer call() throws RunnerException {
    if (batch < 1 || threads < 1 || forks < 0 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "--batch-size and --threads must be at least 1, --forks at least 0, --seconds positive");
    }
    PrintWriter out = spec.commandLine().getOut();
    double peak = threads * peakOfOneCore();
    out.printf(
        Locale.ROOT,
        "%s; kernels %s, batch %d, %d thread(s); peak %.0f GFLOP/s%n",
        Machine.description(),
        KernelChoice.of(kernels()).name(),
        batch,
        threads,
        peak);
    out.println(
        "GFLOP/s (share of the peak; where memory is the lower bound, share of what it allows)");
    out.println(
        "| convolution | forward | gradient to input | gradient to weights | copying, GB/s |");
    out.println("| --- | --- | --- | --- | --- |");
    for (ConvolutionShape shape : shapes) {
      row(out, shape, peak);
    }
    return 0;
  }

  private String kernels() {
    return scalar ? "scalar" : "active";
  }

  private double peakOfOneCore() throws RunnerException {
    double micros =
        percentile(0, options(PeakMultiplyAdds.class, "run").param("kernels", kernels()));
    return 2e-3 * PeakMultiplyAdds.multiplyAdds(kernels()) / micros;
  }

  private void row(PrintWriter out, ConvolutionShape shape, double peak) throws RunnerException {
    ConvGeometry geometry = shape.geometry(batch);
    double copied = threads * gigabytesOfOneCore(shape);
    long reading = ConvolutionBytes.ofReading(geometry);
    long writing = ConvolutionBytes.ofGradientToInput(geometry);
    StringBuilder row = new StringBuilder("| " + shape.description() + " |");
    Map<String, Long> bytes =
        Map.of("forward", reading, "backwardData", writing, "backwardWeights", reading);
    for (String kernel : List.of("forward", "backwardData", "backwardWeights")) {
      double micros =
          percentile(
              50,
              options(ConvolutionKernels.class, kernel)
                  .param("kernels", kernels())
                  .param("shape", shape.name())
                  .param("batch", String.valueOf(batch))
                  .param("threads", String.valueOf(threads)));
      double gigaflops = 2e-3 * geometry.multiplyAdds() / micros;
      double allowed = 2.0 * geometry.multiplyAdds() / bytes.get(kernel) * copied;
      row.append(String.format(Locale.ROOT, " %.0f (%.0f%%", gigaflops, 100 * gigaflops / peak));
      if (allowed < peak) {
        row.append(String.format(Locale.ROOT, "; %.0f%%", 100 * gigaflops / allowed));
      }
      row.append(") |");
    }
    row.append(String.format(Locale.ROOT, " %.0f |", copied));
    out.println(row);
  }

  private double gigabytesOfOneCore(ConvolutionShape shape) throws RunnerException {
    double micros =
        percentile(
            50,
            options(CopiedBytes.class, "copy")
                .param("shape", shape.name())
                .param("batch", String.valueOf(batch)));
    return 1e-3 * CopiedBytes.bytes(shape, batch) / micros;
  }

  private ChainedOptionsBuilder options(Class<?> benchmarks, String method) {
    TimeValue time = TimeValue.nanoseconds((long) (seconds * 1e9 / ITERATIONS));
    return new OptionsBuilder()
        .include("^" + benchmarks.getName().replace(".", "\\.") + "\\." + method + "$")
        .forks(forks)
        .warmupIterations(WARMUPS)
        .warmupTime(time)
        .measurementIterations(ITERATIONS)
        .measurementTime(time)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static double percentile(int percent, ChainedOptionsBuilder options)
      throws RunnerException {
    RunResult result = new Runner(options.build()).runSingle();
    return result.getPrimaryResult().getStatistics().getPercentile(percent);
  }
}
