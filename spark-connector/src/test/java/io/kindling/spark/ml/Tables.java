package io.kindling.spark.ml;

import io.kindling.spark.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Generated tables: four features, three rings of classes, a number that is a smooth function. */
final class Tables {
  static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.IntegerType)
          .add("value", DataTypes.DoubleType)
          .add("held", DataTypes.BooleanType);

  private Tables() {}

  static List<Row> rows(int first, int n) {
    Random random = new Random(7);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < first + n; i++) {
      double[] x = new double[4];
      for (int k = 0; k < x.length; k++) {
        x[k] = random.nextGaussian();
      }
      double r = x[0] * x[0] + x[1] * x[1];
      int label = r < 0.8 ? 0 : r < 2.2 ? 1 : 2;
      double value = x[0] * 2 - x[1] + 0.5 * x[2] + 3;
      rows.add(RowFactory.create(Vectors.dense(x), label, value, i % 5 == 0));
    }
    return rows.subList(first, first + n);
  }

  static Dataset<Row> frame(int n, int partitions) {
    return frame(0, n, partitions);
  }

  /** Rows {@code first} to {@code first + n} of the endless table. */
  static Dataset<Row> frame(int first, int n, int partitions) {
    return SharedSpark.get().createDataFrame(rows(first, n), SCHEMA).coalesce(partitions);
  }

  static KindlingClassifier classifier() {
    return new KindlingClassifier()
        .setArchitecture("mlp([4, 16, 3])")
        .setOptimizer("Adam")
        .setLearningRate(0.02)
        .setBatchSize(64)
        .setEpochs(8)
        .setNumWorkers(2)
        .setSeed(3);
  }

  static KindlingRegressor regressor() {
    return new KindlingRegressor()
        .setArchitecture("mlp([4, 16, 1])")
        .setLabelCol("value")
        .setOptimizer("Adam")
        .setLearningRate(0.02)
        .setEpochs(12)
        .setNumWorkers(2);
  }
}
