package io.kindling.examples.bench;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.ConvKernels;
import io.kindling.kernel.Kernels;
import io.kindling.kernel.Parallel;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A roofline table: GFLOP/s of the convolution kernels on every shape of the seed models, counting
 * the multiply-adds really needed.
 */
@Command(
    name = "benchmark.sh kernels",
    mixinStandardHelpOptions = true,
    description = "Prints GFLOP/s of the convolution kernels on the shapes of the seed models.")
public final class KernelBenchmark implements Callable<Integer> {
  /** Input channels, size, output channels, kernel, stride, padding. */
  private static final int[][] SHAPES = {
    {3, 32, 32, 5, 1, 2},
    {32, 16, 32, 5, 1, 2},
    {32, 8, 64, 5, 1, 2},
    {3, 32, 6, 5, 1, 0},
    {6, 14, 16, 5, 1, 0},
    {3, 32, 16, 3, 1, 1},
    {16, 32, 16, 3, 1, 1},
    {16, 32, 32, 3, 2, 1},
    {32, 16, 32, 3, 1, 1},
    {32, 16, 64, 3, 2, 1},
    {64, 8, 64, 3, 1, 1},
    {16, 32, 32, 1, 2, 0},
    {32, 16, 64, 1, 2, 0},
  };

  @Spec private CommandSpec spec;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images; default: 128.")
  private int batch = 128;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Length of each measurement; default: 1.")
  private double seconds = 1;

  @Option(names = "--threads", paramLabel = "N", description = "Threads; default: 1.")
  private int threads = 1;

  @Option(
      names = "--peak",
      paramLabel = "GFLOPS",
      description = "The core's multiply-add peak, to print percentages of.")
  private double peak;

  @Option(names = "--scalar", description = "The scalar kernels instead of those this JVM chooses.")
  private boolean scalar;

  public static void main(String[] args) {
    System.exit(new CommandLine(new KernelBenchmark()).execute(args));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Kernels kernels = scalar ? Kernels.scalar() : Kernels.active();
    out.printf(
        Locale.ROOT, "kernels: %s, batch %d, %d thread(s)%n%n", kernels.name(), batch, threads);
    out.println("| convolution | forward | gradient to input | gradient to weights |");
    out.println("| --- | --- | --- | --- |");
    try (Parallel.Scope scope = Parallel.scope(threads)) {
      for (int[] s : SHAPES) {
        ConvGeometry g = ConvGeometry.square(batch, s[0], s[1], s[2], s[3], s[4], s[5]);
        row(out, kernels.conv(), g);
      }
    }
    return 0;
  }

  private void row(PrintWriter out, ConvKernels conv, ConvGeometry g) {
    Random r = new Random(1);
    float[] x = floats(r, g.blocks() * g.inBlockSize());
    float[] w = floats(r, g.weightCount());
    float[] dy = floats(r, g.blocks() * g.outBlockSize());
    float[] y = new float[dy.length];
    float[] dx = new float[x.length];
    float[] dw = new float[w.length];
    out.printf(
        Locale.ROOT,
        "| %d -> %d, %dx%d, %dx%d, stride %d, padding %d | %s | %s | %s |%n",
        g.inChannels(),
        g.outChannels(),
        g.inHeight(),
        g.inWidth(),
        g.kernelHeight(),
        g.kernelWidth(),
        g.strideHeight(),
        g.padHeight(),
        speed(g, () -> conv.forward(g, x, w, 0, null, 0, y)),
        speed(g, () -> conv.backwardData(g, dy, w, 0, dx)),
        speed(g, () -> conv.backwardWeights(g, x, dy, dw, 0)));
    out.flush();
  }

  /** The median, after as long a time to warm up. */
  private String speed(ConvGeometry g, Runnable kernel) {
    measure(kernel);
    double gigaflops = 2e-9 * g.multiplyAdds() / measure(kernel);
    return peak > 0
        ? String.format(Locale.ROOT, "%.0f (%.0f%%)", gigaflops, 100 * gigaflops / (peak * threads))
        : String.format(Locale.ROOT, "%.0f", gigaflops);
  }

  private double measure(Runnable kernel) {
    double[] times = new double[16];
    int count = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end || count < 3) {
      long start = System.nanoTime();
      kernel.run();
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
      }
      times[count++] = (System.nanoTime() - start) * 1e-9;
    }
    Arrays.sort(times, 0, count);
    return times[count / 2];
  }

  private static float[] floats(Random r, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = r.nextFloat() - 0.5f;
    }
    return values;
  }
}
