package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CifarRecordReaderTest {
  private static final GeneratedImages IMAGES = new GeneratedImages(1);

  @Test
  void readsEveryRecordEvenFromAStreamThatTrickles() throws Exception {
    byte[] file = file(5);
    InputStream trickle =
        new FilterInputStream(new ByteArrayInputStream(file)) {
          @Override
          public int read(byte[] b, int off, int len) throws IOException {
            return super.read(b, off, Math.min(len, 100));
          }
        };
    try (var reader = new CifarRecordReader(trickle, "data_batch_1.bin")) {
      for (int i = 0; i < 5; i++) {
        assertTrue(reader.next());
        assertEquals(IMAGES.label(i), reader.label());
        assertArrayEquals(IMAGES.image(i), reader.pixels());
      }
      assertFalse(reader.next());
      assertEquals(5, reader.records());
    }
  }

  @Test
  void truncatedRecordNamesFileAndRecord() throws Exception {
    byte[] file = Arrays.copyOf(file(3), 2 * 3073 + 1000);
    try (var reader = new CifarRecordReader(new ByteArrayInputStream(file), "a/test_batch.bin")) {
      assertTrue(reader.next());
      assertTrue(reader.next());
      var e = assertThrows(DataException.class, reader::next);
      assertEquals(
          "a/test_batch.bin: record 2 is truncated: got 1000 of 3073 bytes", e.getMessage());
    }
  }

  @Test
  void labelOutOfRangeNamesFileRecordAndLabel() throws Exception {
    byte[] file = file(2);
    file[3073] = 10;
    try (var reader = new CifarRecordReader(new ByteArrayInputStream(file), "b.bin")) {
      assertTrue(reader.next());
      var e = assertThrows(DataException.class, reader::next);
      assertTrue(e.getMessage().startsWith("b.bin: record 1: label 10 is out of range 0..9"));
    }
  }

  @Test
  void dataProblemIsFoundBehindWrappers() {
    var problem = new DataException("row 3:\n  label 12");
    assertEquals("row 3: label 12", problem.getMessage());
    var wrapped = new IllegalStateException("job aborted", new RuntimeException(problem));
    assertEquals(Optional.of("row 3: label 12"), DataException.describe(wrapped));
    var printed =
        new RuntimeException(
            "Task 0 failed: Lost task (executor 1): io.kindling.data.DataException: row 3: label"
                + " 12\n\tat io.kindling.Foo.bar(Foo.java:1)");
    assertEquals(Optional.of("row 3: label 12"), DataException.describe(printed));
    assertEquals(Optional.empty(), DataException.describe(new RuntimeException("other")));
    assertEquals(Optional.empty(), DataException.describe(null));
  }

  /** Any bytes: whole records with labels in range, or a DataException that names the file. */
  @Property(tries = 300)
  void anyBytesAreReadOrRefused(
      @ForAll @Size(max = 7000) byte[] bytes, @ForAll @IntRange(max = 9) int label)
      throws Exception {
    byte[] start = file(1);
    start[0] = (byte) label;
    byte[] all = Arrays.copyOf(start, start.length + bytes.length);
    System.arraycopy(bytes, 0, all, start.length, bytes.length);
    try (var reader = new CifarRecordReader(new ByteArrayInputStream(all), "any.bin")) {
      while (reader.next()) {
        assertTrue(reader.label() >= 0 && reader.label() <= 9);
      }
      assertEquals(0, all.length % 3073);
    } catch (DataException e) {
      assertTrue(e.getMessage().startsWith("any.bin: record "), e.getMessage());
    }
  }

  private static byte[] file(int records) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < records; i++) {
      out.write(IMAGES.label(i));
      out.writeBytes(IMAGES.image(i));
    }
    return out.toByteArray();
  }
}
