package io.kindling.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardWriterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1767225600L, 250_000_000), ZoneOffset.UTC);

  @Test
  void writesTheBytesThatTensorBoardWrites() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TensorBoardWriter board = new TensorBoardWriter(out, CLOCK)) {
      board.scalar("loss/train", 2.302585, 0);
      board.scalar("loss/train", 0.5, 1);
      board.scalar("lr", 1e-3, 300);
      board.scalar("é", Double.POSITIVE_INFINITY, 1L << 40);
    }
    try (var in = TensorBoardWriterTest.class.getResourceAsStream("/golden/io/python.tfevents")) {
      assertArrayEquals(in.readAllBytes(), out.toByteArray());
    }
  }

  @Test
  void writesHistogramsTextAndHyperparametersAsTensorBoardDoes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("lr", 0.1);
    settings.put("shuffle", false);
    settings.put("model", "cnn");
    try (TensorBoardWriter board = new TensorBoardWriter(out, CLOCK)) {
      board.beginAt(7);
      board.histogram("weights", new float[] {-1, -0.5f, 0.25f, 1, 1, Float.NaN}, 3);
      board.histogram("nothing", new float[] {Float.NaN}, 3);
      board.text("model", "Linear é", 4);
      board.hparams("g", settings, List.of("loss/test"));
      board.endHparams(true);
    }
    try (var in = TensorBoardWriterTest.class.getResourceAsStream("/golden/io/board.tfevents")) {
      assertArrayEquals(in.readAllBytes(), out.toByteArray());
    }
  }

  @Test
  void filesHaveNamesOfTheirOwn(@TempDir Path dir) throws IOException {
    Path runs = dir.resolve("runs/first");
    TensorBoardWriter.inDirectory(runs).close();
    TensorBoardWriter.inDirectory(runs).close();
    List<Path> files;
    try (var listing = Files.list(runs)) {
      files = listing.toList();
    }
    assertEquals(2, files.size());
    for (Path file : files) {
      assertTrue(file.getFileName().toString().startsWith("events.out.tfevents."));
      assertEquals(40, Files.size(file));
    }
  }

  @Test
  void aNegativeStepIsRefused() throws IOException {
    TensorBoardWriter board = new TensorBoardWriter(new ByteArrayOutputStream(), CLOCK);
    assertThrows(IllegalArgumentException.class, () -> board.scalar("loss", 1, -1));
  }
}
