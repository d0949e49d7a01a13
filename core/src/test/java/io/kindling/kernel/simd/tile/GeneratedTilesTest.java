package io.kindling.kernel.simd.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tiles in the sources are those that {@link TileGenerator} writes. */
final class GeneratedTilesTest {
  private static final String CURE =
      "; change TileGenerator, then run in the project's root: " + TileGenerator.COMMAND;

  /** The sources, from the module that tests run in. */
  private final Path folder = Path.of("..").resolve(TileGenerator.FOLDER);

  @Test
  void eachTileIsAsGenerated() throws IOException {
    for (Map.Entry<String, String> file : TileGenerator.files().entrySet()) {
      String text = Files.readString(folder.resolve(file.getKey()));
      assertEquals(file.getValue(), text, () -> file.getKey() + " is not as generated" + CURE);
    }
  }

  @Test
  void whatSaysThatItIsGeneratedIs() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Set<String> generated =
          files
              .filter(GeneratedTilesTest::saysSo)
              .map(f -> f.getFileName().toString())
              .collect(Collectors.toSet());
      assertEquals(
          TileGenerator.files().keySet(), generated, () -> "stray or missing tiles" + CURE);
    }
  }

  private static boolean saysSo(Path file) {
    try {
      return Files.readString(file).startsWith(TileGenerator.FIRST_LINE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
