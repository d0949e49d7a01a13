package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.GeneratedImages;
import io.kindling.data.ImageCodec;
import io.kindling.data.SampleBlock;
import io.kindling.spark.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small DataFrames of generated images in every accepted schema. */
final class Frames {
  static final GeneratedImages IMAGES = new GeneratedImages(77);

  static final StructType ENCODED =
      new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);

  static final StructType SPARK_IMAGE =
      new StructType()
          .add("origin", DataTypes.StringType)
          .add("height", DataTypes.IntegerType)
          .add("width", DataTypes.IntegerType)
          .add("nChannels", DataTypes.IntegerType)
          .add("mode", DataTypes.IntegerType)
          .add("data", DataTypes.BinaryType);

  private Frames() {}

  static byte[] png(long i) {
    return ImageCodec.encodePng(IMAGES.image(i), 0, Cifar10.SHAPE);
  }

  /** The published schema. */
  static Dataset<Row> published(int n) {
    return frame(n, "img", ENCODED, i -> RowFactory.create(png(i), "img/" + i + ".png"));
  }

  /** Rows (sample, label) of any type of sample, labels int64. */
  static Dataset<Row> frame(int n, String column, DataType type, LongFunction<Object> sample) {
    return frame(n, column, type, sample, DataTypes.LongType, i -> (long) IMAGES.label(i));
  }

  static Dataset<Row> frame(
      int n,
      String column,
      DataType type,
      LongFunction<Object> sample,
      DataType labelType,
      LongFunction<Object> label) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(RowFactory.create(sample.apply(i), label.apply(i)));
    }
    var schema = new StructType().add(column, type).add("label", labelType);
    return SharedSpark.get().createDataFrame(rows, schema);
  }

  /** Row of Spark's image source. */
  static Row sparkImage(long i) {
    byte[] chw = IMAGES.image(i);
    byte[] bgr = new byte[chw.length];
    for (int p = 0; p < 1024; p++) {
      for (int c = 0; c < 3; c++) {
        bgr[3 * p + c] = chw[(2 - c) * 1024 + p];
      }
    }
    return RowFactory.create("file:/img/" + i, 32, 32, 3, 16, bgr);
  }

  static double[] reals(long i) {
    byte[] chw = IMAGES.image(i);
    double[] v = new double[chw.length];
    for (int k = 0; k < v.length; k++) {
      v[k] = (chw[k] & 0xff) / 8.0;
    }
    return v;
  }

  /** All blocks, for a look from the driver. */
  static List<SampleBlock> blocks(DistributedSamples samples) {
    return samples.blocks().collect();
  }
}
