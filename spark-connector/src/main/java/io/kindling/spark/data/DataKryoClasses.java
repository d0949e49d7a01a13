package io.kindling.spark.data;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.kindling.data.ByteSampleBlock;
import io.kindling.data.FileSampleBlock;
import io.kindling.data.FloatSampleBlock;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.data.SparseSampleBlock;
import io.kindling.data.TargetSampleBlock;
import java.util.List;

/**
 * The classes of this package and of {@code io.kindling.data} that Spark's data serializer meets:
 * samples in the shuffle, blocks that are cached to disk or sent to another executor, and the types
 * of Spark SQL, because Spark reads a Parquet schema in a task and sends it to the driver but does
 * not register the types in it.
 *
 * <p>Ours are plain classes with plain fields; Kryo 4 cannot restore records.
 */
public final class DataKryoClasses {
  /** In a fixed order: Kryo numbers classes as they are registered. */
  public static final List<Class<?>> CLASSES =
      List.of(
          ImageShape.class,
          ByteSampleBlock.class,
          FloatSampleBlock.class,
          SampleBlock[].class,
          RawSample.class,
          TargetSampleBlock.class,
          float[].class,
          SparseSampleBlock.class);

  /** By name: which of them exist depends on the version of Spark. */
  private static final List<String> SQL_TYPES =
      List.of(
          "ArrayType",
          "BinaryType",
          "BinaryType$",
          "BooleanType",
          "BooleanType$",
          "ByteType",
          "ByteType$",
          "CalendarIntervalType",
          "CalendarIntervalType$",
          "CharType",
          "DateType",
          "DateType$",
          "DayTimeIntervalType",
          "Decimal",
          "DecimalType",
          "DoubleType",
          "DoubleType$",
          "FloatType",
          "FloatType$",
          "IntegerType",
          "IntegerType$",
          "LongType",
          "LongType$",
          "MapType",
          "NullType",
          "NullType$",
          "ShortType",
          "ShortType$",
          "StringType",
          "StringType$",
          "TimeType",
          "TimestampNTZType",
          "TimestampNTZType$",
          "TimestampType",
          "TimestampType$",
          "VarcharType",
          "VariantType",
          "VariantType$",
          "YearMonthIntervalType");

  private static final List<String> OTHERS =
      List.of(
          // StringIndexer's counts, in 3.5
          "[Lorg.apache.spark.util.collection.OpenHashMap;",
          "org.apache.spark.util.collection.BitSet",
          "org.apache.spark.util.collection.OpenHashMap",
          "org.apache.spark.util.collection.OpenHashMap$mcJ$sp",
          "org.apache.spark.util.collection.OpenHashSet",
          "org.apache.spark.util.collection.OpenHashSet$Hasher",
          "scala.reflect.ManifestFactory$LongManifest",
          "org.apache.spark.sql.types.NoConstraint$",
          "org.apache.spark.ml.linalg.VectorUDT",
          "org.apache.spark.ml.linalg.MatrixUDT",
          "org.apache.spark.ml.stat.SummarizerBuffer",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$ComputeL1$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$ComputeM2$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$ComputeM2n$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$ComputeMax$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$ComputeMean$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$ComputeMetric",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$ComputeMin$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$ComputeNNZ$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$ComputeWeightSum$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$Count$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$Max$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$Mean$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$Metric",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$MetricsAggregate$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$MetricsAggregate",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$Min$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$NormL1$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$NormL2$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$NumNonZeros$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$Std$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$Sum$",
          "org.apache.spark.ml.stat.SummaryBuilderImpl$Variance$");

  private DataKryoClasses() {}

  /** Registers them all; for use in a {@code KryoRegistrator}. */
  public static void register(Kryo kryo) {
    CLASSES.forEach(kryo::register);
    kryo.register(FileSampleBlock.class, new JavaSerializer()); // refuses it, as it must
    SQL_TYPES.forEach(name -> registerIfThere(kryo, "org.apache.spark.sql.types." + name));
    OTHERS.forEach(name -> registerIfThere(kryo, name));
  }

  private static void registerIfThere(Kryo kryo, String name) {
    try {
      kryo.register(Class.forName(name, false, DataKryoClasses.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      // Another version of Spark: it cannot meet a class that it does not have.
    }
  }
}
