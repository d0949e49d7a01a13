package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.Cifar10;
import io.kindling.data.FloatSampleBlock;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.data.SparseSampleBlock;
import io.kindling.spark.testing.HeldBlocks;
import io.kindling.spark.testing.SharedSpark;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag$;

class DistributedSamplesTest {
  private static final int N = 23;

  @TempDir Path dir;

  static Stream<Dataset<Row>> imageSchemas() {
    return Stream.of(
        Frames.published(N),
        Frames.frame(N, "image", Frames.SPARK_IMAGE, Frames::sparkImage),
        Frames.frame(N, "pixels", DataTypes.BinaryType, Frames.IMAGES::image));
  }

  @ParameterizedTest
  @MethodSource("imageSchemas")
  void everyImageSchemaGivesTheSameBlocks(Dataset<Row> frame) {
    try (var samples = DistributedSamples.fromRows(frame, SampleSpec.classes(10), 3)) {
      assertEquals(N, samples.size());
      assertEquals(Cifar10.SHAPE, samples.shape());
      assertEquals(3, samples.partitions());
      assertFalse(samples.real());
      assertEquals(N * (3072L + 4), samples.bytes());
      assertHoldsGeneratedImages(samples, N);
    }
  }

  static Stream<Dataset<Row>> realSchemas() {
    return Stream.of(
        Frames.frame(N, "f", SQLDataTypes.VectorType(), i -> Vectors.dense(Frames.reals(i))),
        Frames.frame(
            N, "f", SQLDataTypes.VectorType(), i -> Vectors.dense(Frames.reals(i)).toSparse()),
        Frames.frame(
            N,
            "f",
            DataTypes.createArrayType(DataTypes.DoubleType),
            i -> Arrays.stream(Frames.reals(i)).boxed().toList()),
        Frames.frame(
            N,
            "f",
            DataTypes.createArrayType(DataTypes.FloatType),
            i -> Arrays.stream(Frames.reals(i)).mapToObj(v -> (float) v).toList()));
  }

  @ParameterizedTest
  @MethodSource("realSchemas")
  void everyRealSchemaGivesTheSameBlocks(Dataset<Row> frame) {
    var spec = SampleSpec.cifar10();
    try (var samples = DistributedSamples.fromRows(frame, spec, 2)) {
      assertTrue(samples.real());
      for (SampleBlock block : Frames.blocks(samples)) {
        for (int row = 0; row < block.size(); row++) {
          double[] expected = Frames.reals(block.firstIndex() + row);
          float[] got = ((FloatSampleBlock) block).values(row);
          for (int k = 0; k < got.length; k++) {
            assertEquals(expected[k], got[k]);
          }
        }
      }
    }
    try (var samples = DistributedSamples.fromRows(frame, SampleSpec.classes(10), 1)) {
      assertEquals(ImageShape.vector(3072), samples.shape());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 40})
  void theGlobalOrderDoesNotDependOnPartitionsNorOnSplits(int partitions) {
    String path = dir.resolve("many.parquet").toString();
    // Several files of different sizes: Spark sorts splits by size when it packs them.
    Frames.published(N)
        .repartitionByRange(4, RowReader.column("img").getField("path"))
        .write()
        .parquet(path);
    var spark = SharedSpark.get();
    byte[][] expected = new byte[N][];
    int[] labels = new int[N];
    try (var whole = DistributedSamples.fromParquet(spark, path, SampleSpec.cifar10(), 1)) {
      var block = (ByteSampleBlock) Frames.blocks(whole).get(0);
      for (int i = 0; i < N; i++) {
        expected[i] = block.pixels(i);
        labels[i] = block.label(i);
      }
    }
    assertEquals(N, new TreeSet<>(Stream.of(expected).map(Arrays::hashCode).toList()).size());
    for (String splits : new String[] {"128MB", "10KB"}) {
      spark.conf().set("spark.sql.files.maxPartitionBytes", splits);
      try (var samples =
          DistributedSamples.fromParquet(spark, path, SampleSpec.cifar10(), partitions)) {
        assertEquals(partitions, samples.blocks().getNumPartitions());
        List<SampleBlock> blocks = Frames.blocks(samples);
        long next = 0;
        for (int p = 0; p < partitions; p++) {
          var block = (ByteSampleBlock) blocks.get(p);
          assertEquals(samples.first(p), block.firstIndex());
          assertEquals(samples.count(p), block.size());
          assertEquals(next, block.firstIndex());
          for (int row = 0; row < block.size(); row++) {
            assertArrayEquals(expected[(int) next + row], block.pixels(row));
            assertEquals(labels[(int) next + row], block.label(row));
          }
          next += block.size();
        }
        assertEquals(N, next);
      } finally {
        spark.conf().unset("spark.sql.files.maxPartitionBytes");
      }
    }
  }

