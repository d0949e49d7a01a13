package io.kindling.torchdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What became of the cases of one family. */
final class Outcome {
  /** A case that does not do as PyTorch. */
  record Difference(String family, String name, String operation, String kind, String text) {
    @Override
    public String toString() {
      return family + " | " + operation + " | " + kind + " | " + text + "\n      " + name;
    }
  }

  final String family;
  int passed;
  int samples;
  int refusals;
  final List<Difference> differences = new ArrayList<>();

  /** What no call in Java can say: by operation and reason, how many. */
  final Map<String, Integer> notHere = new TreeMap<>();

  Outcome(String family) {
    this.family = family;
  }

  /** Runs one case. */
  void add(String name, String operation, String kind, Supplier<String> run) {
    String differs;
    try {
      differs = run.get();
    } catch (NotHereException e) {
      notHere.merge(operation + " | " + e.getMessage(), 1, Integer::sum);
      return;
    }
    if (differs == null) {
      passed++;
    } else {
      differences.add(new Difference(family, name, operation, kind, differs));
    }
    if (kind.startsWith("refused")) {
      refusals++;
    } else {
      samples++;
    }
  }

  int run() {
    return passed + differences.size();
  }

  int notHere() {
    return notHere.values().stream().mapToInt(Integer::intValue).sum();
  }
}
