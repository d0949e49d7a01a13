package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.SparseBatch;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.models.Mlp;
import io.kindling.optim.SGD;
import io.kindling.random.Generator;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.testing.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

/** Vectors of which most values are zero are trained on and scored without their zeros. */
final class SparseVectorsTest {
  private static final int WIDE = 1 << 18;
  private static final int MEDIUM = 1 << 16;
  private static final int NARROW = 2048;
  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.IntegerType)
          .add("held", DataTypes.BooleanType);

  /** Rows of two values; what the class is, the first of them says. */
  private static Dataset<Row> frame(int n, int features, boolean dense, int partitions) {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int label = random.nextInt(2);
      int first = label * 20 + random.nextInt(20);
      int second = 40 + random.nextInt(features - 40);
      Vector x = Vectors.sparse(features, new int[] {first, second}, new double[] {1.5, 0.5});
      rows.add(RowFactory.create(dense ? x.toDense() : x, label, i % 5 == 0));
    }
    return SharedSpark.get().createDataFrame(rows, SCHEMA).coalesce(partitions);
  }

  private static KindlingClassifier classifier(int features) {
    return new KindlingClassifier()
        .setArchitecture("mlp([" + features + ", 4, 2])")
        .setOptimizer("Adam")
        .setLearningRate(0.05)
        .setBatchSize(64)
        .setEpochs(3)
        .setNumWorkers(2)
        .setSeed(3);
  }

  private static float[] values(KindlingClassificationModel model) {
    return FlatParameters.of(model.network()).values();
  }

  private static double[] scores(KindlingClassificationModel model, Dataset<Row> rows) {
    return model.transform(rows).select("probability").collectAsList().stream()
        .mapToDouble(row -> row.<Vector>getAs(0).apply(1))
        .toArray();
  }

  @Test
  void theSameIsLearnedAsWithZeros() {
    KindlingClassificationModel sparse = classifier(NARROW).fit(frame(300, NARROW, false, 3));
    Dataset<Row> zeros = frame(300, NARROW, true, 3);
    // Dense vectors with as many zeros are kept sparse too: it is the rows that count.
    assertArrayEquals(values(classifier(NARROW).fit(zeros)), values(sparse));
    SampleSpec spec = SampleSpec.classes(2).featuresCol("features");
    try (var kept = DistributedSamples.fromRows(zeros, spec, 2);
        var full = DistributedSamples.fromRows(zeros, spec.sparse(false), 2)) {
      assertTrue(kept.sparse());
      assertFalse(full.sparse());
      assertTrue(kept.bytes() < full.bytes() / 100, kept.bytes() + " of " + full.bytes());
      assertTrue(SparseBatch.isSparse(kept.blocks().first()));
      var one = trained(kept);
      var other = trained(full);
      assertArrayEquals(other, one, 1e-5f);
    }
  }

  private static float[] trained(DistributedSamples samples) {
    try (var random = Generator.use(new Generator(9))) {
      var result =
          DistributedTrainer.builder()
              .model(Mlp.create(NARROW, 4, 2))
              .optimizer(SGD.options().lr(0.1).momentum(0.9))
              .trainingData(samples)
              .evaluationData(samples)
              .batchSize(50)
              .epochs(2)
              .build()
              .fit();
      return FlatParameters.of(result.module()).values();
    }
  }

  @Test
  void wideRowsAreLearnedAndScoredOnAnyPartitioning(@TempDir Path folder) throws Exception {
    Dataset<Row> rows = frame(400, MEDIUM, false, 4);
    KindlingClassifier classifier = classifier(MEDIUM).setValidationIndicatorCol("held");
    KindlingClassificationModel model = classifier.setAllReduce("tree").fit(rows);
    float[] learned = values(model);
    assertArrayEquals(learned, values(classifier.fit(rows.coalesce(1))));
    assertArrayEquals(learned, values(classifier.setAllReduce("resident").fit(rows)));
    assertArrayEquals(learned, values(classifier.setAllReduce("sharded").fit(rows)));

    double[] scores = scores(model, rows);
    int right = 0;
    List<Row> labels = rows.select("label").collectAsList();
    for (int i = 0; i < scores.length; i++) {
      right += (scores[i] > 0.5 ? 1 : 0) == labels.get(i).getInt(0) ? 1 : 0;
    }
    assertTrue(right > 390, right + " of 400 are right");
    model.registerUdf(SharedSpark.get(), "sparse_class");
    rows.createOrReplaceTempView("sparse_rows");
    assertEquals(
        right,
        SharedSpark.get()
            .sql("SELECT * FROM sparse_rows WHERE sparse_class(features) = label")
            .count());
    String path = folder.resolve("model").toString();
    model.save(path);
    KindlingClassificationModel loaded = KindlingClassificationModel.load(path);
    assertArrayEquals(scores, scores(loaded.setScoringBatchSize(7), rows.coalesce(1)));
    // What was learned from sparse rows also scores dense ones.
    double[] first = Arrays.copyOf(scores, 3);
    assertArrayEquals(first, scores(loaded, frame(3, MEDIUM, true, 1)));
  }

  @Test
  void aFirstLayerThatWantsZerosIsRefusedWithFigures() {
    Dataset<Row> rows = frame(8000, WIDE, false, 1);
    KindlingClassifier classifier =
        classifier(WIDE)
            .setArchitecture("[\"Dropout(0.1)\", \"Linear(262144, 2)\"]")
            .setBatchSize(8000)
            .setNumWorkers(1);
    String said = assertThrows(Exception.class, () -> classifier.fit(rows)).getMessage();
    assertTrue(said.contains("does not fit into memory"), said);
    assertTrue(said.contains("first layer") && said.contains("Linear"), said);
  }
}
