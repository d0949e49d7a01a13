package io.kindling.examples.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.data.DataException;
import io.kindling.examples.CifarModel;
import io.kindling.examples.Job;
import io.kindling.spark.report.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The main job as users start it, Spark, data and a cold JVM included, beside PyTorch's bare
 * training step on as many threads. The two take turns; figures are medians over rounds, ratios are
 * taken round by round.
 */
@Command(
    name = "benchmark job",
    mixinStandardHelpOptions = true,
    version = "Kindling 0.1.0",
    sortOptions = false,
    description = "Images per second of train-cifar10.sh, beside PyTorch's training step.")
public final class JobBenchmark implements Callable<Integer> {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Cores of Spark, and threads of PyTorch; default: 2.")
  private int threads = 2;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      completionCandidates = CifarModel.Names.class,
      converter = CifarModel.Converter.class,
      description = "One of ${COMPLETION-CANDIDATES}; default: cifar-cnn.")
  private CifarModel model = CifarModel.CIFAR_CNN;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images a step; default: 128.")
  private int batch = 128;

  @Option(names = "--rounds", paramLabel = "N", description = "Turns each side takes; default: 3.")
  private int rounds = 3;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Length of PyTorch's turn; default: 10.")
  private double seconds = 10;

  @Mixin private PeerOptions peerOptions;

  @Option(
      names = "--job",
      required = true,
      paramLabel = "PATH",
      description = "The script that submits the job.")
  private Path job;

  @Parameters(
      paramLabel = "OPTION",
      description = "The job's own options, after --, as -- --data DIR --epochs 2.")
  private List<String> options = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (batch < 2 || rounds < 1 || threads < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "--batch-size must be at least 2, --rounds and --threads at least 1, --seconds positive");
    }
    PrintWriter out = spec.commandLine().getOut();
    Optional<PyTorchPeer> peer = peerOptions.start();
    Turns turns;
    try {
      turns =
          Turns.take(
              rounds,
              this::runJob,
              peer.map(
                  p ->
                      () -> batch / p.measure(model.toString(), "train", batch, threads, seconds)));
    } finally {
      if (peer.isPresent()) {
        peer.get().close();
      }
    }
    out.printf(
        "%s; %d cores, batch %d, %d rounds; %s%n",
        Machine.description(), threads, batch, rounds, peerOptions.describe(peer));
    out.println("| model | job images/s | PyTorch images/s | ratio |");
    out.println("| --- | --- | --- | --- |");
    out.printf("| %s | %s |%n", model, turns.rates());
    out.flush();
    return 0;
  }

  /** Runs the job to its end; returns the images per second that it reports. */
  private double runJob() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(job.toString()));
    command.addAll(List.of("--master", "local[" + threads + "]", "--model", model.toString()));
    command.addAll(List.of("--batch-size", Integer.toString(batch)));
    command.addAll(options);
    Path log = Files.createTempFile("kindling-job", ".log");
    try {
      Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new DataException(
            "the job ended with " + code + ": " + lastLine(Files.readString(log)));
      }
      return imagesPerSecond(lastLine(out));
    } finally {
      Files.delete(log);
    }
  }

  private static double imagesPerSecond(String result) {
    try {
      JsonNode figure = new ObjectMapper().readTree(result).path("imagesPerSecond");
      if (figure.isNumber()) {
        return figure.asDouble();
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    throw new DataException("the job's last line has no imagesPerSecond: " + result);
  }

  private static String lastLine(String text) {
    List<String> lines = text.lines().toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  public static void main(String[] args) {
    Job.main(new JobBenchmark(), args);
  }
}
