package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.data.ImageCodec;
import io.kindling.data.ImageShape;
import io.kindling.spark.testing.BadData;
import io.kindling.spark.testing.HeldBlocks;
import io.kindling.spark.testing.SharedCluster;
import io.kindling.spark.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake in the data ends in one line that says where it is and what was wanted. */
class BadRowsTest {
  @TempDir Path dir;

  @Test
  void anotherSchemaNamesWhatWasFoundAndWhatIsAccepted() {
    var frame = SharedSpark.get().range(3).selectExpr("id as label", "cast(id as string) as text");
    String message = failure(frame, SampleSpec.cifar10());
    assertContains(message, "struct<label:bigint,text:string>", "struct<bytes: binary", "vector");
  }

  @Test
  void labelColumnMustBeThereAndNumeric() {
    var frame = Frames.published(2);
    assertContains(
        failure(frame, SampleSpec.cifar10().labelCol("class")),
        "no label column class",
        "struct<img:struct<bytes:binary,path:string>,label:bigint>");
    assertContains(
        failure(frame.selectExpr("img", "cast(label as string) as label"), SampleSpec.cifar10()),
        "of type string",
        "StringIndexer");
  }

  @Test
  void featuresColumnMustBeThereFitAndBeUnambiguous() {
    var frame = Frames.published(2);
    assertContains(failure(frame, SampleSpec.cifar10().featuresCol("photo")), "no column photo");
    assertContains(
        failure(
            frame.withColumnRenamed("label", "l").selectExpr("img", "l", "l as label"),
            SampleSpec.cifar10().featuresCol("l")),
        "column l of type bigint holds no samples");
    assertContains(
        failure(
            frame.selectExpr("img.bytes as a", "img.bytes as b", "label"), SampleSpec.cifar10()),
        "a, b",
        "name one");
  }

  @Test
  void labelOutOfRangeNullOrFractionNamesTheRow() {
    assertContains(labelled(DataTypes.LongType, 3L, 10L), "column label, row 1", "10", "0 to 9");
    assertContains(labelled(DataTypes.IntegerType, -1, 3), "column label, row 0", "-1");
    assertContains(labelled(DataTypes.LongType, 3L, null), "column label, row 1", "null");
    assertContains(labelled(DataTypes.DoubleType, 3.0, 2.5), "row 1", "2.5");
    assertContains(labelled(DataTypes.DoubleType, Double.NaN, 2.0), "row 0", "NaN");
  }

  @Test
  void imagesThatDoNotDecodeOrHaveAnotherSizeNameThePath() {
    byte[] wide = ImageCodec.encodePng(new byte[3 * 32 * 40], 0, new ImageShape(3, 32, 40));
    assertContains(encoded(wide), "column img, row 1 (cat/1.png)", "32 x 40", "wanted 32 x 32");
    assertContains(
        encoded(Arrays.copyOf(Frames.png(1), 500)), "row 1 (cat/1.png)", "does not decode");
    assertContains(encoded("hello".getBytes()), "row 1 (cat/1.png)", "neither PNG nor JPEG");
    assertContains(encoded(null), "row 1 (cat/1.png)", "null");
    assertContains(
        failure(
            Frames.frame(
                2,
                "img",
                Frames.ENCODED,
                i -> i == 1 ? null : RowFactory.create(Frames.png(i), null)),
            SampleSpec.cifar10()),
        "column img, row 1: image is null");
  }

  @Test
  void sparkImagesOfAnotherModeOrSizeNameTheirOrigin() {
    assertContains(
        sparkImage(RowFactory.create("o/1", 32, 32, 3, 21, new byte[3072])), "(o/1)", "mode 21");
    assertContains(
        sparkImage(RowFactory.create("o/1", 16, 32, 3, 16, new byte[1536])), "(o/1)", "16 x 32");
    assertContains(
        sparkImage(RowFactory.create("o/1", 32, 32, 3, 16, new byte[100])), "(o/1)", "100 bytes");
    assertContains(
        sparkImage(RowFactory.create("o/1", null, 32, 3, 16, new byte[100])), "row 1", "null");
  }

  @Test
  void rawPixelsOfAnotherLengthNameTheRowAndGuessAtEncodedImages() {
    var frame =
        Frames.frame(
            3, "x", DataTypes.BinaryType, i -> i == 2 ? new byte[3071] : Frames.IMAGES.image(i));
    assertContains(failure(frame, SampleSpec.cifar10()), "column x, row 2", "3071", "3072");
    var png = Frames.frame(2, "x", DataTypes.BinaryType, Frames::png);
    assertContains(failure(png, SampleSpec.cifar10()), "column x, row", "PNG or JPEG");
    assertContains(
        failure(
            Frames.frame(2, "x", DataTypes.BinaryType, i -> new byte[784]), SampleSpec.classes(2)),
        "784 raw bytes",
        "give the shape");
  }

