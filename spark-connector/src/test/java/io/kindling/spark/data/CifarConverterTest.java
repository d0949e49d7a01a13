package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.DataException;
import io.kindling.data.SampleBlock;
import io.kindling.spark.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CifarConverterTest {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"folder, PUBLISHED", "tar, RAW", "tar.gz, PUBLISHED"})
  void everyRecordComesThroughInOrder(String kind, ImageTableFormat format) throws Exception {
    Path source =
        switch (kind) {
          case "folder" -> Archives.folder(dir.resolve("bin"));
          case "tar" -> Archives.tar(dir.resolve("c.tar"), false);
          default -> Archives.tar(dir.resolve("c.tar.gz"), true);
        };
    Path out = dir.resolve("out/deeper");
    CifarConverter.of(source.toString()).format(format).convert(SharedSpark.get(), out.toString());
    assertHolds(out.resolve("train.parquet"), 0, 5 * Archives.RECORDS);
    assertHolds(out.resolve("test.parquet"), 5 * Archives.RECORDS, Archives.RECORDS);
    assertEquals(List.of("test.parquet", "train.parquet"), names(out));
    var schema = SharedSpark.get().read().parquet(out.resolve("test.parquet").toString()).schema();
    assertEquals(
        format == ImageTableFormat.RAW
            ? "struct<image:binary,label:bigint>"
            : "struct<img:struct<bytes:binary,path:string>,label:bigint>",
        schema.simpleString());
  }

  @Test
  void publishedRowsNameTheirRecord() throws Exception {
    Path out = dir.resolve("out");
    convert(Archives.folder(dir.resolve("bin")), out, false);
    var paths =
        SharedSpark.get()
            .read()
            .parquet(out.resolve("test.parquet").toString())
            .selectExpr("img.path")
            .collectAsList();
    assertEquals("test_batch/00000.png", paths.get(0).getString(0));
    assertEquals("test_batch/00006.png", paths.get(6).getString(0));
  }

  @Test
  void anExistingTableIsReplacedOnlyWhenTold() throws Exception {
    Path bin = Archives.folder(dir.resolve("bin"));
    Path out = dir.resolve("out");
    convert(bin, out, false);
    Files.writeString(out.resolve("notes.txt"), "mine");
    assertContains(failure(bin, out, false), "train.parquet", "exists already", "--overwrite");
    Files.write(bin.resolve("test_batch.bin"), Archives.file(0));
    convert(bin, out, true);
    assertHolds(out.resolve("test.parquet"), 0, Archives.RECORDS);
    assertEquals(List.of("notes.txt", "test.parquet", "train.parquet"), names(out));
  }

  @Test
  void badInputCostsNothingThatWasThere() throws Exception {
    Path bin = Archives.folder(dir.resolve("bin"));
    Path out = dir.resolve("out");
    convert(bin, out, false);

    Files.write(bin.resolve("data_batch_4.bin"), Arrays.copyOf(Archives.file(3), 3073 * 2 + 5));
    String message = failure(bin, out, true);
    assertContains(message, "data_batch_4.bin has 6151 bytes", "3073", "Record 2 is truncated");

    byte[] label = Archives.file(3);
    label[3073 * 3] = 99;
    Files.write(bin.resolve("data_batch_4.bin"), label);
    assertContains(
        failure(bin, out, true), "data_batch_4.bin: record 3: label 99 is out of range 0..9");

    assertHolds(out.resolve("train.parquet"), 0, 5 * Archives.RECORDS);
    assertEquals(List.of("test.parquet", "train.parquet"), names(out));

    Path fresh = dir.resolve("fresh");
    failure(bin, fresh, false);
    assertFalse(Files.exists(fresh), "a folder made for nothing is removed");
  }

  @Test
  void missingFilesAndDamagedArchivesAreNamed() throws Exception {
    Path bin = Archives.folder(dir.resolve("bin"));
    Path out = dir.resolve("out");
    Files.delete(bin.resolve("data_batch_2.bin"));
    assertContains(failure(bin, out, false), "no data_batch_2.bin here", "data_batch_3.bin");
    assertContains(failure(dir.resolve("nowhere"), out, false), "nowhere: there is no such file");

    byte[] whole = Files.readAllBytes(Archives.tar(dir.resolve("c.tar.gz"), true));
    Path cut = dir.resolve("cut.tar.gz");
    for (int length : new int[] {1, 300, whole.length / 2, whole.length - 4}) {
      Files.write(cut, Arrays.copyOf(whole, length));
      String message = failure(cut, out, false);
      assertContains(message, "cut.tar.gz");
    }
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 0x55;
    Files.write(cut, flipped);
    assertContains(failure(cut, out, false), "cut.tar.gz");
    Files.writeString(cut, "this is not an archive, it is a text of some length".repeat(40));
    assertContains(failure(cut, out, false), "cut.tar.gz");
    Path file = Files.writeString(dir.resolve("file"), "x");
    assertContains(failure(bin, file, false), "is a file, wanted a folder");
    assertFalse(Files.exists(out));
  }

  private static void convert(Path from, Path to, boolean overwrite) {
    CifarConverter.of(from.toString())
        .overwrite(overwrite)
        .convert(SharedSpark.get(), to.toString());
  }

  private static String failure(Path from, Path to, boolean overwrite) {
    String message =
        assertThrows(DataException.class, () -> convert(from, to, overwrite)).getMessage();
    assertFalse(message.contains("\n"), message);
    return message;
  }

  static void assertHolds(Path table, int first, int count) {
    try (var samples =
        DistributedSamples.fromParquet(
            SharedSpark.get(), table.toString(), SampleSpec.cifar10(), 2)) {
      assertEquals(count, samples.size());
      for (SampleBlock block : Frames.blocks(samples)) {
        for (int row = 0; row < block.size(); row++) {
          long image = first + block.firstIndex() + row;
          assertEquals(Archives.IMAGES.label(image), block.label(row));
          assertArrayEquals(Archives.IMAGES.image(image), ((ByteSampleBlock) block).pixels(row));
        }
      }
    }
  }

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(p -> p.getFileName().toString())
          .filter(n -> !n.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static void assertContains(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
    }
  }
}
