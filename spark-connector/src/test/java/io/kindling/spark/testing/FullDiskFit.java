package io.kindling.spark.testing;

import io.kindling.spark.ml.KindlingRegressor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * An estimator's fit in a process whose files may not grow beyond some size (the caller sets the
 * limit), as on a disk that is full; prints what is said.
 */
public final class FullDiskFit {
  private static final int ROWS = 2000;
  private static final int WIDTH = 500;

  private FullDiskFit() {}

  public static void main(String[] args) throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .config(TestConf.of("full disk", "local[2]").set("spark.local.dir", args[0]))
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("OFF");
      SplittableRandom random = new SplittableRandom(3);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        double[] noise = random.doubles(WIDTH).toArray();
        rows.add(RowFactory.create(Vectors.dense(noise), noise[0]));
      }
      StructType schema =
          new StructType().add("features", new VectorUDT()).add("label", DataTypes.DoubleType);
      new KindlingRegressor()
          .setArchitecture("mlp([" + WIDTH + ", 1])")
          .fit(spark.createDataFrame(rows, schema));
      System.out.println("no failure");
    } catch (RuntimeException e) {
      System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}
