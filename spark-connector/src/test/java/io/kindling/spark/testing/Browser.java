package io.kindling.spark.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium without a window, where it is installed. */
public final class Browser {
  private static final int PATIENCE_SECONDS = 180;

  private final String program;

  private Browser(String program) {
    this.program = program;
  }

  /** The browser on the path, if there is one. */
  public static Optional<Browser> find() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(":"))
        .map(folder -> Path.of(folder, "chromium"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Browser(program.toString()));
  }

  /** The page as it is after its scripts have run for five seconds of its clock. */
  public String dom(String url) throws IOException, InterruptedException {
    return run("--dump-dom", "--virtual-time-budget=5000", url);
  }

  /** A picture of the page. */
  public void screenshot(String url, int width, int height, Path file)
      throws IOException, InterruptedException {
    Files.deleteIfExists(file);
    run(
        "--screenshot=" + file.toAbsolutePath(),
        "--window-size=" + width + "," + height,
        "--hide-scrollbars",
        url);
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("kindling-browser");
    Path out = Files.createTempFile("kindling-browser", ".out");
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=" + data));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("chromium does not end: " + command);
      }
      return Files.readString(out, StandardCharsets.UTF_8);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.deleteIfExists(out);
      try (Stream<Path> files = Files.walk(data)) {
        files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
      }
    }
  }
}
