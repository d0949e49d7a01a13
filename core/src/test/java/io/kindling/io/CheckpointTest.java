package io.kindling.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static Checkpoint sample() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("epoch", 3L);
    values.put("seed", Long.MIN_VALUE);
    values.put("lr", 0.1);
    values.put("tiny", Double.MIN_VALUE);
    values.put("best", Double.NEGATIVE_INFINITY);
    values.put("name", "é \"quoted\" \n \uD83D\uDE00");
    values.put("nothing", null);
    values.put("flag", true);
    values.put("list", List.of(1.5, 2.0, 3.25));
    return Checkpoint.empty()
        .with("model", new StateDict(Map.of("w", Tensors.tensor(1f, -0f, Float.NaN)), Map.of()))
        .with(
            "optimizer",
            new StateDict(Map.of("0.m", Tensors.ones(DType.FLOAT64, 2, 2)), Map.of("lr", 0.5)))
        .with("run", StateDict.ofValues(values));
  }

  @Test
  void comesBackToTheLastBit(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("step-7.safetensors");
    Files.writeString(file, "an older checkpoint");
    sample().write(file);
    Checkpoint back = Checkpoint.read(file);
    assertEquals(List.of("model", "optimizer", "run"), List.copyOf(back.sections().keySet()));
    float[] w = back.section("model").tensor("w").toFloatArray();
    assertArrayEquals(new float[] {1f, -0f, Float.NaN}, w);
    assertEquals(4, back.section("optimizer").tensor("0.m").sum().item());
    StateDict run = back.section("run");
    assertEquals(3, run.whole("epoch"));
    assertEquals(Long.MIN_VALUE, run.whole("seed"));
    assertEquals(0.1, run.real("lr"));
    assertEquals(Double.MIN_VALUE, run.real("tiny"));
    assertEquals(Double.NEGATIVE_INFINITY, run.real("best"));
    assertEquals("é \"quoted\" \n \uD83D\uDE00", run.text("name"));
    assertTrue(run.flag("flag"));
    assertTrue(run.values().containsKey("nothing"));
    assertArrayEquals(new double[] {1.5, 2, 3.25}, run.reals("list"));
    assertEquals(1, Files.list(dir).count(), "nothing may be left beside the file");
  }

  @Test
  void sectionsAndValuesThatAreNotThereAreNamed() {
    assertMessage("there is no section \"optimiser\"", () -> sample().section("optimiser"));
    assertMessage("new, not empty and without a dot", () -> sample().with("run", null));
    assertMessage("new, not empty and without a dot", () -> sample().with("a.b", null));
    StateDict run = sample().section("run");
    assertMessage("\"lr\" must be a whole number, got 0.1", () -> run.whole("lr"));
    assertMessage("\"name\" must be a number", () -> run.real("name"));
    assertMessage("\"lr\" must be a list of numbers, got 0.1", () -> run.reals("lr"));
    assertMessage("there is no tensor \"w\"", () -> run.tensor("w"));
  }

  @Test
  void otherFilesAndVersionsAreRefused() throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    Safetensors.write(Map.of("w", Tensors.ones(1)), plain);
    assertRefused("no checkpoint of Kindling", plain.toByteArray());
    ByteArrayOutputStream newer = new ByteArrayOutputStream();
    Safetensors.write(Map.of(), Map.of("format", "kindling-checkpoint", "version", "2"), newer);
    assertRefused("version 2 is unknown", newer.toByteArray());
  }

  /** A bit that turned, or a file that was cut, is always noticed. */
  @Property(tries = 1000)
  void damageIsAlwaysNoticed(
      @ForAll @IntRange(max = 4000) int at, @ForAll @IntRange(max = 7) int bit) throws IOException {
    byte[] bytes = bytes();
    byte[] damaged = bytes.clone();
    damaged[at % bytes.length] ^= (byte) (1 << bit);
    assertThrows(FormatException.class, () -> Checkpoint.read(new ByteArrayInputStream(damaged)));
    byte[] cut = Arrays.copyOf(bytes, at % bytes.length);
    assertThrows(FormatException.class, () -> Checkpoint.read(new ByteArrayInputStream(cut)));
  }

  @Test
  void aFailedWriteLeavesTheOldFile(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("model.safetensors");
    sample().write(file);
    byte[] before = Files.readAllBytes(file);
    Checkpoint unwritable =
        Checkpoint.empty().with("run", StateDict.ofValues(Map.of("what", new Object())));
    assertThrows(IllegalArgumentException.class, () -> unwritable.write(file));
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(1, Files.list(dir).count());
    IOException full =
        assertThrows(
            IOException.class,
            () ->
                sample()
                    .write(
                        new OutputStream() {
                          @Override
                          public void write(int b) throws IOException {
                            throw new IOException("No space left on device");
                          }
                        }));
    assertFalse(full instanceof FormatException);
  }

  private static byte[] bytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sample().write(out);
    return out.toByteArray();
  }

  private static void assertRefused(String expected, byte[] bytes) {
    String message =
        assertThrows(FormatException.class, () -> Checkpoint.read(new ByteArrayInputStream(bytes)))
            .getMessage();
    assertTrue(message.contains(expected), message);
  }

  private static void assertMessage(
      String expected, org.junit.jupiter.api.function.Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(expected), message);
  }
}
