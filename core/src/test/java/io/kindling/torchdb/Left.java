package io.kindling.torchdb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** left.txt: what of the databases is not here, and which cases the files cannot say. */
final class Left {
  /** By family, the names of the entries that are not here. */
  final Map<String, List<String>> names = new LinkedHashMap<>();

  /** By family and reason, how many cases. */
  final Map<String, Map<String, Integer>> cases = new LinkedHashMap<>();

  static Left read() throws IOException {
    Left left = new Left();
    String family = null;
    for (String line : lines("left.txt")) {
      if (line.startsWith("[")) {
        family = line.substring(1, line.length() - 1);
        left.names.put(family, new ArrayList<>());
        left.cases.put(family, new TreeMap<>());
      } else if (line.contains(" | ")) {
        String[] columns = line.split(" \\| ");
        String why = columns[1].substring(columns[1].indexOf(": ") + 2);
        left.cases.get(family).merge(why, Integer.parseInt(columns[2]), Integer::sum);
      } else {
        left.names.get(family).add(line);
      }
    }
    return left;
  }

  /** The names of here.txt, by family. */
  static Map<String, List<String>> here() throws IOException {
    Map<String, List<String>> here = new LinkedHashMap<>();
    List<String> current = null;
    for (String line : lines("here.txt")) {
      if (line.startsWith("[")) {
        current =
            here.computeIfAbsent(line.substring(1, line.length() - 1), f -> new ArrayList<>());
      } else {
        current.add(line);
      }
    }
    return here;
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in = Left.class.getResourceAsStream("/golden/torchdb/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
