package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples in a file are those that memory would hold. */
class FileSampleBlockTest {
  private static final ImageShape SHAPE = new ImageShape(2, 5, 7);
  private static final int N = 300;
  private static final Normalization NORM =
      new Normalization(new float[] {0.5f, 0.25f}, new float[] {0.25f, 0.5f});

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"false, 0, false", "true, 0, false", "false, 3, false", "true, 1, true"})
  void holdsTheSameAsMemory(boolean real, int width, boolean weighted) throws Exception {
    SampleBlock memory = block(real, width, weighted);
    try (FileSampleBlock file = file(memory)) {
      assertEquals(memory.size(), file.size());
      assertEquals(memory.firstIndex(), file.firstIndex());
      assertEquals(memory.shape(), file.shape());
      assertEquals(memory.targetWidth(), file.targetWidth());
      assertEquals(memory.weighted(), file.weighted());
      assertEquals(memory.fingerprint(), file.fingerprint());
      assertEquals(memory.bytes(), file.bytes());
      Random random = new Random(3);
      for (int i = 0; i < 2 * N; i++) {
        assertSame(memory, file, random.nextInt(N), random);
      }
      assertEquals(memory.fingerprint(), SampleBlocks.slice(file, 0, N).fingerprint());
      SampleBlock part = SampleBlocks.slice(memory, 7, 90);
      assertEquals(part.fingerprint(), SampleBlocks.slice(file, 7, 90).fingerprint());
    }
  }

  private static void assertSame(SampleBlock memory, SampleBlock file, int row, Random random) {
    assertEquals(memory.label(row), file.label(row));
    Placement placement =
        new Placement(random.nextInt(5) - 2, random.nextInt(5) - 2, random.nextBoolean());
    assertArrayEquals(written(memory, row, placement), written(file, row, placement));
    ImageBuffer image = new ImageBuffer();
    memory.read(row, image);
    float[] wanted = image.toFloats();
    file.read(row, image);
    assertArrayEquals(wanted, image.toFloats());
    assertEquals(memory.label(row), file.label(row));
    float[] target = new float[memory.targetWidth() + 1];
    float[] found = new float[memory.targetWidth() + 1];
    int other = random.nextInt(N);
    memory.target(other, target, 1);
    file.target(other, found, 1);
    assertArrayEquals(target, found);
    assertEquals(memory.weight(other), file.weight(other));
  }

  private static float[] written(SampleBlock block, int row, Placement placement) {
    float[] out = new float[SHAPE.size() + 3];
    block.write(row, NORM, placement, out, 2);
    return out;
  }

  @Test
  void hasReadersOnManyThreadsOfWhichSomeAreInterrupted() throws Exception {
    SampleBlock memory = block(false, 0, false);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (FileSampleBlock file = file(memory);
        FileSampleBlock second = file(block(true, 2, true))) {
      List<Callable<Boolean>> readers =
          IntStream.range(0, 4)
              .<Callable<Boolean>>mapToObj(
                  n ->
                      () -> {
                        Random random = new Random(n);
                        for (int i = 0; i < 3000; i++) {
                          if (n < 2 && i % 100 == 50) {
                            Thread.currentThread().interrupt();
                          }
                          int row = random.nextInt(N);
                          if (i % 7 == 0) {
                            second.read(row, new ImageBuffer());
                          }
                          assertArrayEquals(
                              written(memory, row, Placement.IDENTITY),
                              written(file, row, Placement.IDENTITY));
                        }
                        return true;
                      })
              .toList();
      for (Future<Boolean> reader : threads.invokeAll(readers)) {
        assertTrue(reader.get());
      }
    } finally {
      threads.shutdown();
      assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
    }
  }

  @Test
  void leavesNoFileBehind() throws Exception {
    int before = FileSampleBlock.count();
    FileSampleBlock built = file(block(false, 0, false));
    assertEquals(before + 1, FileSampleBlock.count());
    built.close();
    built.close();
    assertEquals(before, FileSampleBlock.count());
    assertThrows(IllegalStateException.class, () -> otherThread(() -> built.label(0)));
    try (var writer = new FileSampleBlock.Writer(folder.resolve("half"))) {
      writer.append(block(true, 0, false));
    }
    assertEquals(0, folder.toFile().list().length);
  }

  /** Another has not read it before. */
  private static void otherThread(Callable<Integer> work) throws Exception {
    Exception[] thrown = new Exception[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                work.call();
              } catch (Exception e) {
                thrown[0] = e;
              }
            });
    thread.start();
    thread.join();
    if (thrown[0] != null) {
      throw thrown[0];
    }
  }

  @Test
  void goesWithTheGarbage() throws Exception {
    int before = FileSampleBlock.count();
    assertEquals(N, file(block(false, 0, false)).size());
    for (int i = 0; i < 100 && FileSampleBlock.count() > before; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertEquals(before, FileSampleBlock.count());
  }

  @Test
  void refusesWhatDoesNotFollow() {
    SampleBlock block = block(false, 0, false);
    try (var writer = new FileSampleBlock.Writer(folder.resolve("rows"))) {
      assertThrows(IllegalStateException.class, writer::build);
      writer.append(SampleBlocks.slice(block, 0, 10));
      assertEquals(10, writer.size());
      DataException gap =
          assertThrows(DataException.class, () -> writer.append(SampleBlocks.slice(block, 11, 20)));
      assertTrue(gap.getMessage().contains("sample 1011 follows, wanted sample 1010"));
      SampleBlock reals = SampleBlocks.slice(block(true, 0, false), 10, 20);
      assertThrows(DataException.class, () -> writer.append(reals));
    }
  }

  @Test
  void isOfThisProcess() throws Exception {
    try (FileSampleBlock file = file(block(false, 0, false));
        var out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThrows(NotSerializableException.class, () -> out.writeObject(file));
    }
  }

  @Test
  void saysWhereItCannotWrite() {
    try (var writer = new FileSampleBlock.Writer(folder.resolve("nowhere").resolve("rows"))) {
      SampleBlock block = block(false, 0, false);
      assertThrows(UncheckedIOException.class, () -> writer.append(block));
    }
    assertFalse(folder.resolve("nowhere").toFile().exists());
  }

  private FileSampleBlock file(SampleBlock memory) {
    try (var writer = new FileSampleBlock.Writer(folder.resolve("rows" + System.nanoTime()))) {
      for (int from = 0; from < N; from += 64) {
        writer.append(SampleBlocks.slice(memory, from, Math.min(N, from + 64)));
      }
      return writer.build();
    }
  }

  private static SampleBlock block(boolean real, int width, boolean weighted) {
    Random random = new Random(1);
    var bytes = ByteSampleBlock.builder(SHAPE, N).firstIndex(1000);
    var floats = FloatSampleBlock.builder(SHAPE, N).firstIndex(1000);
    float[] targets = new float[N * width];
    float[] weights = new float[N];
    for (int n = 0; n < N; n++) {
      byte[] image = new byte[SHAPE.size()];
      random.nextBytes(image);
      bytes.add(image, n % 7);
      float[] values = new float[SHAPE.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      floats.add(values, n % 5);
      weights[n] = random.nextFloat();
    }
    for (int i = 0; i < targets.length; i++) {
      targets[i] = random.nextFloat();
    }
    SampleBlock samples = real ? floats.build() : bytes.build();
    return TargetSampleBlock.of(
        samples, width, width == 0 ? null : targets, weighted ? weights : null);
  }
}