  @Test
  void vectorsAndArraysOfAnotherLengthOrNotFiniteNameTheRow() {
    var spec = SampleSpec.classes(10).shape(ImageShape.vector(3));
    assertContains(vector(spec, Vectors.dense(1, 2)), "column f, row 1", "2 values", "3");
    assertContains(vector(spec, Vectors.dense(1, 2, Double.NaN)), "row 1", "value 2 is NaN");
    assertContains(vector(spec, Vectors.dense(1, 1e300, 0)), "row 1", "value 1 is 1.0E300");
    assertContains(vector(spec, null), "row 1", "null");
    assertContains(array(spec, List.of(1.0, 2.0)), "column f, row 1", "2 values", "3");
    assertContains(array(spec, Arrays.asList(1.0, null, 2.0)), "row 1", "value 1 is null");
    assertContains(array(spec, null), "row 1", "null");
  }

  /** Spark tries what fails four times on a cluster; a row will not become another. */
  @ParameterizedTest
  @CsvSource({
    "label, 'column label, row 99: label 77 is out of range, wanted 0 to 9'",
    "image, 'column img, row \\d+ \\(a/b.png\\): .*neither PNG nor JPEG.*'",
    "blocks, the last row is damaged",
    "tree, 'training failed in step \\d+ \\(epoch 1\\): the last row is damaged'",
    "resident, 'training failed in step 11 \\(epoch 2\\): the last row is damaged'",
  })
  void whatIsWrongWithTheDataIsNotTriedAgain(String where, String said) throws Exception {
    String[] outcome = SharedCluster.run(BadData.class, where).split(" ", 2);
    assertTrue(outcome[1].matches(said), outcome[1]);
    int failed = Integer.parseInt(outcome[0]);
    // The driver is told of a failure some moments after Spark has begun the next attempt.
    assertTrue(where.equals("tree") ? failed == 0 : failed <= 2, "tasks failed: " + failed);
  }

  @Test
  void anEmptyDataSetAndBadPathsAreNamed() throws Exception {
    assertContains(failure(Frames.published(0), SampleSpec.cifar10()), "empty");
    assertContains(
        assertThrows(
                DataException.class,
                () -> DistributedSamples.fromRows(Frames.published(2), SampleSpec.cifar10(), 0))
            .getMessage(),
        "0 partitions");
    HeldBlocks before = HeldBlocks.now();
    String missing = dir.resolve("nowhere.parquet").toString();
    assertEquals(missing + ": there is no such file or directory", parquetFailure(missing));
    Path text = Files.writeString(dir.resolve("text.parquet"), "this is no Parquet file at all");
    assertContains(parquetFailure(text.toString()), text.toString(), "cannot be read as Parquet");
    assertContains(parquetFailure("nosuch://host/x"), "nosuch://host/x", "no file system");
    String empty = dir.resolve("empty.parquet").toString();
    Frames.published(0).write().parquet(empty);
    assertContains(parquetFailure(empty), empty, "empty");
    before.awaitNothingNewer();
  }

  private static String parquetFailure(String path) {
    return checked(
        assertThrows(
            DataException.class,
            () ->
                DistributedSamples.fromParquet(SharedSpark.get(), path, SampleSpec.cifar10(), 2)));
  }

  private static String labelled(org.apache.spark.sql.types.DataType type, Object a, Object b) {
    return failure(
        Frames.frame(2, "x", DataTypes.BinaryType, Frames.IMAGES::image, type, i -> i == 0 ? a : b),
        SampleSpec.cifar10());
  }

  private static String encoded(byte[] second) {
    return failure(
        Frames.frame(
            2,
            "img",
            Frames.ENCODED,
            i -> RowFactory.create(i == 0 ? Frames.png(0) : second, "cat/" + i + ".png")),
        SampleSpec.cifar10());
  }

  private static String sparkImage(Row second) {
    return failure(
        Frames.frame(2, "i", Frames.SPARK_IMAGE, i -> i == 0 ? Frames.sparkImage(0) : second),
        SampleSpec.cifar10());
  }

  private static String vector(SampleSpec spec, Object second) {
    return failure(
        Frames.frame(
            2, "f", SQLDataTypes.VectorType(), i -> i == 0 ? Vectors.dense(1, 2, 3) : second),
        spec);
  }

  private static String array(SampleSpec spec, Object second) {
    return failure(
        Frames.frame(
            2,
            "f",
            DataTypes.createArrayType(DataTypes.DoubleType),
            i -> i == 0 ? List.of(1.0, 2.0, 3.0) : second),
        spec);
  }

  private static String failure(Dataset<Row> frame, SampleSpec spec) {
    return checked(
        assertThrows(
            DataException.class, () -> DistributedSamples.fromRows(frame, spec, 2).close()));
  }

  private static String checked(DataException e) {
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    assertFalse(e.getMessage().contains("Exception"), e.getMessage());
    return e.getMessage();
  }

  private static void assertContains(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
    }
  }
}
