package io.kindling.torchdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers as they stand in docs/torch-coverage.md, between marks. */
final class Page {
  private static final Path PAGE = Path.of("docs", "torch-coverage.md");
  private static final Pattern MARKS =
      Pattern.compile("(<!-- begin databases -->\n).*?(<!-- end databases -->)", Pattern.DOTALL);

  private Page() {}

  /** What the page should say. */
  static String text(List<Outcome> outcomes, Exceptions exceptions, Left left) {
    StringBuilder out = new StringBuilder();
    out.append("| database | cases run | as PyTorch | not, with a reason | no words for it |\n");
    out.append("|---|---|---|---|---|\n");
    for (Outcome o : outcomes) {
      int unsaid =
          left.cases.getOrDefault(o.family, Map.of()).values().stream().mapToInt(n -> n).sum();
      out.append("| ").append(title(o.family));
      out.append(" | ").append(o.samples).append(" calls, ").append(o.refusals).append(" refusals");
      out.append(" | ").append(o.passed).append(" | ").append(o.differences.size());
      out.append(" | ").append(o.notHere() + unsaid).append(" |\n");
    }
    out.append("\nNot as PyTorch:\n\n| cases | why |\n|---|---|\n");
    exceptions
        .reasons()
        .forEach((why, n) -> out.append("| ").append(n).append(" | ").append(why).append(" |\n"));
    out.append(
        "\nNo words for it, in Java or in the files:\n\n| cases | what they need |\n|---|---|\n");
    Map<String, Integer> unsaid = new TreeMap<>();
    for (Outcome o : outcomes) {
      o.notHere.forEach(
          (what, n) -> unsaid.merge(what.substring(what.indexOf(" | ") + 3), n, Integer::sum));
    }
    left.cases.values().forEach(m -> m.forEach((why, n) -> unsaid.merge(why, n, Integer::sum)));
    unsaid.forEach((why, n) -> out.append("| ").append(n).append(" | ").append(why).append(" |\n"));
    left.names.forEach(
        (family, names) ->
            out.append("\nNot here, of ")
                .append(title(family))
                .append(": ")
                .append(String.join(", ", names.stream().map(n -> "`" + n + "`").toList()))
                .append(".\n"));
    return out.toString();
  }

  private static String title(String family) {
    return switch (family) {
      case "operators" -> "`op_db`";
      case "layers" -> "`module_db`";
      case "optimizers" -> "`optim_db`";
      default -> "promotion, in place";
    };
  }

  /** What the page says now. */
  static String written() throws IOException {
    return marks(Files.readString(PAGE)).group();
  }

  /** The text between its marks. */
  static String marked(String text) throws IOException {
    Matcher marks = marks(Files.readString(PAGE));
    return marks.group(1) + text + marks.group(2);
  }

  static void write(String text) throws IOException {
    Files.writeString(PAGE, Files.readString(PAGE).replace(written(), marked(text)));
  }

  private static Matcher marks(String page) {
    Matcher marks = MARKS.matcher(page);
    if (!marks.find()) {
      throw new AssertionError(PAGE + " has no marks begin and end databases");
    }
    return marks;
  }
}
