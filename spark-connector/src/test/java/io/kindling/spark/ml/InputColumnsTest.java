package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.models.WideAndDeep;
import io.kindling.predict.TablePredictor;
import io.kindling.spark.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks over several columns of numbers, categories and texts. */
final class InputColumnsTest {
  private static final String[] COLUMNS = {
    "age", "city", "sku", "title", "tags", "ids", "place", "member"
  };

  private static final String SPECS =
      "sku: hash(50, dim=4), title: text(word, length=6), city: categorical(dim=4)";

  private static final StructType SCHEMA =
      new StructType()
          .add("age", DataTypes.DoubleType)
          .add("city", DataTypes.StringType)
          .add("sku", DataTypes.LongType)
          .add("title", DataTypes.StringType)
          .add("tags", DataTypes.createArrayType(DataTypes.StringType))
          .add("ids", DataTypes.createArrayType(DataTypes.IntegerType))
          .add("place", SQLDataTypes.VectorType())
          .add("member", DataTypes.BooleanType)
          .add("label", DataTypes.IntegerType)
          .add("value", DataTypes.DoubleType);

  private static final List<String> CITIES = List.of("Oslo", "Bergen", "Lima", "Quito", "Cairo");

  @TempDir Path folder;

  /** The city, a word of the title and the age decide together. */
  private static List<Row> rows(int n, boolean holes) {
    Random random = new Random(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int city = random.nextInt(CITIES.size());
      boolean good = random.nextBoolean();
      double age = 40 + 15 * random.nextGaussian();
      boolean missing = holes && i % 10 == 3;
      int label = (city < 2 ? 1 : 0) + (good ? 1 : 0);
      rows.add(
          RowFactory.create(
              missing ? null : (Double) age,
              holes && i % 10 == 7 ? null : CITIES.get(city),
              (long) random.nextInt(1000),
              (good ? "A very GOOD thing no. " : "quite a bad thing no. ") + i % 7,
              List.of("t" + i % 3, "u"),
              List.of(i % 5, 1),
              Vectors.dense(random.nextGaussian(), i % 4 == 0 ? 0 : 1),
              i % 2 == 0,
              label,
              (city < 2 ? 2.0 : -1.0) + (good ? 1 : 0) + age / 40));
    }
    return rows;
  }

  private static Dataset<Row> frame(int n, boolean holes) {
    return SharedSpark.get().createDataFrame(rows(n, holes), SCHEMA).coalesce(3);
  }

  private static KindlingClassifier classifier() {
    return new KindlingClassifier()
        .setInputCols(COLUMNS)
        .setInputSpecs(SPECS)
        .setArchitecture("wideAndDeep([16])")
        .setOptimizer("Adam")
        .setLearningRate(0.02)
        .setBatchSize(32)
        .setEpochs(6)
        .setNumWorkers(2)
        .setSeed(5);
  }

  private static Map<String, Object> map(Row row) {
    Map<String, Object> map = new HashMap<>();
    for (String column : COLUMNS) {
      Object value = row.get(row.fieldIndex(column));
      if (value instanceof Vector vector) {
        value = vector.toArray();
      } else if (value instanceof scala.collection.Seq) {
        value = row.getList(row.fieldIndex(column));
      }
      map.put(column, value);
    }
    return map;
  }

  @Test
  void stageFunctionAndPlainJvmGiveTheSame() throws IOException {
    Dataset<Row> table = frame(400, true);
    KindlingClassificationModel model = classifier().setHandleInvalid("mean").fit(table);
    assertEquals(3, model.numClasses());
    assertTrue(model.network() instanceof WideAndDeep);
    Dataset<Row> scored = model.transform(table);
    long right = scored.where("prediction = label").count();
    assertTrue(right > 360, right + " of 400 are right, of which 40 have no city");
    model.save(folder.resolve("m").toString());
    var loaded = KindlingClassificationModel.load(folder.resolve("m").toString());
    assertEquals(model.inputs(), loaded.inputs());
    assertEquals(
        scored.select("rawPrediction", "prediction").collectAsList(),
        loaded.transform(table).select("rawPrediction", "prediction").collectAsList());
    loaded.registerUdf(SharedSpark.get(), "table_prediction");
    scored.createOrReplaceTempView("scored");
    String columns = String.join(", ", COLUMNS);
    assertEquals(
        0,
        SharedSpark.get()
            .sql(
                "SELECT * FROM scored WHERE prediction <> table_prediction(struct(label, "
                    + columns
                    + "))")
            .count());
    TablePredictor plain = TablePredictor.load(folder.resolve("m").resolve("network"));
    for (Row row : scored.limit(50).collectAsList()) {
      float[] outputs = plain.predict(map(row));
      double[] expected = row.<Vector>getAs("rawPrediction").toArray();
      for (int c = 0; c < outputs.length; c++) {
        assertEquals(expected[c], outputs[c], 1e-4);
      }
    }
    Files.writeString(folder.resolve("m/network/inputs.json"), "{\"format\": 1}");
    Files.deleteIfExists(folder.resolve("m/network/.inputs.json.crc"));
    DataException damaged =
        assertThrows(
            DataException.class,
            () -> KindlingClassificationModel.load(folder.resolve("m").toString()));
    assertTrue(damaged.getMessage().contains("inputs.json"), damaged.getMessage());
  }

