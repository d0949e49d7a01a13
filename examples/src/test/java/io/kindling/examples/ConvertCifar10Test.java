package io.kindling.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.Cifar10;
import io.kindling.data.GeneratedImages;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCifar10Test {
  private static SparkSession spark;

  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    spark.sparkContext().setLogLevel("OFF");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void convertsAndSaysWhatItWrote() throws Exception {
    Path to = dir.resolve("out");
    int code = run("--data", archive().toString(), "--out", to.toString(), "--schema", "raw");
    assertEquals("", err.toString());
    assertEquals(0, code);
    assertTrue(
        out.toString().startsWith(to + ": 15 training and 3 test images in "), out.toString());
    assertEquals(3, spark.read().parquet(to.resolve("test.parquet").toString()).count());
  }

  @Test
  void everyMistakeIsOneLineAndANonZeroExit() throws Exception {
    Path bin = archive();
    String to = dir.resolve("out").toString();
    assertFails(1, "nowhere: there is no such file", "--data", "/nowhere", "--out", to);
    assertFails(2, "Missing required option: '--out=URI'", "--data", bin.toString());
    assertFails(2, "--schema", "--data", bin.toString(), "--out", to, "--schema", "png");
    assertFails(2, "--frobnicate", "--data", bin.toString(), "--out", to, "--frobnicate");
    Files.write(bin.resolve("data_batch_1.bin"), new byte[4000]);
    assertFails(
        1,
        "data_batch_1.bin has 4000 bytes, wanted a multiple of the 3073 bytes of a record",
        "--data",
        bin.toString(),
        "--out",
        to);
    assertFalse(Files.exists(Path.of(to)));
  }

  @Test
  void helpListsEveryOption() {
    assertEquals(0, run("--help"));
    for (String option : List.of("--data", "--out", "--schema", "--overwrite", "published")) {
      assertTrue(out.toString().contains(option), out.toString());
    }
  }

  private void assertFails(int code, String text, String... args) {
    err.getBuffer().setLength(0);
    assertEquals(code, run(args), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().startsWith("convert-cifar10: "), err.toString());
    assertTrue(err.toString().contains(text), err.toString());
  }

  private int run(String... args) {
    return Job.run(
        new ConvertCifar10Job(), new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private Path archive() throws Exception {
    var images = new GeneratedImages(1);
    Path folder = Files.createDirectories(dir.resolve("bin"));
    List<String> names = new ArrayList<>(Cifar10.TRAIN_FILES);
    names.add(Cifar10.TEST_FILE);
    for (String name : names) {
      var bytes = new ByteArrayOutputStream();
      for (int i = 0; i < 3; i++) {
        bytes.write(images.label(i));
        bytes.writeBytes(images.image(i));
      }
      Files.write(folder.resolve(name), bytes.toByteArray());
    }
    return folder;
  }
}
