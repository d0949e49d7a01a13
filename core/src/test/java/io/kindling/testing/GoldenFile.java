package io.kindling.testing;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.testing.GoldenCase.Output;
import io.kindling.testing.GoldenCase.Values;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the text that {@code golden.py} writes; its form is described there. */
final class GoldenFile {
  private GoldenFile() {}

  static List<GoldenCase> read(String resource) {
    List<GoldenCase> cases = new ArrayList<>();
    try (InputStream stream = GoldenFile.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalArgumentException("no golden data " + resource + "; run its make.py");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          read(line.split(" "), cases);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  private static void read(String[] words, List<GoldenCase> cases) {
    GoldenCase last = cases.isEmpty() ? null : cases.get(cases.size() - 1);
    switch (words[0]) {
      case "case" -> cases.add(new GoldenCase(words[1], DType.of(words[2]), words.length == 3));
      case "tolerance" -> last.tolerance = Golden.parse(words[1]);
      case "option" ->
          last.options.put(words[1], String.join(" ", Arrays.copyOfRange(words, 2, words.length)));
      case "input" -> {
        last.inputs.put(words[1], values(words, 2, 5));
        last.wantsGrad.put(words[1], words[4].equals("grad"));
      }
      case "output" -> last.outputs.add(new Output(values(words, 1, 3), null));
      case "seed" -> {
        int at = last.outputs.size() - 1;
        last.outputs.set(at, new Output(last.outputs.get(at).values(), numbers(words, 1)));
      }
      case "node" -> last.nodes.put(last.outputs.size() - 1, words[1]);
      case "grad" ->
          last.gradients.put(
              words[1], words.length > 2 && words[2].equals("none") ? null : numbers(words, 2));
      default -> throw new IllegalArgumentException("golden data: unknown line " + words[0]);
    }
  }

  private static Values values(String[] words, int at, int from) {
    String sizes = words[at + 1].substring(1, words[at + 1].length() - 1);
    int[] shape =
        sizes.isEmpty()
            ? new int[0]
            : Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
    DType dtype = DType.of(words[at]);
    double[] values = numbers(words, from);
    // Doubles do not hold all int64.
    long[] whole =
        dtype.isFloatingPoint()
            ? null
            : Arrays.stream(words).skip(from).mapToLong(Long::parseLong).toArray();
    return new Values(dtype, Shape.of(shape), values, whole);
  }

  private static double[] numbers(String[] words, int from) {
    double[] numbers = new double[Math.max(0, words.length - from)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Golden.parse(words[from + i]);
    }
    return numbers;
  }
}
