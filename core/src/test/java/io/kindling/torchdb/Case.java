package io.kindling.torchdb;

import io.kindling.io.Json;
import io.kindling.tensor.DType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * One line of a file: a call and what PyTorch made of it.
 *
 * @param number among those of the same operation, so that a case can be named
 */
record Case(String operation, int number, Map<?, ?> text) {

  static List<Case> read(String file) {
    List<Case> cases = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    lines(
        file,
        line -> {
          try {
            Map<?, ?> text = (Map<?, ?>) Json.read(line);
            String operation = (String) text.get("o");
            cases.add(new Case(operation, counts.merge(operation, 1, Integer::sum), text));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return cases;
  }

  /** The lines of a packed file. */
  static void lines(String file, Consumer<String> each) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Case.class.getResourceAsStream("/golden/torchdb/" + file)),
                StandardCharsets.UTF_8))) {
      lines.lines().forEach(each);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  /** sample, special, empty, 0-dim, huge, type or refused. */
  String kind() {
    return (String) text.get("k");
  }

  /** The type in which the case runs, null for both floating ones. */
  DType dtype() {
    return text.get("t") == null ? null : DType.of((String) text.get("t"));
  }

  /** What PyTorch says where it refuses the call, else null. */
  String refusal() {
    return (String) text.get("x");
  }

  String name() {
    return operation + "#" + number;
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> named() {
    return text.get("w") == null ? Map.of() : (Map<String, Object>) text.get("w");
  }

  List<?> positional() {
    return (List<?>) text.get("a");
  }

  @Override
  public String toString() {
    String call = Json.write(text.get("a")) + Json.write(named());
    return name()
        + " ("
        + kind()
        + (dtype() == null ? "" : " " + dtype().label())
        + ") "
        + (call.length() > 300 ? call.substring(0, 300) + "..." : call);
  }
}
