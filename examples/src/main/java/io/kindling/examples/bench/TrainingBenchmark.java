package io.kindling.examples.bench;

import io.kindling.examples.CifarModel;
import io.kindling.examples.Job;
import io.kindling.kernel.Kernels;
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
 * Times training and inference steps of the three reference networks, beside PyTorch where it can
 * be imported. The two sides take turns, round by round, so that a machine whose speed drifts slows
 * both; figures are medians over rounds, ratios are taken round by round.
 */
@Command(
    name = "benchmark training",
    mixinStandardHelpOptions = true,
    version = "Kindling 0.1.0",
    description = "Images per second in training and inference, beside PyTorch's.")
public final class TrainingBenchmark implements Callable<Integer> {
  @Option(names = "--batch-size", paramLabel = "N", description = "Images a step; default: 128.")
  private int batch = 128;

  @Option(names = "--rounds", paramLabel = "N", description = "Turns each side takes; default: 7.")
  private int rounds = 7;

  @Option(names = "--seconds", paramLabel = "S", description = "Length of a turn; default: 2.")
  private double seconds = 2;

  @Option(names = "--threads", paramLabel = "N", description = "Threads of each side; default: 1.")
  private int threads = 1;

  @Option(
      names = "--models",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = CifarModel.Names.class,
      converter = CifarModel.Converter.class,
      description = "Which of ${COMPLETION-CANDIDATES}; default: all.")
  private List<CifarModel> models = List.of(CifarModel.values());

  @Mixin private PeerOptions peerOptions;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    Job.main(new TrainingBenchmark(), args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    PrintWriter out = spec.commandLine().getOut();
    Optional<PyTorchPeer> peer = peerOptions.start();
    out.printf(
        "%s; kernels %s, %d thread(s), batch %d, %d rounds of %.1f s; %s%n",
        Machine.description(),
        Kernels.active().name(),
        threads,
        batch,
        rounds,
        seconds,
        peerOptions.describe(peer));
    out.println("| model | step | Kindling images/s | PyTorch images/s | ratio |");
    out.println("| --- | --- | --- | --- | --- |");
    try {
      for (String mode : List.of("train", "infer")) {
        for (CifarModel model : models) {
          row(out, peer, model.toString(), mode);
        }
      }
    } finally {
      if (peer.isPresent()) {
        peer.get().close();
      }
    }
    return 0;
  }

  private void row(PrintWriter out, Optional<PyTorchPeer> peer, String model, String mode)
      throws IOException, InterruptedException {
    StepUnderTest step = new StepUnderTest(model, mode.equals("train"), batch);
    step.measure(threads, 2 * seconds); // for the JIT
    Turns turns =
        Turns.take(
            rounds,
            () -> batch / step.measure(threads, seconds),
            peer.map(p -> () -> batch / p.measure(model, mode, batch, threads, seconds)));
    String kind = mode.equals("train") ? "training" : "inference";
    out.printf("| %s | %s | %s |%n", model, kind, turns.rates());
  }

  private void check() {
    if (batch < 2 || rounds < 1 || threads < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "--batch-size must be at least 2, --rounds and --threads at least 1, --seconds positive");
    }
  }
}
