package io.kindling.spark.testing;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Images and initial parameters by formulas of integers, the same here and in the Python script
 * beside the golden numbers: pixel i of sample s is half noise, half a pattern of its class.
 */
public final class FormulaData {
  private FormulaData() {}

  /** 32 well-mixed bits of n, as an unsigned number. */
  static long hash(long n) {
    long x = (n * 2654435761L + 12345) & 0xffffffffL;
    x ^= x >>> 15;
    x = (x * 2246822519L) & 0xffffffffL;
    x ^= x >>> 13;
    return x;
  }

  /** Class of sample s, 0..9. */
  public static int label(long s) {
    return (int) (hash(s) % 10);
  }

  /** Pixel i, in CHW order, of sample s. */
  static int pixel(long s, int i, int size) {
    long noise = hash(1_000_000 + s * size + i) & 127;
    long pattern = hash(900_000_000L + label(s) * 64L + i * 64L / size) & 127;
    return (int) (noise + pattern);
  }

  /** The samples [first, first + count). */
  public static SampleBlock block(ImageShape shape, long first, int count) {
    ByteSampleBlock.Builder builder = ByteSampleBlock.builder(shape, count).firstIndex(first);
    byte[] pixels = new byte[shape.size()];
    for (long s = first; s < first + count; s++) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) pixel(s, i, pixels.length);
      }
      builder.add(pixels, label(s));
    }
    return builder.build();
  }

  /** n samples spread over partitions, one cached block each. */
  public static JavaRDD<SampleBlock> spread(
      JavaSparkContext spark, ImageShape shape, int n, int partitions) {
    List<Integer> indices = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      indices.add(p);
    }
    return spark
        .parallelize(indices, partitions)
        .map(
            p -> {
              int first = (int) ((long) n * p / partitions);
              int end = (int) ((long) n * (p + 1) / partitions);
              return block(shape, first, end - first);
            })
        .cache();
  }

  /** The samples [0, n) as a table of pixels and label, made where its partitions are. */
  public static Dataset<Row> rows(SparkSession spark, ImageShape shape, int n, int partitions) {
    StructType schema =
        new StructType().add("pixels", DataTypes.BinaryType).add("label", DataTypes.IntegerType);
    return spark
        .range(0, n, 1, partitions)
        .map((MapFunction<Long, Row>) s -> row(shape, s), Encoders.row(schema));
  }

  /** Many samples of random pixels, quickly, as {@link #rows}. */
  public static Dataset<Row> noise(SparkSession spark, ImageShape shape, int n, int partitions) {
    StructType schema =
        new StructType().add("pixels", DataTypes.BinaryType).add("label", DataTypes.IntegerType);
    return spark
        .range(0, n, 1, partitions)
        .map(
            (MapFunction<Long, Row>)
                s -> {
                  byte[] pixels = new byte[shape.size()];
                  new SplittableRandom(s).nextBytes(pixels);
                  return RowFactory.create(pixels, label(s));
                },
            Encoders.row(schema));
  }

  private static Row row(ImageShape shape, long s) {
    byte[] pixels = new byte[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) pixel(s, i, pixels.length);
    }
    return RowFactory.create(pixels, label(s));
  }

  /** Gives parameter i, counted through the whole model, the value of a formula, within +-scale. */
  public static <M extends Module> M initialize(M module, double scale) {
    float[] values = FlatParameters.of(module).values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((hash(500_000_000L + i) / 4294967296.0 - 0.5) * 2 * scale);
    }
    return module;
  }
}
