package io.kindling.examples.bench;

import io.kindling.examples.CifarModel;
import io.kindling.examples.Job;
import io.kindling.spark.report.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The most memory that training has needed, whole process beside whole process: what Linux counts
 * as peak resident set, of this JVM and of a Python that trains the same network with PyTorch.
 */
@Command(
    name = "benchmark memory",
    mixinStandardHelpOptions = true,
    version = "Kindling 0.1.0",
    description = "Peak resident memory of training, beside PyTorch's.")
public final class MemoryBenchmark implements Callable<Integer> {
  private static final Path STATUS = Path.of("/proc/self/status");

  @Option(
      names = "--model",
      paramLabel = "NAME",
      completionCandidates = CifarModel.Names.class,
      converter = CifarModel.Converter.class,
      description = "One of ${COMPLETION-CANDIDATES}; default: cifar-cnn.")
  private CifarModel model = CifarModel.named("cifar-cnn");

  @Option(names = "--batch-size", paramLabel = "N", description = "Images a step; default: 128.")
  private int batch = 128;

  @Option(names = "--seconds", paramLabel = "S", description = "How long to train; default: 10.")
  private double seconds = 10;

  @Mixin private PeerOptions peerOptions;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    Job.main(new MemoryBenchmark(), args);
  }

  @Override
  public Integer call() throws IOException {
    if (batch < 2 || !(seconds > 0)) {
      throw new IllegalArgumentException("--batch-size must be at least 2, --seconds positive");
    }
    if (!Files.isReadable(STATUS)) {
      throw new IllegalArgumentException(
          "the peak of resident memory is read from " + STATUS + ", which only Linux has");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s; %s, training, batch %d, 1 thread, %.1f s%n",
        Machine.description(), model, batch, seconds);
    out.println("| process | peak resident memory |");
    out.println("| --- | --- |");
    new StepUnderTest(model.toString(), true, batch).measure(1, seconds);
    out.printf(
        "| Kindling, heap at most %d MB | %d MB |%n",
        Runtime.getRuntime().maxMemory() >> 20, peak() >> 10);
    Optional<PyTorchPeer> peer = peerOptions.start();
    if (peer.isPresent()) {
      try (PyTorchPeer process = peer.get()) {
        process.measure(model.toString(), "train", batch, 1, seconds);
        long kilobytes = Long.parseLong(process.ask("peak-memory")[0]);
        out.printf("| %s | %d MB |%n", process.name(), kilobytes >> 10);
      }
    } else {
      out.printf("| %s | - |%n", peerOptions.describe(peer));
    }
    return 0;
  }

  /** Kilobytes. */
  private static long peak() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException(STATUS + " has no line VmHWM");
  }
}
