package io.kindling.examples.bench;

import io.kindling.examples.Job;
import io.kindling.kernel.Kernels;
import io.kindling.kernel.Parallel;
import io.kindling.spark.report.Machine;
import io.kindling.tensor.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Times elementwise operations, reductions, losses (with their gradients) and optimizers' steps,
 * beside PyTorch where it can be imported, in turns as {@link TrainingBenchmark} does.
 */
@Command(
    name = "benchmark operations",
    mixinStandardHelpOptions = true,
    version = "Kindling 0.1.0",
    description = "Milliseconds of what lies between convolutions, beside PyTorch's.")
public final class OperationBenchmark implements Callable<Integer> {
  @Option(
      names = "--size",
      paramLabel = "N",
      description = "Rows of the operands, and columns if --columns is not given; default: 1024.")
  private int size = 1024;

  @Option(names = "--columns", paramLabel = "N", description = "Columns of the operands.")
  private Integer columns;

  @Option(
      names = "--operations",
      paramLabel = "NAME",
      split = ",",
      description = "Only these, in this order; by their names in the table.")
  private List<String> names = List.of();

  @Option(names = "--rounds", paramLabel = "N", description = "Turns each side takes; default: 5.")
  private int rounds = 5;

  @Option(names = "--seconds", paramLabel = "S", description = "Length of a turn; default: 0.2.")
  private double seconds = 0.2;

  @Option(names = "--threads", paramLabel = "N", description = "Threads of each side; default: 1.")
  private int threads = 1;

  @Mixin private PeerOptions peerOptions;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    Job.main(new OperationBenchmark(), args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    int width = columns == null ? size : columns;
    if (size < 2 || width < 2 || rounds < 1 || threads < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "--size and --columns must be at least 2, --rounds and --threads at least 1, --seconds"
              + " positive");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<Operation> operations =
        names.isEmpty() ? List.of(Operation.values()) : names.stream().map(Operation::of).toList();
    Optional<PyTorchPeer> peer = peerOptions.start();
    out.printf(
        "%s; kernels %s, %d thread(s), float32, %d x %d, %d rounds of %.1f s; %s%n",
        Machine.description(),
        Kernels.active().name(),
        threads,
        size,
        width,
        rounds,
        seconds,
        peerOptions.describe(peer));
    out.println("| operation | Kindling ms | PyTorch ms | ratio of speeds |");
    out.println("| --- | --- | --- | --- |");
    try {
      for (Operation operation : operations) {
        row(out, peer, operation, width);
      }
    } finally {
      if (peer.isPresent()) {
        peer.get().close();
      }
    }
    return 0;
  }

  private void row(PrintWriter out, Optional<PyTorchPeer> peer, Operation operation, int width)
      throws IOException, InterruptedException {
    Workspace workspace = new Workspace();
    Runnable body = operation.create(size, width);
    Runnable step =
        () -> {
          try (Workspace.Step open = workspace.step()) {
            body.run();
          }
        };
    measure(step, 5 * seconds); // for the JIT
    Turns turns =
        Turns.take(
            rounds,
            () -> 1e3 * measure(step, seconds),
            peer.map(p -> () -> milliseconds(p, operation, width)));
    out.printf("| %s | %s |%n", operation, turns.times());
  }

  private double milliseconds(PyTorchPeer peer, Operation operation, int width) throws IOException {
    return 1e3 * Double.parseDouble(peer.ask(operation, size, width, threads, seconds)[0]);
  }

  private double measure(Runnable step, double length) {
    try (Parallel.Scope scope = Parallel.scope(threads)) {
      return Repetitions.median(step, length);
    }
  }
}
