package io.kindling.examples.bench;

import io.kindling.examples.CifarModel;
import io.kindling.examples.Job;
import io.kindling.kernel.Kernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description = "A Python with PyTorch; default: python3.")
  private String python = "python3";

  @Option(
      names = "--peer-script",
      paramLabel = "PATH",
      description = "The script that PyTorch runs; without it only Kindling is timed.")
  private Path script;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    System.exit(Job.run(new TrainingBenchmark(), out, err, args));
  }

  @Override
  public Integer call() throws IOException {
    check();
    PrintWriter out = spec.commandLine().getOut();
    Optional<PyTorchPeer> peer =
        script == null ? Optional.empty() : PyTorchPeer.start(python, script);
    out.printf(
        "%s; kernels %s, %d thread(s), batch %d, %d rounds of %.1f s; %s%n",
        Machine.description(),
        Kernels.active().name(),
        threads,
        batch,
        rounds,
        seconds,
        peer.map(PyTorchPeer::name).orElse("no PyTorch found by '" + python + "'"));
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
      throws IOException {
    StepUnderTest step = new StepUnderTest(model, mode.equals("train"), batch);
    step.measure(threads, 2 * seconds); // for the JIT
    double[] ours = new double[rounds];
    double[] theirs = new double[rounds];
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      ours[round] = batch / step.measure(threads, seconds);
      if (peer.isPresent()) {
        theirs[round] = batch / peer.get().measure(model, mode, batch, threads, seconds);
        ratios[round] = ours[round] / theirs[round];
      }
    }
    String figures =
        peer.isPresent()
            ? String.format(Locale.ROOT, "%.0f | %.2f", Median.of(theirs), Median.of(ratios))
            : "- | -";
    out.printf(
        Locale.ROOT,
        "| %s | %s | %.0f | %s |%n",
        model,
        mode.equals("train") ? "training" : "inference",
        Median.of(ours),
        figures);
  }

  private void check() {
    if (batch < 2 || rounds < 1 || threads < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "--batch-size must be at least 2, --rounds and --threads at least 1, --seconds positive");
    }
  }
}
