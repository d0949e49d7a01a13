package io.kindling.examples.tour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every stop prints what its PyTorch twin printed, letter by letter: {@code tour/tour.txt}. */
final class TorchTourTest {
  @TestFactory
  Stream<DynamicTest> stopsPrintWhatPyTorchPrints() throws IOException {
    String[] stops = torch().split("\n## ");
    assertEquals(TorchTour.count() + 1, stops.length);
    return IntStream.rangeClosed(1, TorchTour.count())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    stops[i].lines().findFirst().orElseThrow(),
                    () -> assertEquals("\n## " + stops[i], printed(i))));
  }

  private static String torch() throws IOException {
    try (InputStream in = TorchTourTest.class.getResourceAsStream("/tour/tour.txt")) {
      assertNotNull(in);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String printed(int stop) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TorchTour.run(stop, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
