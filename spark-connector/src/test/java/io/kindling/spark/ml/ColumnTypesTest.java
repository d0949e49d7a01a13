package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.Cifar10;
import io.kindling.data.DataException;
import io.kindling.data.GeneratedImages;
import io.kindling.data.ImageCodec;
import io.kindling.nn.FlatParameters;
import io.kindling.spark.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorSizeHint;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every accepted type of features and labels, good and bad. */
final class ColumnTypesTest {
  private static final GeneratedImages IMAGES = new GeneratedImages(5);
  private static final int N = 24;
  private static final String CNN =
      "[\"Conv2d(3, 4, 5, stride=4)\", \"ReLU\", \"Flatten\", \"Linear(196, 10)\"]";

  private static KindlingClassifier images() {
    return new KindlingClassifier()
        .setArchitecture(CNN)
        .setFeaturesCol("x")
        .setNormalizationMean(0.49, 0.48, 0.45)
        .setNormalizationStd(0.25)
        .setBatchSize(8)
        .setEpochs(2)
        .setNumWorkers(2)
        .setSeed(1);
  }

  private static Dataset<Row> frame(DataType type, LongFunction<Object> sample) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < N; i++) {
      rows.add(RowFactory.create(sample.apply(i), IMAGES.label(i)));
    }
    var schema = new StructType().add("x", type).add("label", DataTypes.IntegerType);
    return SharedSpark.get().createDataFrame(rows, schema).coalesce(2);
  }

  private static byte[] png(long i) {
    return ImageCodec.encodePng(IMAGES.image(i), 0, Cifar10.SHAPE);
  }

  private static Dataset<Row> encoded() {
    StructType image =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    return frame(image, i -> RowFactory.create(png(i), "img/" + i + ".png"));
  }

  private static double[] scaled(long i) {
    byte[] pixels = IMAGES.image(i);
    double[] values = new double[pixels.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = (pixels[k] & 0xff) / 255f;
    }
    return values;
  }

  private static Object floats(long i) {
    List<Float> values = new ArrayList<>();
    for (double v : scaled(i)) {
      values.add((float) v);
    }
    return values.toArray(new Float[0]);
  }

  private static Object boxed(long i) {
    List<Double> values = new ArrayList<>();
    for (double v : scaled(i)) {
      values.add(v);
    }
    return values.toArray(new Double[0]);
  }

  private static List<Row> raw(KindlingClassificationModel model, Dataset<Row> data) {
    return model.transform(data).select("rawPrediction").collectAsList();
  }

  @Test
  void everyFormOfAnImageIsTheSameImage(@TempDir Path folder) throws Exception {
    Dataset<Row> published = encoded();
    KindlingClassificationModel model = images().fit(published);
    assertArrayEquals(new int[] {3, 32, 32}, model.sampleShape());
    List<Row> scores = raw(model, published);
    float[] network = FlatParameters.of(model.network()).values();

    Dataset<Row> pixels = frame(DataTypes.BinaryType, IMAGES::image);
    assertEquals(scores, raw(model, pixels));
    assertArrayEquals(network, FlatParameters.of(images().fit(pixels).network()).values());

    for (int i = 0; i < N; i++) {
      Files.write(folder.resolve(String.format("%02d.png", i)), png(i));
    }
    Dataset<Row> files =
        SharedSpark.get()
            .read()
            .format("image")
            .load(folder.toString())
            .withColumnRenamed("image", "x")
            .orderBy("x.origin");
    assertEquals(scores, raw(model, files));

    // Real numbers are not divided by 255: these were, and the shape must be told.
    List<Dataset<Row>> reals =
        List.of(
            frame(SQLDataTypes.VectorType(), i -> Vectors.dense(scaled(i))),
            frame(SQLDataTypes.VectorType(), i -> Vectors.dense(scaled(i)).toSparse()),
            frame(DataTypes.createArrayType(DataTypes.FloatType), ColumnTypesTest::floats),
            frame(DataTypes.createArrayType(DataTypes.DoubleType), ColumnTypesTest::boxed));
    for (Dataset<Row> data : reals) {
      KindlingClassificationModel again = images().setInputShape(3, 32, 32).fit(data);
      assertArrayEquals(network, FlatParameters.of(again.network()).values(), 1e-5f);
      assertEquals(raw(again, reals.get(0)), raw(again, data));
    }
  }

  @Test
  void predictionsDependNeitherOnTheBatchNorOnThePartition() {
    Dataset<Row> data = encoded();
    KindlingClassificationModel model = images().fit(data);
    List<Row> scores = raw(model, data);
    for (int batch : new int[] {1, 5, 16}) {
      assertEquals(scores, raw(model.copy(ParamMap.empty()).setScoringBatchSize(batch), data));
    }
    assertEquals(scores, raw(model, data.coalesce(1)));
    model.registerUdf(SharedSpark.get(), "kind_of");
    Dataset<Row> sql = model.transform(data).where("kind_of(x) = prediction");
    assertEquals(N, sql.count());
    assertEquals(
        N,
        model
            .transform(frame(DataTypes.BinaryType, IMAGES::image))
            .where("kind_of(x) = prediction")
            .count());
    assertEquals(1, data.limit(1).selectExpr("kind_of(null) is null as y").where("y").count());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tinyint", "smallint", "int", "bigint", "float", "double", "decimal(10,2)"})
  void aLabelOfAnyNumericTypeIsTheSame(String type) {
    Dataset<Row> data = Tables.frame(60, 2);
    float[] expected =
        FlatParameters.of(Tables.classifier().setEpochs(2).fit(data).network()).values();
    Dataset<Row> other = data.withColumn("label", functions.expr("cast(label as " + type + ")"));
    KindlingClassificationModel model = Tables.classifier().setEpochs(2).fit(other);
    assertArrayEquals(expected, FlatParameters.of(model.network()).values());
  }

  @Test
  void badRowsAreNamedOrSkipped() {
    assertBad("cast(null as array<double>)", "array is null");
    assertBad("array(1D, 2D, 3D, cast('NaN' as double))", "value 3 is NaN");
    assertBad("array(1D, 2D, 3D, cast('Infinity' as double))", "value 3 is Infinity");
    assertBad("array(1D, 2D, 3D, null)", "value 3 is null");
    assertBad("array(1D, 2D)", "got an array of 2 values, wanted 4");
  }

  /** Rows 3 and 10 get the bad value, in fit and in transform. */
  private static void assertBad(String value, String problem) {
    Dataset<Row> good =
        SharedSpark.get()
            .range(0, 40, 1, 3)
            .selectExpr(
                "array(sin(id), cos(id), sin(2 * id), cos(2 * id)) as features",
                "cast(id % 3 as int) as label",
                "id");
    Dataset<Row> bad =
        good.withColumn("features", functions.expr("if(id in (3, 10), " + value + ", features)"));
    KindlingClassifier classifier = Tables.classifier().setEpochs(1);
    String expected = "column features, row 3: " + problem;
    assertProblem(expected, () -> classifier.fit(bad));
    KindlingClassificationModel model = classifier.fit(good);
    assertProblem(expected, () -> model.transform(bad).collectAsList());

    KindlingClassificationModel skipping =
        classifier.copy(ParamMap.empty()).setHandleInvalid("skip").fit(bad);
    assertArrayEquals(
        FlatParameters.of(classifier.fit(good.where("id not in (3, 10)")).network()).values(),
        FlatParameters.of(skipping.network()).values());
    assertEquals(38, skipping.transform(bad).collectAsList().size());
    assertEquals(0, skipping.transform(bad).where("id in (3, 10)").count());
  }

  private static void assertProblem(String expected, Runnable work) {
    Exception failure = assertThrows(Exception.class, work::run);
    String message = DataException.describe(failure).orElse(failure.toString());
    assertTrue(message.startsWith(expected), message);
  }

  @Test
  void theFirstRowMayBeInvalidWhereRowsAreSkipped() {
    Dataset<Row> data =
        Tables.frame(30, 1)
            .selectExpr("label", "value", "monotonically_increasing_id() as id")
            .selectExpr(
                "label",
                "case id when 0 then null when 1 then array(1D) else array(value, 1D, 2D, 3D) end"
                    + " as features");
    KindlingClassificationModel model =
        Tables.classifier().setEpochs(1).setHandleInvalid("skip").fit(data);
    assertArrayEquals(new int[] {4}, model.sampleShape());
    assertEquals(28, model.transform(data).count());
  }

  @Test
  void badLabelsAndWeightsAreNamed() {
    Dataset<Row> data = Tables.frame(12, 1);
    KindlingClassifier classifier = Tables.classifier().setEpochs(1);
    assertProblem(
        "column label, row 0: label is null",
        () -> classifier.fit(data.withColumn("label", functions.expr("cast(null as int)"))));
    assertProblem(
        "column label, row 0: label 0.5 is out of range, wanted 0 to 2",
        () -> classifier.fit(data.withColumn("label", functions.lit(0.5))));
    KindlingClassifier weighted = classifier.copy(ParamMap.empty()).setWeightCol("value");
    assertProblem(
        "column value, row 0: weight is -1.0, wanted a finite number",
        () -> weighted.fit(data.withColumn("value", functions.lit(-1.0))));
    assertProblem(
        "column value, row 0: weight is null",
        () -> weighted.fit(data.withColumn("value", functions.expr("cast(null as double)"))));
  }

  @Test
  void anImageOfAnotherSizeIsNamed() {
    StructType image =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    KindlingClassificationModel model = images().setEpochs(1).fit(encoded());
    Dataset<Row> broken =
        frame(
                image,
                i -> RowFactory.create(i == 5 ? new byte[] {1, 2} : png(i), "cat/" + i + ".png"))
            .coalesce(1);
    Exception failure =
        assertThrows(Exception.class, () -> model.transform(broken).collectAsList());
    String message = DataException.describe(failure).orElseThrow();
    assertTrue(message.startsWith("column x, row 5 (cat/5.png): "), message);
    assertEquals(N - 1, model.setHandleInvalid("skip").transform(broken).count());
  }

  @Test
  void vectorsOfTheAssemblerAreCheckedBeforeAnythingRuns() {
    Dataset<Row> wide =
        new VectorAssembler()
            .setInputCols(new String[] {"features", "value"})
            .setOutputCol("all")
            .transform(
                new VectorSizeHint()
                    .setInputCol("features")
                    .setSize(4)
                    .transform(Tables.frame(10, 1)));
    KindlingClassificationModel model = Tables.classifier().setEpochs(1).fit(wide);
    String message =
        assertThrows(
                DataException.class,
                () -> model.setFeaturesCol("all").transformSchema(wide.schema()))
            .getMessage();
    assertTrue(message.contains("column all holds vectors of 5 values, wanted 4"), message);
    Vector first = wide.first().getAs("all");
    assertEquals(5, first.size());
  }
}
