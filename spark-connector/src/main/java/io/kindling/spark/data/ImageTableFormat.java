package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.ImageCodec;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The schemas in which CIFAR-10 is written as Parquet. */
public enum ImageTableFormat {
  /**
   * The published schema: {@code img: struct<bytes: binary, path: string>, label: int64}; the bytes
   * are a PNG, which is lossless.
   */
  PUBLISHED {
    @Override
    StructType schema() {
      var image =
          new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
      return new StructType().add("img", image).add("label", DataTypes.LongType);
    }

    @Override
    Row row(byte[] pixels, int label, String path) {
      byte[] png = ImageCodec.encodePng(pixels, 0, Cifar10.SHAPE);
      return RowFactory.create(RowFactory.create(png, path), (long) label);
    }
  },

  /** Raw pixels: {@code image: binary} of 3,072 bytes in CHW order, {@code label: int64}. */
  RAW {
    @Override
    StructType schema() {
      return new StructType().add("image", DataTypes.BinaryType).add("label", DataTypes.LongType);
    }

    @Override
    Row row(byte[] pixels, int label, String path) {
      return RowFactory.create(pixels.clone(), (long) label);
    }
  };

  abstract StructType schema();

  /** A row of {@link #schema()}; keeps no reference to {@code pixels}. */
  abstract Row row(byte[] pixels, int label, String path);
}
