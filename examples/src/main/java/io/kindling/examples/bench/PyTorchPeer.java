package io.kindling.examples.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** PyTorch in a process of its own that measures a step when asked, and is idle otherwise. */
final class PyTorchPeer implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter questions;
  private final String name;

  private PyTorchPeer(Process process, BufferedReader answers, String name) {
    this.process = process;
    this.answers = answers;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    this.name = name;
  }

  /** Starts the script with the given Python; empty when PyTorch cannot be imported there. */
  static Optional<PyTorchPeer> start(String python, Path script) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(List.of(python, script.toString()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Optional.empty();
    }
    BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
    String first = answers.readLine();
    if (first == null) {
      process.destroy();
      return Optional.empty();
    }
    return Optional.of(new PyTorchPeer(process, answers, first));
  }

  /** What answers, as {@code PyTorch 2.13.0}. */
  String name() {
    return name;
  }

  /** Median seconds of a step, over about {@code seconds} of repetitions. */
  double measure(String model, String mode, int batch, int threads, double seconds)
      throws IOException {
    return measure(model, mode, batch, threads, seconds, PeerSetting.EAGER);
  }

  /** The same with PyTorch set otherwise; NaN where the machine cannot do that. */
  double measure(
      String model, String mode, int batch, int threads, double seconds, PeerSetting setting)
      throws IOException {
    String answer = ask(model, mode, batch, threads, seconds, setting)[0];
    return answer.equals("unavailable") ? Double.NaN : Double.parseDouble(answer);
  }

  /** The words of the answer to a line of {@code words}. */
  String[] ask(Object... words) throws IOException {
    List<String> question = Stream.of(words).map(Object::toString).toList();
    questions.write(String.join(" ", question));
    questions.newLine();
    questions.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("PyTorch ended while measuring " + question);
    }
    return answer.split(" ");
  }

  @Override
  public void close() throws IOException {
    questions.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
