package io.kindling.torchdb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The cases in which PyTorch's answer is not ours, by pattern, with the reason: exceptions.txt. A
 * line is {@code family | operation | kind | difference | reason}; {@code *} stands for any text.
 */
final class Exceptions {
  /** A line; counts what it covers. */
  static final class Line {
    final String text;
    final String reason;
    final boolean open;
    private final List<Pattern> patterns = new ArrayList<>();
    int covers;

    Line(String text, boolean open) {
      this.text = text;
      this.open = open;
      String[] columns = text.split(" \\| ");
      if (columns.length != 5) {
        throw new IllegalArgumentException("exceptions.txt: five columns, got: " + text);
      }
      for (int i = 0; i < 4; i++) {
        patterns.add(
            Pattern.compile(
                Arrays.stream(columns[i].trim().split("\\*", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*")),
                Pattern.DOTALL));
      }
      reason = columns[4].trim();
    }

    boolean covers(Outcome.Difference d) {
      return patterns.get(0).matcher(d.family()).matches()
          && patterns.get(1).matcher(d.operation()).matches()
          && patterns.get(2).matcher(d.kind()).matches()
          && patterns.get(3).matcher(d.text()).matches();
    }
  }

  final List<Line> lines = new ArrayList<>();

  static Exceptions read() throws IOException {
    Exceptions all = new Exceptions();
    boolean open = false;
    try (InputStream in = Exceptions.class.getResourceAsStream("/golden/torchdb/exceptions.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("[")) {
          open = line.equals("[open]");
        } else if (!line.isBlank() && !line.startsWith("#")) {
          all.lines.add(new Line(line, open));
        }
      }
    }
    return all;
  }

  /** What no line covers. */
  List<Outcome.Difference> uncovered(Outcome outcome) {
    List<Outcome.Difference> rest = new ArrayList<>();
    for (Outcome.Difference d : outcome.differences) {
      Line line = lines.stream().filter(l -> l.covers(d)).findFirst().orElse(null);
      if (line == null) {
        rest.add(d);
      } else {
        line.covers++;
      }
    }
    return rest;
  }

  /**
   * Lines that cover nothing: what they except agrees now. Those not yet mended may go any time.
   */
  List<String> stale() {
    return lines.stream().filter(l -> l.covers == 0 && !l.open).map(l -> l.text).toList();
  }

  /** How many cases each reason covers. */
  Map<String, Integer> reasons() {
    Map<String, Integer> reasons = new LinkedHashMap<>();
    lines.forEach(l -> reasons.merge(l.reason, l.covers, Integer::sum));
    return reasons;
  }
}