  @Test
  void strategiesAndSeedsGiveTheSameBits() {
    Dataset<Row> table = frame(120, false);
    float[] tree = FlatParameters.of(classifier().setEpochs(2).fit(table).network()).values();
    var resident = classifier().setEpochs(2).setAllReduce("resident").fit(table);
    assertArrayEquals(tree, FlatParameters.of(resident.network()).values());
  }

  @Test
  void vocabulariesDoNotDependOnPartitions() {
    Dataset<Row> table = frame(200, true);
    KindlingClassifier stage = classifier().setHandleInvalid("mean").setEpochs(1);
    String one = stage.fit(table.coalesce(1)).inputs().orElseThrow().packed().toString();
    assertEquals(one, stage.fit(table).inputs().orElseThrow().packed().toString());
    assertTrue(one.contains("embedding('city', 7, 4), embedding('sku', 52, 4)"), one);
  }

  @Test
  void regressionAndWhatIsLeftOut() {
    Dataset<Row> table = frame(400, true);
    KindlingRegressor regressor =
        new KindlingRegressor()
            .setInputCols("age", "city", "title")
            .setInputSpecs("title: text")
            .setLabelCol("value")
            .setOptimizer("Adam")
            .setLearningRate(0.01)
            .setBatchSize(32)
            .setEpochs(8)
            .setNumWorkers(1)
            .setHandleInvalid("skip");
    KindlingRegressionModel model = regressor.fit(table);
    assertEquals(40, model.summary().skippedRows());
    Dataset<Row> scored = model.transform(table);
    assertEquals(360, scored.count());
    double error =
        scored
            .where("city is not null")
            .selectExpr("avg(abs(prediction - value))")
            .first()
            .getDouble(0);
    assertTrue(error < 0.4, "mean absolute error " + error);
    DataException missing =
        assertThrows(DataException.class, () -> regressor.setHandleInvalid("error").fit(table));
    assertTrue(
        missing.getMessage().contains("column age, row ")
            && missing.getMessage().contains("is null, wanted a number; handleInvalid = mean"),
        missing.getMessage());
  }

  @Test
  void columnsMayHaveOtherNamesLater() {
    Dataset<Row> table = frame(60, false);
    var model = classifier().setInputCols("age", "city").setInputSpecs("").setEpochs(1).fit(table);
    Dataset<Row> renamed =
        table.withColumnRenamed("age", "years").withColumnRenamed("city", "town");
    assertEquals(
        model.transform(table).select("prediction").collectAsList(),
        model
            .setInputCols("years", "town")
            .transform(renamed)
            .select("prediction")
            .collectAsList());
    DataException gone =
        assertThrows(DataException.class, () -> model.transform(renamed.drop("town")));
    assertTrue(gone.getMessage().contains("there is no column town"), gone.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "age, citty      |                      | there is no column citty; did you mean city",
        "age, city       | town: hash(5)        | names a column town, which is not among"
            + " inputCols",
        "age, city       | city: numeric        | column city is of type string, and numeric wants"
            + " numbers, a vector or an array of numbers; write city: categorical in inputSpecs",
        "tags            | tags: text           | and text(word) wants a string; write tags:"
            + " tokens",
        "place           | place: categorical   | wants strings, numbers, truth values or dates;"
            + " write place: numeric",
        "ids             | ids: tokens          | wants an array of strings; write ids: indices",
        "spot            |                      | column spot is of type struct<a:int>, and inputs"
            + " are numbers"
      })
  void errorsNameColumnTypeAndCure(String columns, String specs, String message) {
    Dataset<Row> table = frame(5, false).selectExpr("*", "named_struct('a', 1) as spot");
    KindlingClassifier stage =
        classifier().setInputCols(columns.split(", ")).setInputSpecs(specs == null ? "" : specs);
    DataException bad = assertThrows(DataException.class, () -> stage.fit(table));
    assertTrue(bad.getMessage().contains(message), bad.getMessage());
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    Dataset<Row> table = frame(5, false);
    var crop = classifier().setMix("mixUp(0.2)");
    var together = assertThrows(IllegalArgumentException.class, () -> crop.fit(table));
    assertTrue(together.getMessage().contains("mix cannot be set together with inputCols"));
    var mean = Tables.classifier().setHandleInvalid("mean");
    var alone = assertThrows(IllegalArgumentException.class, () -> mean.fit(Tables.frame(9, 1)));
    assertTrue(alone.getMessage().contains("is for numbers in inputCols"), alone.getMessage());
    var twice =
        assertThrows(IllegalArgumentException.class, () -> classifier().setInputCols("a", "a"));
    assertEquals("inputCols: got [a, a], wanted names that differ", twice.getMessage());
    var empty =
        assertThrows(
            DataException.class,
            () ->
                classifier()
                    .fit(
                        table
                            .selectExpr("*")
                            .drop("age")
                            .selectExpr(
                                "cast(null as double) as age",
                                "city",
                                "sku",
                                "title",
                                "tags",
                                "ids",
                                "place",
                                "member",
                                "label")));
    assertTrue(empty.getMessage().contains("column age: has no finite number"));
    assertEquals(Arrays.asList(COLUMNS), List.of(classifier().getInputCols()));
  }
}
