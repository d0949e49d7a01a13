package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.MSELoss;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class TargetsAndWeightsTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType)
          .add("pair", DataTypes.createArrayType(DataTypes.FloatType));

  private final SparkSession spark = SharedSpark.get();

  private static Row row(int i, Double label, Double weight) {
    double x = Math.sin(i);
    double y = Math.cos(3 * i);
    return RowFactory.create(
        Vectors.dense(x, y), label, weight, List.of((float) (x + y), (float) (x - y)));
  }

  private static Row row(int i, double weight) {
    return row(i, (double) (Math.sin(i) > 0 ? 1 : 0), weight);
  }

  private Dataset<Row> frame(List<Row> rows, int partitions) {
    return spark.createDataFrame(rows, SCHEMA).coalesce(partitions);
  }

  private static Module linear() {
    return FormulaData.initialize(new Sequential(new Linear(2, 2)), 0.5);
  }

  private static TrainingResult fit(DistributedSamples samples, Loss loss, int batch) {
    return DistributedTrainer.builder()
        .model(linear())
        .loss(loss)
        .optimizer(SGD.options().lr(0.1))
        .trainingData(samples)
        .batchSize(batch)
        .shuffle(false)
        .epochs(5)
        .build()
        .fit();
  }

  private static float[] values(TrainingResult result) {
    return FlatParameters.of(result.module()).values();
  }

  @Test
  void aWeightOfTwoIsTheSampleTwice() {
    List<Row> weighted = new ArrayList<>();
    List<Row> repeated = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      weighted.add(row(i, i % 3));
      for (int k = 0; k < i % 3; k++) {
        repeated.add(row(i, 1));
      }
    }
    Loss loss = new CrossEntropyLoss();
    var spec = SampleSpec.classes(2).featuresCol("features");
    try (var w = DistributedSamples.fromRows(frame(weighted, 2), spec.weightCol("weight"), 2);
        var r = DistributedSamples.fromRows(frame(repeated, 2), spec, 2)) {
      TrainingResult a = fit(w, loss, 12);
      TrainingResult b = fit(r, loss, 12);
      assertArrayEquals(values(b), values(a), 1e-6f);
      assertArrayEquals(b.stepLosses(), a.stepLosses(), 1e-6);
    }
  }

  @Test
  void severalNumbersArePredictedAsOnOneMachine() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(row(i, 1));
    }
    var spec = SampleSpec.regression().featuresCol("features").labelCol("pair");
    float[] distributed;
    try (var samples = DistributedSamples.fromRows(frame(rows, 1), spec, 3)) {
      SampleBlock first = samples.blocks().collect().get(0);
      assertEquals(2, first.targetWidth());
      distributed = values(fit(samples, new MSELoss(), 10));
    }

    Module model = linear();
    float[] x = new float[20];
    float[] y = new float[20];
    for (int i = 0; i < 10; i++) {
      x[2 * i] = (float) Math.sin(i);
      x[2 * i + 1] = (float) Math.cos(3 * i);
      y[2 * i] = (float) (Math.sin(i) + Math.cos(3 * i));
      y[2 * i + 1] = (float) (Math.sin(i) - Math.cos(3 * i));
    }
    var optimizer = SGD.options().lr(0.1).create(model.parameters());
    for (int epoch = 0; epoch < 5; epoch++) {
      optimizer.zeroGrad();
      Tensor output = model.call(Tensors.wrap(x.clone(), 10, 2));
      new MSELoss().call(output, Tensors.wrap(y.clone(), 10, 2)).backward();
      optimizer.step();
    }
    assertArrayEquals(FlatParameters.of(model).values(), distributed, 1e-6f);
  }

  @Test
  void invalidRowsAreNamedOrLeftOut() {
    List<Row> rows = new ArrayList<>();
    rows.add(RowFactory.create(null, 0.0, 1.0, null));
    rows.add(row(1, 1));
    rows.add(row(2, null, 1.0));
    rows.add(row(3, 0.0, null));
    rows.add(row(4, 7.0, 1.0));
    rows.add(RowFactory.create(Vectors.dense(1, Double.NaN), 0.0, 1.0, null));
    rows.add(RowFactory.create(Vectors.dense(1), 0.0, 1.0, null));
    rows.add(row(5, -1));
    rows.add(row(6, 1));
    var spec = SampleSpec.classes(2).featuresCol("features").weightCol("weight");
    try (var samples = DistributedSamples.fromRows(frame(rows, 3), spec.skipInvalid(true), 2)) {
      assertEquals(2, samples.size());
      assertEquals(ImageShape.vector(2), samples.shape());
    }
    Dataset<Row> all = frame(rows, 1).where("label is null or weight is null or weight < 0");
    String message = message(all, spec);
    assertTrue(message.contains("column label, row 0: label is null"), message);
    assertTrue(message(all.where("label is not null"), spec).contains("weight is null"));
    assertTrue(message(all, spec.weightCol("features")).contains("wanted numbers"));
    assertTrue(message(all, spec.weightCol("w")).contains("there is no weight column w"));
    Dataset<Row> none = all.where("weight < 0");
    assertTrue(message(none, spec.skipInvalid(true)).contains("there is no valid row"));
  }

  private static String message(Dataset<Row> rows, SampleSpec spec) {
    return assertThrows(DataException.class, () -> DistributedSamples.fromRows(rows, spec, 2))
        .getMessage();
  }
}
