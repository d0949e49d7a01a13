package io.kindling.torchdb;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A line of promotion.gz.
 *
 * @param form TT tensors, T0 and 0T with a 0-dim tensor, TS and ST with a number
 * @param answer the dtype and the values, or refused and why
 */
record Promotion(String operation, String form, String left, String right, String answer) {
  private static final Map<DType, double[]> FIRST =
      Map.of(
          DType.BOOL, new double[] {1, 0, 1},
          DType.UINT8, new double[] {5, 2, 250},
          DType.INT64, new double[] {7, -3, 2},
          DType.FLOAT32, new double[] {1.5, -2.25, 0.75},
          DType.FLOAT64, new double[] {2.5, -0.5, 1.25});
  private static final Map<DType, double[]> SECOND =
      Map.of(
          DType.BOOL, new double[] {1, 1, 0},
          DType.UINT8, new double[] {2, 3, 4},
          DType.INT64, new double[] {2, 3, -1},
          DType.FLOAT32, new double[] {0.5, 2, -1.5},
          DType.FLOAT64, new double[] {1.5, -2, 0.25});

  static Promotion parse(String line) {
    String[] words = line.split(" ", 5);
    return new Promotion(words[0], words[1], words[2], words[3], words[4]);
  }

  /** Null when the call does as PyTorch, else how it differs. */
  String run(Function<Call, Tensor> function) {
    Call call =
        new Call(
            List.of(
                operand(form.charAt(0), left, FIRST, form.equals("ST") ? SECOND : FIRST),
                operand(form.charAt(1), right, SECOND, SECOND)),
            Map.of());
    Tensor got;
    try {
      got = function.apply(call);
    } catch (NotHereException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!answer.startsWith("refused ")) {
        return "refused: " + e;
      }
      if (!Refusal.fair(e)) {
        return "crashes: " + e;
      }
      return e.getMessage() == null || e.getMessage().isBlank() ? "refused without a word" : null;
    }
    if (answer.startsWith("refused ")) {
      return "accepted; PyTorch: " + answer;
    }
    String[] words = answer.split(" ");
    if (!got.dtype().label().equals(words[0])) {
      return "expected " + words[0] + ", got " + got.dtype().label();
    }
    double[] values =
        Arrays.stream(words[1].split(","))
            .mapToDouble(
                w ->
                    w.equals("nan") || w.endsWith("inf") ? Inputs.number(w) : Double.parseDouble(w))
            .toArray();
    double tolerance = got.dtype() == DType.FLOAT32 ? 1e-6 : 1e-8;
    return Answer.elements(values, Answer.values(got), tolerance, 0);
  }

  private static Object operand(
      char form, String type, Map<DType, double[]> values, Map<DType, double[]> zero) {
    if (form == 'S') {
      String number = type.substring(type.indexOf(':') + 1);
      if (type.startsWith("int")) {
        return Long.parseLong(number);
      }
      return Double.parseDouble(number);
    }
    DType dtype = DType.of(type);
    double[] elements = form == '0' ? Arrays.copyOf(zero.get(dtype), 1) : values.get(dtype);
    Shape shape = form == '0' ? Shape.of() : Shape.of(3);
    return Layout.CONTIGUOUS.tensor(dtype, shape, elements);
  }

  static List<Promotion> read() {
    List<Promotion> all = new ArrayList<>();
    Case.lines("promotion.gz", line -> all.add(parse(line)));
    return all;
  }

  String name() {
    return operation + " " + form + " " + left + " " + right;
  }
}
