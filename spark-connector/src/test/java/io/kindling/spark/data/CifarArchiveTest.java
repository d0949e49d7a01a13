package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an archive may not be, and that any bytes at all get an answer. */
class CifarArchiveTest {
  private static final byte[] TAR = tar(tar -> addAll(tar, 0, 6));

  @TempDir Path dir;

  private interface Entries {
    void addTo(TarArchiveOutputStream tar) throws IOException;
  }

  @Test
  void everyFileIsReadAsItIs() throws Exception {
    byte[] twoFilesOfGzip = concat(gzip(Arrays.copyOf(TAR, 70_000)), gzip(rest(TAR, 70_000)));
    for (byte[] bytes : new byte[][] {TAR, gzip(TAR), twoFilesOfGzip}) {
      CifarArchive archive = archive(bytes);
      archive.check();
      for (int f = 0; f < 6; f++) {
        try (InputStream in = archive.open(Archives.names().get(f))) {
          assertArrayEquals(Archives.file(f), in.readAllBytes());
        }
      }
    }
  }

  @Test
  void aLinkIsNoBatch() throws Exception {
    for (byte kind : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK}) {
      var link = new TarArchiveEntry("x/data_batch_1.bin", kind);
      link.setLinkName("data_batch_2.bin");
      String what = kind == TarConstants.LF_LINK ? "a hard link" : "a symbolic link";
      assertRefused(
          tar(
              tar -> {
                put(tar, link, new byte[0]);
                addAll(tar, 1, 6);
              }),
          "x/data_batch_1.bin is " + what + " to data_batch_2.bin");
    }
    var fifo = new TarArchiveEntry("data_batch_1.bin", TarConstants.LF_FIFO);
    assertRefused(tar(tar -> put(tar, fifo, new byte[0])), "data_batch_1.bin is a device");
  }

  @Test
  void aBatchIsThereOnceWholeAndInPlace() throws Exception {
    assertRefused(
        tar(
            tar -> {
              addAll(tar, 0, 6);
              put(tar, new TarArchiveEntry("other/test_batch.bin"), Archives.file(5));
            }),
        "test_batch.bin is there twice",
        "other/test_batch.bin");
    assertRefused(tar(tar -> addAll(tar, 0, 5)), "no test_batch.bin here");
    assertRefused(
        tar(tar -> addAll(tar, 2, 5)), "no data_batch_1.bin, data_batch_2.bin, test_batch.bin");
    assertRefused(
        tar(tar -> put(tar, new TarArchiveEntry("data_batch_1.bin"), new byte[0])), "is empty");
    byte[] half = Arrays.copyOf(Archives.file(0), 10_000);
    assertRefused(
        tar(tar -> put(tar, new TarArchiveEntry("data_batch_1.bin"), half)),
        "has 10000 bytes, wanted a multiple of the 3073 bytes",
        "Record 3 is truncated");
    for (String name : new String[] {"../data_batch_1.bin", "a/../../data_batch_1.bin"}) {
      assertRefused(
          tar(tar -> put(tar, new TarArchiveEntry(name), Archives.file(0))), name, "leaves");
    }
    assertRefused(
        tar(tar -> put(tar, new TarArchiveEntry("/data_batch_1.bin", true), Archives.file(0))),
        "leaves the archive's folder");
  }

  @Test
  void aSparseFileIsRefused() throws Exception {
    byte[] sparse = tar(tar -> put(tar, new TarArchiveEntry("data_batch_1.bin"), new byte[512]));
    sparse[156] = TarConstants.LF_GNUTYPE_SPARSE;
    byte[] magic = "ustar  \0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, sparse, 257, magic.length);
    Arrays.fill(sparse, 386, 482, (byte) 0);
    byte[] map = "00000000000\00000000001000\0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(map, 0, sparse, 386, 24);
    System.arraycopy("77777777777\0".getBytes(StandardCharsets.US_ASCII), 0, sparse, 483, 12);
    checksum(sparse);
    assertRefused(sparse, "sparse");
  }

  /** A name of 200 MB, which gzip makes 200 kB of, is not read into memory. */
  @Test
  void aHeaderWithoutEndIsRefused() throws Exception {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      byte[] header = Arrays.copyOf(tar(tar -> put(tar, longName(), new byte[0])), 512);
      byte[] size = String.format("%011o", 200 << 20).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(size, 0, header, 124, 11);
      checksum(header);
      gzip.write(header);
      byte[] block = new byte[1 << 20];
      Arrays.fill(block, (byte) 'a');
      for (int i = 0; i < 200; i++) {
        gzip.write(block);
      }
    }
    assertRefused(out.toByteArray(), "the header of an entry has more than 262144 bytes");
  }

  private static TarArchiveEntry longName() {
    return new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
  }

  @Test
  void anArchiveCutAnywhereIsRefused() throws Exception {
    byte[] gzip = gzip(TAR);
    int content = TAR.length - 10_240;
    for (int cut = 0; cut < gzip.length - 1; cut += 1 + gzip.length / 61) {
      assertRefused(Arrays.copyOf(gzip, cut));
    }
    for (int cut = 0; cut < content - 3000; cut += 1 + content / 61) {
      assertRefused(Arrays.copyOf(TAR, cut));
    }
    byte[] garbage = concat(gzip, new byte[] {1, 2, 3});
    assertRefused(garbage, "after a valid .gz stream"); // in words of every version
  }

  /** Any change of a valid archive, and any bytes, are read or refused. */
  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void anyBytesAreReadOrRefused(@ForAll long seed, @ForAll @IntRange(max = 3) int kind)
      throws Exception {
    Random random = new Random(seed);
    byte[] bytes = kind < 2 ? TAR.clone() : new byte[random.nextInt(5000)];
    if (kind < 2) {
      for (int k = 1 + random.nextInt(4); k > 0; k--) {
        // Headers are where it matters: one of them lies before each file.
        int header = random.nextInt(6) * (512 + (Archives.file(0).length + 511) / 512 * 512);
        bytes[header + random.nextInt(512)] = (byte) random.nextInt();
        if (random.nextBoolean()) {
          checksum(bytes, header);
        }
      }
    } else {
      random.nextBytes(bytes);
    }
    if (kind == 1) {
      bytes = gzip(bytes);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    } else if (kind == 3) {
      bytes = concat(new byte[] {0x1f, (byte) 0x8b, 8}, bytes);
    }
    Path file = Files.createTempFile("archive", ".tar");
    try {
      Files.write(file, bytes);
      CifarArchive archive = new CifarArchive(hadoop(file), CONFIGURATION);
      try {
        archive.check();
        for (String name : Archives.names()) {
          try (InputStream in = archive.open(name)) {
            assertTrue(in.readAllBytes().length % 3073 == 0);
          }
        }
      } catch (DataException e) {
        assertTrue(e.getMessage().contains(file.getFileName().toString()), e.getMessage());
      }
    } finally {
      Files.delete(file);
    }
  }

  private static final SerializableConfiguration CONFIGURATION =
      new SerializableConfiguration(new Configuration(false));

  private static org.apache.hadoop.fs.Path hadoop(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }

  private CifarArchive archive(byte[] bytes) throws IOException {
    Path file = Files.write(dir.resolve("archive"), bytes);
    return new CifarArchive(hadoop(file), CONFIGURATION);
  }

  private void assertRefused(byte[] bytes, String... parts) throws IOException {
    CifarArchive archive = archive(bytes);
    String message = assertThrows(DataException.class, archive::check).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
    }
    assertTrue(message.startsWith(hadoop(dir.resolve("archive")).toString()), message);
    assertEquals(1, message.lines().count());
    assertFalse(message.contains("Exception"), message);
  }

  private static void addAll(TarArchiveOutputStream tar, int from, int to) throws IOException {
    for (int f = from; f < to; f++) {
      put(tar, new TarArchiveEntry("x/" + Archives.names().get(f)), Archives.file(f));
    }
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content)
      throws IOException {
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static byte[] tar(Entries entries) {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(out)) {
      entries.addTo(tar);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void checksum(byte[] tar) {
    checksum(tar, 0);
  }

  /** Makes a header's checksum right again. */
  private static void checksum(byte[] tar, int header) {
    Arrays.fill(tar, header + 148, header + 156, (byte) ' ');
    int sum = 0;
    for (int i = header; i < header + 512; i++) {
      sum += tar[i] & 0xff;
    }
    byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, tar, header + 148, 8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] rest(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
