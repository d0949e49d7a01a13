package io.kindling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keeps docs/torch-coverage.md true: its tables are made of PyTorch's names
 * (src/test/resources/torch) and of the classes that are here. To write them anew:
 *
 * <pre>mvn -pl core test -Dtest=TorchCoverageTest -Dcoverage.write=true</pre>
 */
final class TorchCoverageTest {
  private static final Path PAGE = Path.of("docs", "torch-coverage.md");

  /**
   * A table of the page.
   *
   * @param name of the resource with PyTorch's names, and of the marks around the table
   * @param torch the Python module
   * @param pack the Java package whose classes have the same names
   * @param notes on what is missing or differs, by PyTorch's name
   */
  record Family(String name, String torch, String pack, Map<String, String> notes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Family> families() {
    return List.of(
        new Family(
            "losses",
            "torch.nn",
            "io.kindling.nn.loss",
            Map.of(
                "LinearCrossEntropyLoss",
                "without `options`, which splits the batch to save memory",
                "SoftMarginLoss",
                "finite where PyTorch's exponential overflows")),
        new Family(
            "layers",
            "torch.nn",
            "io.kindling.nn",
            Map.of(
                "Embedding",
                "without `sparse`; `_weight` is `fromPretrained`",
                "MaxPool1d",
                "`return_indices=True` is `callWithIndices`",
                "MaxPool2d",
                "`return_indices=True` is `callWithIndices`",
                "AdaptiveMaxPool1d",
                "`return_indices=True` is `callWithIndices`",
                "AdaptiveMaxPool2d",
                "`return_indices=True` is `callWithIndices`",
                "Upsample",
                "of (N, C, L) and (N, C, H, W)",
                "Bilinear",
                "`call(x1, x2)`")),
        new Family("optimizers", "torch.optim", "io.kindling.optim", Map.of()),
        new Family(
            "schedules",
            "torch.optim.lr_scheduler",
            "io.kindling.optim.schedule",
            Map.of(
                "CosineAnnealingWarmRestarts",
                "`step(epoch)` is `toEpoch`",
                "LambdaLR",
                "not by name: it is made of functions",
                "MultiplicativeLR",
                "not by name: it is made of functions",
                "SequentialLR",
                "not by name: it is made of schedules",
                "ChainedScheduler",
                "not by name: it is made of schedules")));
  }

  @ParameterizedTest
  @MethodSource("families")
  void theTableIsTrue(Family family) throws IOException {
    String page = Files.readString(PAGE);
    Matcher marks =
        Pattern.compile(
                "(<!-- begin " + family.name + " -->\n).*?(<!-- end " + family.name + " -->)",
                Pattern.DOTALL)
            .matcher(page);
    if (!marks.find()) {
      throw new AssertionError(PAGE + " has no marks begin and end " + family.name);
    }
    String table = marks.group(1) + table(family) + marks.group(2);
    if (Boolean.getBoolean("coverage.write")) {
      Files.writeString(PAGE, page.replace(marks.group(), table));
      return;
    }
    assertEquals(
        table,
        marks.group(),
        PAGE + " is not what is there; write it with -Dcoverage.write=true, see this test");
  }

  private static String table(Family family) throws IOException {
    StringBuilder out = new StringBuilder();
    out.append("| ").append(family.torch).append(" | here | its parameters in PyTorch | note |\n");
    out.append("|---|---|---|---|\n");
    for (String line : names(family)) {
      String[] words = line.split(" ");
      String parameters =
          List.of(words).subList(1, words.length).stream()
              .map(p -> "`" + p + "`")
              .collect(Collectors.joining(", "));
      out.append("| ").append(words[0]).append(" | ");
      out.append(present(family.pack + "." + words[0]) ? "yes" : "no").append(" | ");
      out.append(parameters).append(" | ");
      out.append(family.notes.getOrDefault(words[0], "")).append(" |\n");
    }
    return out.toString();
  }

  private static boolean present(String name) {
    try {
      Class.forName(name);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static List<String> names(Family family) throws IOException {
    String resource = "/torch/" + family.name + ".txt";
    try (InputStream in = TorchCoverageTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
