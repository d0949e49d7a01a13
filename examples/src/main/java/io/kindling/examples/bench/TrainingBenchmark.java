package io.kindling.examples.bench;

import io.kindling.examples.CifarModel;
import io.kindling.examples.Job;
import io.kindling.kernel.Kernels;
import io.kindling.spark.report.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Times training and inference steps of the three reference networks, beside PyTorch where it can
 * be imported: as it runs by itself and with what makes it faster, of which the best in float32 is
 * what Kindling is compared with. The sides take turns, round by round, so that a machine whose
 * speed drifts slows all; figures are medians over rounds, ratios are taken round by round. So is
 * the speed of several threads beside one thread's, which takes a turn of its own.
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
      names = "--peer-settings",
      paramLabel = "NAME",
      split = ",",
      converter = PeerSetting.Converter.class,
      description =
          "How PyTorch is set, of ${COMPLETION-CANDIDATES}; default: all."
              + " What bf16 gives is shown, not compared with.",
      completionCandidates = PeerSetting.Names.class)
  private List<PeerSetting> settings = List.of(PeerSetting.values());

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
    List<String> columns = new ArrayList<>(List.of("model", "step", "Kindling images/s"));
    settings.forEach(setting -> columns.add("PyTorch " + setting));
    columns.add("ratio to the best in float32");
    if (threads > 1) {
      columns.add("to one thread");
    }
    out.println("| " + String.join(" | ", columns) + " |");
    out.println("|" + " --- |".repeat(columns.size()));
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
    List<Double> speedups = new ArrayList<>();
    Turns turns =
        Turns.take(
            rounds,
            () -> {
              double time = step.measure(threads, seconds);
              if (threads > 1) {
                speedups.add(step.measure(1, seconds) / time);
              }
              return batch / time;
            },
            settings.stream().map(setting -> other(peer, model, mode, setting)).toList());
    String kind = mode.equals("train") ? "training" : "inference";
    out.printf("| %s | %s | %s |", model, kind, turns.rates());
    out.println(threads > 1 ? String.format(Locale.ROOT, " %.2f |", median(speedups)) : "");
  }

  private Turns.Peer other(
      Optional<PyTorchPeer> peer, String model, String mode, PeerSetting setting) {
    return new Turns.Peer(
        () ->
            peer.isEmpty()
                ? Double.NaN
                : batch / peer.get().measure(model, mode, batch, threads, seconds, setting),
        setting.isFloat32());
  }

  private static double median(List<Double> values) {
    return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private void check() {
    if (batch < 2 || rounds < 1 || threads < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "--batch-size must be at least 2, --rounds and --threads at least 1, --seconds positive");
    }
  }
}
