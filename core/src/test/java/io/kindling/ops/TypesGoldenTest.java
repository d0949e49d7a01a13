package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * In which type every operation answers for every pair of types, of tensors with and without
 * dimensions and of numbers, in place and not, what comes out, and what is refused: as PyTorch.
 */
final class TypesGoldenTest {
  private static final DType[] TYPES = DType.values();
  private static final String LETTERS = "bulfd";
  private static final Map<String, Object> SCALARS =
      Map.of("i", 2L, "n", -1L, "h", 300L, "w", 2.0, "x", 1.5, "y", 1e10);

  /** What is PyTorch's answer and not ours, and why. */
  private static final Map<String, String> EXCEPTIONS = new HashMap<>();

  static {
    for (String type : List.of("l1", "f1", "d1")) {
      EXCEPTIONS.put("polygamma " + type + " -", "a pole is infinite here");
    }
  }

  private final Map<String, String[]> values = new HashMap<>();
  private final Map<String, List<String[]>> lines = new LinkedHashMap<>();
  private final Map<String, TypeOperations.Operation> operations = TypeOperations.all();
  private int cases;

  TypesGoldenTest() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    TypesGoldenTest.class.getResourceAsStream("/golden/types/cases.txt.gz")),
                StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        if (words[0].equals("value")) {
          values.put(words[1], words[2].split(","));
        } else {
          lines.computeIfAbsent(words[0], k -> new ArrayList<>()).add(words);
          cases += words.length - 2;
        }
      }
    }
  }

  @Test
  void everyOperationIsThere() {
    assertEquals(new TreeSet<>(lines.keySet()), new TreeSet<>(operations.keySet()));
    assertTrue(cases > 7000, cases + " cases");
  }

  @TestFactory
  Stream<DynamicTest> golden() {
    return lines.entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())));
  }

  private void check(String operation, List<String[]> cases) {
    List<String> differences = new ArrayList<>();
    for (String[] words : cases) {
      for (int i = 2; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        String other = words[i].substring(0, equals);
        String expected = words[i].substring(equals + 1);
        String name = operation + " " + words[1] + " " + other;
        String got = answer(operation, words[1], other, expected.equals("E"));
        if (same(expected, got) == EXCEPTIONS.containsKey(name)) {
          differences.add(name + ": PyTorch " + expected + ", here " + got);
        }
      }
    }
    assertTrue(differences.isEmpty(), () -> String.join("\n", differences));
  }

  private String answer(String operation, String first, String other, boolean refused) {
    Tensor a = operand("a", first);
    Object b = other.equals("-") ? null : SCALARS.get(other);
    if (b == null && !other.equals("-")) {
      b = operand("o", other);
    }
    String before = text(a);
    try {
      return text(operations.get(operation).of(a, b));
    } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
      // An operation in place that is refused has changed nothing.
      return refused && !text(a).equals(before) ? "changed to " + text(a) : "E";
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  private Tensor operand(String role, String shape) {
    DType dtype = TYPES[LETTERS.indexOf(shape.charAt(0))];
    String[] texts = values.get(shape.charAt(0) + role);
    int n = shape.charAt(1) == '1' ? texts.length : 1;
    Tensor tensor = Tensor.allocate(dtype, shape.charAt(1) == '1' ? Shape.of(n) : Shape.of());
    for (int i = 0; i < n; i++) {
      tensor.storage().setDouble(i, Double.parseDouble(texts[i]));
    }
    return tensor;
  }

  private static String text(Tensor tensor) {
    StringBuilder text = new StringBuilder();
    text.append(LETTERS.charAt(tensor.dtype().ordinal())).append(tensor.dim()).append(':');
    if (tensor.dtype().isFloatingPoint()) {
      for (double value : tensor.toDoubleArray()) {
        text.append(value).append(',');
      }
    } else {
      for (long value : tensor.toLongArray()) {
        text.append(value).append(',');
      }
    }
    return text.substring(0, text.length() - (tensor.numel() == 0 ? 0 : 1));
  }

  private static boolean same(String expected, String got) {
    if (expected.equals(got) || expected.length() < 3 || got.length() < 3) {
      return expected.equals(got);
    }
    String[] e = expected.substring(3).split(",");
    String[] g = got.substring(3).split(",");
    boolean same = expected.substring(0, 3).equals(got.substring(0, 3)) && e.length == g.length;
    boolean floating = expected.charAt(0) == 'f' || expected.charAt(0) == 'd';
    for (int i = 0; same && i < e.length; i++) {
      same = floating ? close(number(e[i]), number(g[i])) : e[i].equals(g[i]);
    }
    return same;
  }

  private static double number(String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static boolean close(double expected, double got) {
    return Double.compare(expected, got) == 0
        || Math.abs(expected - got) <= 2e-6 * Math.abs(expected) + 1e-7;
  }

  @Test
  void wholeDoublesAreFloatingPoint() {
    assertEquals(DType.FLOAT32, Tensors.tensor(1L).add(1e10).dtype());
    assertEquals(DType.INT64, Tensors.tensor(1L).add(10_000_000_000L).dtype());
    assertEquals(10_000_000_001L, Tensors.tensor(1L).add(10_000_000_000L).toLongArray()[0]);
    assertEquals(DType.INT64, Tensors.tensor(1L).add(1).dtype());
  }

  @Test
  void longsKeepAllTheirDigits() {
    long large = (1L << 53) + 1;
    Tensor x = Tensors.tensor(large);
    assertEquals(large + 1, x.clone().add_(1).toLongArray()[0]);
    assertEquals(large, x.clamp(0, Long.MAX_VALUE).toLongArray()[0]);
    assertEquals(large, x.floor().toLongArray()[0]);
    assertEquals(large * large, x.pow(2).toLongArray()[0]);
    assertTrue(x.eq(large).item() != 0);
    assertTrue(x.eq(large - 1).item() == 0);
  }
}