  static Stream<Arguments> labelTypes() {
    return Stream.of(
        Arguments.of(DataTypes.ByteType, (byte) 7),
        Arguments.of(DataTypes.ShortType, (short) 7),
        Arguments.of(DataTypes.IntegerType, 7),
        Arguments.of(DataTypes.FloatType, 7f),
        Arguments.of(DataTypes.DoubleType, 7.0),
        Arguments.of(DataTypes.createDecimalType(5, 2), new BigDecimal("7.00")));
  }

  @ParameterizedTest
  @MethodSource("labelTypes")
  void labelsOfAnyNumericTypeAreRead(DataType type, Object seven) {
    var frame =
        Frames.frame(2, "x", DataTypes.BinaryType, Frames.IMAGES::image, type, i -> seven)
            .withColumnRenamed("label", "class.id");
    var spec = SampleSpec.cifar10().labelCol("class.id");
    try (var samples = DistributedSamples.fromRows(frame, spec, 1)) {
      assertEquals(7, Frames.blocks(samples).get(0).label(1));
    }
  }

  @Test
  void closingDropsTheCachedBlocks() throws Exception {
    HeldBlocks before = HeldBlocks.now();
    var samples = DistributedSamples.fromRows(Frames.published(4), SampleSpec.cifar10(), 2);
    assertEquals(2, HeldBlocks.of(samples.blocks()));
    samples.close();
    before.awaitNothingNewer();
  }

  @Test
  void blocksSurviveTheStrictKryo() {
    var kryo = new KryoSerializer(SparkEnv.get().conf()).newInstance();
    var bytes = Frames.IMAGES.block(5, 3);
    var tag = ClassTag$.MODULE$.<SampleBlock>apply(SampleBlock.class);
    var copy = (ByteSampleBlock) kryo.<SampleBlock>deserialize(kryo.serialize(bytes, tag), tag);
    assertEquals(5, copy.firstIndex());
    assertEquals(bytes.shape(), copy.shape());
    assertArrayEquals(bytes.pixels(2), copy.pixels(2));
    SampleBlock reals =
        FloatSampleBlock.builder(ImageShape.vector(2)).add(new float[] {1.5f, 2}, 4).build();
    var real = (FloatSampleBlock) kryo.<SampleBlock>deserialize(kryo.serialize(reals, tag), tag);
    assertArrayEquals(new float[] {1.5f, 2}, real.values(0));
    assertEquals(4, real.label(0));
    SampleBlock few =
        SparseSampleBlock.builder(9, 1).add(new int[] {7}, new float[] {1.5f}, 4).build();
    var sparse = kryo.<SampleBlock>deserialize(kryo.serialize(few, tag), tag);
    assertEquals(few.fingerprint(), sparse.fingerprint());
  }

  @Test
  void holdOutIsAPartition() {
    for (long n : new long[] {2, 10, 57, 600}) {
      var holdOut = IndexedRows.HoldOut.oneInTen(n);
      for (boolean test : new boolean[] {true, false}) {
        long[] indices =
            LongStream.range(0, n)
                .map(i -> holdOut.index(i, test))
                .filter(i -> i >= 0)
                .sorted()
                .toArray();
        assertArrayEquals(LongStream.range(0, holdOut.size(test)).toArray(), indices);
      }
      assertEquals(n, holdOut.size(true) + holdOut.size(false));
      assertEquals(Math.max(1, n / 10), holdOut.size(true));
    }
  }

  @Test
  void contiguousRangesAreEvenAndComplete() {
    for (long n : new long[] {0, 1, 6, 7, 50_000, Long.MAX_VALUE / 3}) {
      for (int partitions : new int[] {1, 2, 3, 7, 1000}) {
        var spread = new ContiguousPartitioner(n, partitions);
        assertEquals(0, spread.first(0));
        assertEquals(n, spread.first(partitions));
        for (int p = 0; p < partitions; p++) {
          long count = spread.count(p);
          assertTrue(count == n / partitions || count == n / partitions + 1);
          if (count > 0) {
            assertEquals(p, spread.getPartition(spread.first(p)));
            assertEquals(p, spread.getPartition(spread.first(p + 1) - 1));
          }
        }
      }
    }
  }

  private static void assertHoldsGeneratedImages(DistributedSamples samples, int n) {
    int seen = 0;
    for (SampleBlock block : Frames.blocks(samples)) {
      for (int row = 0; row < block.size(); row++) {
        long index = block.firstIndex() + row;
        assertEquals(Frames.IMAGES.label(index), block.label(row));
        assertArrayEquals(Frames.IMAGES.image(index), ((ByteSampleBlock) block).pixels(row));
        seen++;
      }
    }
    assertEquals(n, seen);
  }
}
