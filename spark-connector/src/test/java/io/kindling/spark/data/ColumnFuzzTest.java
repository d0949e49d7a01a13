package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.mutable.ArrayBuffer;

/** Whatever a row holds in a column of an accepted type, it is a sample or a DataException. */
class ColumnFuzzTest {
  private static final ImageShape IMAGE = new ImageShape(3, 32, 32);

  @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
  void aRowIsReadOrRefused(@ForAll long seed, @ForAll @IntRange(max = 4) int kind) {
    Random random = new Random(seed);
    DataType type =
        switch (kind) {
          case 0 -> Frames.ENCODED;
          case 1 -> Frames.SPARK_IMAGE;
          case 2 -> DataTypes.BinaryType;
          case 3 -> SQLDataTypes.VectorType();
          default -> DataTypes.createArrayType(DataTypes.DoubleType);
        };
    DataType labelType =
        switch (random.nextInt(3)) {
          case 0 -> DataTypes.DoubleType;
          case 1 -> SQLDataTypes.VectorType();
          default -> DataTypes.createArrayType(DataTypes.DoubleType);
        };
    StructType schema =
        new StructType().add("x", type).add("label", labelType).add("w", DataTypes.DoubleType);
    SampleSpec spec =
        labelType == DataTypes.DoubleType && random.nextBoolean()
            ? SampleSpec.classes(2 + random.nextInt(9))
            : SampleSpec.regression();
    spec = spec.weightCol("w").applyExifOrientation(random.nextBoolean());
    Object value = random.nextInt(12) == 0 ? null : value(type, random);
    Object label = random.nextInt(12) == 0 ? null : value(labelType, random);
    Object weight = random.nextInt(12) == 0 ? null : number(random);
    Row row = new GenericRowWithSchema(new Object[] {value, label, weight}, schema);
    RowReader reader = RowReader.discover(schema, spec, "data");
    try {
      ImageShape shape = kind == 0 || random.nextBoolean() ? IMAGE : null;
      var layout = reader.layout(row, 7, shape == null ? spec : spec.shape(shape));
      reader.read(row, 7, layout);
      assertTrue(layout.form().shape().size() > 0);
    } catch (DataException e) {
      assertEquals(1, e.getMessage().lines().count());
      assertTrue(e.getMessage().startsWith("column "), e.getMessage());
      assertTrue(e.getMessage().contains("row 7"), e.getMessage());
    }
    reader.problem(row, 0, spec);
  }

  private static Object value(DataType type, Random random) {
    if (type == Frames.ENCODED) {
      byte[] bytes = random.nextInt(8) == 0 ? null : changed(Frames.png(1), random);
      return RowFactory.create(bytes, random.nextBoolean() ? "a\nb" : null);
    }
    if (type == Frames.SPARK_IMAGE) {
      int side = random.nextInt(4) == 0 ? random.nextInt() : 32;
      int mode = new int[] {0, 16, 24, random.nextInt()}[random.nextInt(4)];
      int channels = mode == 0 ? 1 : mode == 16 ? 3 : mode == 24 ? 4 : random.nextInt();
      int length = random.nextInt(3) == 0 ? random.nextInt(5000) : 32 * 32 * (channels & 7);
      byte[] data = random.nextInt(12) == 0 ? null : new byte[length];
      return RowFactory.create("o", side, random.nextBoolean() ? 32 : side, channels, mode, data);
    }
    if (type == DataTypes.BinaryType) {
      return random.nextBoolean() ? new byte[3072] : changed(Frames.png(2), random);
    }
    if (type == DataTypes.DoubleType) {
      return number(random);
    }
    double[] values = new double[random.nextInt(4)];
    Arrays.setAll(values, i -> number(random));
    if (type == SQLDataTypes.VectorType()) {
      return random.nextInt(3) == 0
          ? Vectors.sparse(
              random.nextInt(3) == 0 ? Integer.MAX_VALUE : 9, new int[0], new double[0])
          : Vectors.dense(values);
    }
    ArrayBuffer<Double> list = new ArrayBuffer<>();
    Arrays.stream(values).forEach(list::$plus$eq);
    if (random.nextInt(4) == 0) {
      list.$plus$eq(null);
    }
    return list;
  }

  private static double number(Random random) {
    double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, 1e300, -1, 0.5, 1e18, -0.0};
    return random.nextBoolean() ? random.nextInt(4) : odd[random.nextInt(odd.length)];
  }

  private static byte[] changed(byte[] bytes, Random random) {
    byte[] changed = Arrays.copyOf(bytes, bytes.length - random.nextInt(2) * random.nextInt(50));
    for (int k = random.nextInt(3); k > 0; k--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
    }
    return changed;
  }
}
