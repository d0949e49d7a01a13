package io.kindling.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The text of tensors is PyTorch's, letter by letter. */
class TensorPrinterTest {
  @TestFactory
  Stream<DynamicTest> golden() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream in = getClass().getResourceAsStream("/golden/printing/cases.txt")) {
      assertNotNull(in);
      String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
      for (int i = 1; i < lines.length; ) {
        String header = lines[i++];
        List<String> text = new ArrayList<>();
        while (i < lines.length && lines[i].startsWith("| ")) {
          text.add(lines[i++].substring(2));
        }
        tests.add(
            DynamicTest.dynamicTest(
                header.substring(0, Math.min(60, header.length())),
                () -> assertEquals(String.join("\n", text), tensor(header.split(" ")).toString())));
      }
    }
    return tests.stream();
  }

  private static Tensor tensor(String[] words) {
    DType dtype = DType.of(words[1]);
    String sizes = words[2].substring(1, words[2].length() - 1);
    int[] shape =
        sizes.isEmpty()
            ? new int[0]
            : Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
    Tensor tensor = Tensors.zeros(dtype, shape);
    for (int i = 0; i < tensor.numel(); i++) {
      if (words[4].equals("values") && dtype.isFloatingPoint()) {
        tensor.storage().setDouble(i, number(words[5 + i]));
      } else if (words[4].equals("values")) {
        tensor.storage().setLong(i, Long.parseLong(words[5 + i]));
      } else if (dtype.isFloatingPoint()) {
        tensor.storage().setDouble(i, number(words[5]) + number(words[6]) * i);
      } else {
        tensor.storage().setLong(i, Long.parseLong(words[5]) + Long.parseLong(words[6]) * i);
      }
    }
    return switch (words[3]) {
      case "leaf" -> tensor.requiresGrad_();
      case "graph" -> tensor.requiresGrad_().mul(1);
      default -> tensor;
    };
  }

  private static double number(String word) {
    return switch (word) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(word);
    };
  }

  @Test
  void stridedTensorsPrintTheirElementsInOrder() {
    Tensor x = Tensors.wrap(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertEquals("tensor([[1., 4.],\n        [2., 5.],\n        [3., 6.]])", x.t().toString());
    assertEquals("tensor([2., 2., 2.])", x.at(0).at(1).expand(3).toString());
  }
}
