package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.ImageCodec;
import io.kindling.data.ImageShape;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.testing.SharedSpark;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** The orientation that EXIF gives is applied where it is asked for: loading, fit, scoring, SQL. */
class ExifOrientationTest {
  /** Stored 4 x 6; upright, by orientation 6 (turned right), 6 x 4. */
  private static final ImageShape STORED = new ImageShape(3, 4, 6);

  private static final ImageShape UPRIGHT = new ImageShape(3, 6, 4);

  private static final StructType SCHEMA =
      new StructType()
          .add("img", new StructType().add("bytes", DataTypes.BinaryType))
          .add("label", DataTypes.LongType);

  @Test
  void samplesAreUprightWhereAskedFor() {
    Dataset<Row> turned = images(true);
    SampleSpec spec = SampleSpec.classes(2);
    try (var stored = DistributedSamples.fromRows(turned, spec, 1);
        var upright = DistributedSamples.fromRows(turned, spec.applyExifOrientation(true), 1)) {
      assertEquals(STORED, stored.shape());
      assertEquals(UPRIGHT, upright.shape());
      assertArrayEquals(pixels(3), pixels(stored, 3));
      assertArrayEquals(turnedRight(pixels(3)), pixels(upright, 3));
    }
  }

  /** A network on turned images, asked to apply EXIF, is the network on images turned before. */
  @Test
  void theStageTrainsAndScoresUpright() {
    var classifier =
        new KindlingClassifier()
            .setFeaturesCol("img")
            .setArchitecture("[\"Flatten\", \"Linear(72, 2)\"]")
            .setNumWorkers(1)
            .setEpochs(1);
    var expected = classifier.fit(images(false));
    var model = classifier.setApplyExifOrientation(true).fit(images(true));
    assertArrayEquals(new int[] {3, 6, 4}, model.sampleShape());
    assertEquals(scores(expected, images(false)), scores(model, images(true)));
    assertNotEquals(
        scores(expected, images(false)),
        scores(classifier.setApplyExifOrientation(false).fit(images(true)), images(true)));
    model.registerUdf(SharedSpark.get(), "upright");
    List<Object> classes = column(images(true).selectExpr("upright(img)"));
    assertEquals(column(model.transform(images(true)).select("prediction")), classes);
  }

  private static List<Object> scores(KindlingClassificationModel model, Dataset<Row> rows) {
    return column(model.transform(rows).select("rawPrediction"));
  }

  private static List<Object> column(Dataset<Row> one) {
    List<Object> values = new ArrayList<>();
    for (Row row : one.collectAsList()) {
      values.add(row.get(0) instanceof Vector v ? Arrays.toString(v.toArray()) : row.get(0));
    }
    return values;
  }

  private static Dataset<Row> images(boolean turned) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] png =
          turned
              ? withOrientation(ImageCodec.encodePng(pixels(i), 0, STORED), 6)
              : ImageCodec.encodePng(turnedRight(pixels(i)), 0, UPRIGHT);
      rows.add(RowFactory.create(RowFactory.create((Object) png), (long) i % 2));
    }
    return SharedSpark.get().createDataFrame(rows, SCHEMA).coalesce(1);
  }

  private static byte[] pixels(int i) {
    byte[] pixels = new byte[72];
    new Random(i).nextBytes(pixels);
    return pixels;
  }

  private static byte[] pixels(DistributedSamples samples, int row) {
    return ((ByteSampleBlock) samples.blocks().collect().get(0)).pixels(row);
  }

  /** 4 x 6 to 6 x 4: the first row becomes the last column. */
  private static byte[] turnedRight(byte[] stored) {
    byte[] upright = new byte[72];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 6; x++) {
          upright[c * 24 + x * 4 + (3 - y)] = stored[c * 24 + y * 6 + x];
        }
      }
    }
    return upright;
  }

  /** With a chunk eXIf behind the header. */
  private static byte[] withOrientation(byte[] png, int orientation) {
    byte[] tiff = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0};
    tiff[19] = (byte) orientation;
    ByteBuffer out = ByteBuffer.allocate(png.length + 12 + tiff.length);
    out.put(png, 0, 33).putInt(tiff.length).put("eXIf".getBytes()).put(tiff);
    CRC32 crc = new CRC32();
    crc.update(out.array(), 37, 4 + tiff.length);
    out.putInt((int) crc.getValue()).put(png, 33, png.length - 33);
    return out.array();
  }
}
