package io.kindling.spark.testing;

import io.kindling.data.ImageShape;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A repartitioned and cached table whose rows come back in another order when all executors are
 * lost: what Spark may do at any time, here does for certain.
 */
final class ReorderedTable {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final int ROWS = 88;
  private static final int SECONDS = 60;

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("pixels", DataTypes.BinaryType)
          .add("label", DataTypes.IntegerType);

  private final Path folder;

  ReorderedTable(Path folder) {
    this.folder = folder;
  }

  /**
   * Trains undisturbed, then again while both executors are killed.
   *
   * @param sorted whether the rows are sorted before they are cached
   * @return {@code same} or {@code different}, or how the disturbed run ended
   */
  String train(AllReduce strategy, boolean sorted) throws Exception {
    String expected;
    try (DistributedSamples samples = samples(sorted)) {
      expected = train(samples, strategy, TrainingListener.NONE);
    }
    try (DistributedSamples samples = samples(sorted)) {
      TrainingListener killer =
          new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
              if (report.step() == 8 && Files.notExists(marker())) {
                killExecutors();
              }
            }
          };
      return train(samples, strategy, killer).equals(expected) ? "same" : "different";
    } catch (TrainingFailedException e) {
      return SmallRun.modelBits(e.lastGood()) + " " + e.getMessage();
    }
  }

  private String train(DistributedSamples samples, AllReduce strategy, TrainingListener listener) {
    return SmallRun.bits(
        SmallRun.trainer(folder, samples.blocks(), strategy)
            .trainingData(samples)
            .listener(listener)
            .build()
            .fit());
  }

  private Path marker() {
    return folder.resolve("another-order");
  }

  private DistributedSamples samples(boolean sorted) {
    SparkSession session = SparkSession.builder().getOrCreate();
    List<Row> rows = new ArrayList<>();
    for (int s = 0; s < ROWS; s++) {
      byte[] pixels = new byte[SHAPE.size()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) FormulaData.pixel(s, i, pixels.length);
      }
      rows.add(RowFactory.create(s, pixels, FormulaData.label(s)));
    }
    String path = marker().toString();
    JavaRDD<Row> arriving =
        session
            .createDataFrame(rows, SCHEMA)
            .repartition(2)
            .javaRDD()
            .mapPartitions(it -> arrive(it, path));
    Dataset<Row> table = session.createDataFrame(arriving, SCHEMA);
    table = (sorted ? table.sortWithinPartitions("id") : table).cache();
    SampleSpec spec = SampleSpec.classes(10).featuresCol("pixels").shape(SHAPE);
    return DistributedSamples.fromRows(table, spec, 2);
  }

  private static Iterator<Row> arrive(Iterator<Row> rows, String marker) {
    List<Row> all = new ArrayList<>();
    rows.forEachRemaining(all::add);
    if (Files.exists(Path.of(marker))) {
      Collections.reverse(all);
    }
    return all.iterator();
  }

  /** All of them, while no step is under way. */
  private void killExecutors() {
    try {
      Files.createFile(marker());
      List<ProcessHandle> executors =
          ProcessHandle.current()
              .descendants()
              .filter(p -> p.info().commandLine().orElse("").contains("ExecutorBackend"))
              .toList();
      if (executors.size() != 2) {
        throw new AssertionError("there are " + executors.size() + " executors");
      }
      executors.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle executor : executors) {
        executor.onExit().get(SECONDS, TimeUnit.SECONDS);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
