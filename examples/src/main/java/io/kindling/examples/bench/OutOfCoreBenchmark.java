package io.kindling.examples.bench;

import io.kindling.data.DataException;
import io.kindling.examples.Job;
import io.kindling.spark.report.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.launcher.JavaModuleOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Training on more pixels than the heap holds, beside the same training with memory enough: each in
 * a process of its own ({@link OutOfCoreTrial}), in turns; figures are medians.
 */
@Command(
    name = "benchmark out-of-core",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Steps per second on more data than memory holds, beside memory enough.")
public final class OutOfCoreBenchmark implements Callable<Integer> {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "160000",
      description = "Images of 3 x 32 x 32; default: ${DEFAULT-VALUE}, 491 MB of pixels.")
  private int images;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      defaultValue = "400",
      description = "Heap that does not hold them; default: ${DEFAULT-VALUE}.")
  private int heap;

  @Option(
      names = "--ample-heap",
      paramLabel = "MB",
      defaultValue = "3000",
      description = "Heap that holds them; default: ${DEFAULT-VALUE}.")
  private int ampleHeap;

  @Option(
      names = "--cache",
      paramLabel = "WHERE",
      defaultValue = "auto",
      description = "Of the run with little memory; default: ${DEFAULT-VALUE}.")
  private String cache;

  @Option(
      names = "--all-reduce",
      paramLabel = "NAME",
      defaultValue = "resident",
      description = "Strategy; default: ${DEFAULT-VALUE}.")
  private String allReduce;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "128",
      description = "Images of a step; default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Workers, each on a core; default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "400",
      description = "Steps of a training; default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "100",
      description = "Steps of these that do not count; default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Turns each side takes; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Spec private CommandSpec spec;

  /** What a process has said. */
  private record Outcome(double stepsPerSecond, boolean inFiles) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (warmUp < 0 || warmUp >= steps || rounds < 1) {
      throw new IllegalArgumentException("--warm-up must be less than --steps, --rounds positive");
    }
    PrintWriter out = spec.commandLine().getOut();
    double[] little = new double[rounds];
    double[] ample = new double[rounds];
    double[] ratios = new double[rounds];
    boolean inFiles = false;
    for (int round = 0; round < rounds; round++) {
      Outcome scarce = run(heap, cache);
      ample[round] = run(ampleHeap, "memory").stepsPerSecond;
      little[round] = scarce.stepsPerSecond;
      inFiles = scarce.inFiles;
      ratios[round] = little[round] / ample[round];
    }
    out.printf(
        Locale.ROOT,
        "%s; cifar-cnn, %s, %d workers, batch %d, %d images (%d MB of pixels), %d rounds%n",
        Machine.description(),
        allReduce,
        workers,
        batchSize,
        images,
        images * 3072L / 1_000_000,
        rounds);
    out.println("| heap | samples are | steps/s |");
    out.println("| --- | --- | --- |");
    String where = inFiles ? "in files" : "in memory";
    out.printf(Locale.ROOT, "| %d MB | %s | %.1f |%n", heap, where, Median.of(little));
    out.printf(Locale.ROOT, "| %d MB | in memory | %.1f |%n", ampleHeap, Median.of(ample));
    out.printf(Locale.ROOT, "ratio %.2f%n", Median.of(ratios));
    out.flush();
    return 0;
  }

  private Outcome run(int megabytes, String where) throws IOException, InterruptedException {
    Path log = Files.createTempFile("kindling-out-of-core", ".log");
    try {
      Process process =
          new ProcessBuilder(command(megabytes, where)).redirectError(log.toFile()).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new DataException(
            "the run with " + megabytes + " MB ended with " + code + ":\n" + Files.readString(log));
      }
      String[] words = said.strip().split("\\s+");
      return new Outcome(
          Double.parseDouble(words[words.length - 2]),
          Boolean.parseBoolean(words[words.length - 1]));
    } finally {
      Files.delete(log);
    }
  }

  private List<String> command(int megabytes, String where) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + megabytes + "m", "-XX:+UseParallelGC"));
    List<String> modules = List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+"));
    command.addAll(modules);
    if (!modules.contains(VECTORS)) {
      command.add(VECTORS);
    }
    String logging = System.getProperty("log4j2.configurationFile");
    if (logging != null) {
      command.add("-Dlog4j2.configurationFile=" + logging);
    }
    String path = System.getProperty("java.class.path");
    command.addAll(List.of("-cp", path, OutOfCoreTrial.class.getName()));
    for (int number : new int[] {images, batchSize, workers, steps, warmUp}) {
      command.add(Integer.toString(number));
    }
    command.addAll(List.of(allReduce, where));
    return command;
  }

  public static void main(String[] args) {
    Job.main(new OutOfCoreBenchmark(), args);
  }
}
