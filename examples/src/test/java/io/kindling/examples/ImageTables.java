package io.kindling.examples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small tables in the published schema, good and bad. */
final class ImageTables {
  private static final StructType SCHEMA =
      new StructType()
          .add(
              "img",
              new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType))
          .add("label", DataTypes.LongType);

  private final SparkSession spark;
  private final Path folder;

  ImageTables(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /** n good rows of images of this size; class c has stripes of its own width. */
  static List<Row> good(int n, int size) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(row(png(i % 10, size), "images/" + i + ".png", i % 10));
    }
    return rows;
  }

  static Row row(byte[] bytes, String path, long label) {
    return RowFactory.create(RowFactory.create(bytes, path), label);
  }

  static byte[] png(int label, int size) throws IOException {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        image.setRGB(x, y, (x / (label + 1)) % 2 == 0 ? 0x2060a0 + label : 0xd0b070 - label);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** Writes a folder with the same rows as train.parquet and test.parquet; returns its path. */
  String write(String name, List<Row> rows) {
    Path target = folder.resolve(name);
    for (String part : List.of("train", "test")) {
      spark
          .createDataFrame(rows, SCHEMA)
          .coalesce(1)
          .write()
          .parquet(target.resolve(part + ".parquet").toString());
    }
    return target.toString();
  }
}
