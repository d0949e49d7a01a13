package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.OutOfHeapException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Blocks of samples in a JVM whose heap cannot hold them. */
final class BlockMemoryTest {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  @Test
  void blocksThatDoNotFitSayWhatTheyNeedAndSmallerOnesThenFit() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-cp",
                System.getProperty("java.class.path"),
                BlockMemoryTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), said);
    List<String> lines = said.lines().toList();
    List<String> needed = List.of("147", "587", "191", "\\d+");
    assertEquals(needed.size() + 1, lines.size(), said);
    for (int i = 0; i < needed.size(); i++) {
      assertTrue(
          lines
              .get(i)
              .matches(
                  "a block of \\d+ samples of .* does not fit into memory: it needs about "
                      + needed.get(i)
                      + " MB, \\d+ MB are taken, and the heap is limited to 48 MB; use more"
                      + " partitions .*, or a larger heap .*"),
          lines.get(i));
    }
    assertEquals("fits", lines.get(needed.size()));
  }

  /** The process under test. */
  public static void main(String[] args) {
    say(() -> ByteSampleBlock.builder(SHAPE, 50_000));
    say(() -> FloatSampleBlock.builder(SHAPE, 50_000));
    say(() -> new TargetSampleBlock.Builder(1000, false, 50_000));
    say(
        () -> {
          var growing = ByteSampleBlock.builder(SHAPE);
          while (true) {
            growing.next(0);
          }
        });
    ByteSampleBlock.builder(SHAPE, 1000).build();
    System.out.println("fits");
  }

  private static void say(Supplier<?> block) {
    try {
      System.out.println("fits: " + block.get());
    } catch (OutOfHeapException e) {
      System.out.println(e.getMessage());
    }
  }
}
