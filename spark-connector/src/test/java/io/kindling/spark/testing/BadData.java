package io.kindling.spark.testing;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Data with a fault in the last row; the outcome is how many tasks have failed and what is said.
 *
 * <p>Argument: {@code label}, found before rows are shuffled; {@code image}, found after that;
 * {@code blocks}, in blocks that the caller has made; or a strategy, under which a block cannot be
 * decoded again after the first epoch.
 */
public final class BadData implements SharedCluster.Work {
  private static final int SETTLE_MILLIS = 500;
  private static final String DAMAGED = "damaged";

  @Override
  public String run(SparkSession session, String... args) throws Exception {
    AtomicInteger failed = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            failed.addAndGet(end.taskInfo().failed() ? 1 : 0);
          }
        };
    session.sparkContext().addSparkListener(counter);
    try {
      switch (args[0]) {
        case "label", "image" -> load(session, args[0]);
        default -> fit(session, args[0]);
      }
      throw new AssertionError("bad data are accepted");
    } catch (RuntimeException e) {
      Thread.sleep(SETTLE_MILLIS); // another attempt would come, and listeners are told later
      return failed + " " + e.getMessage();
    } finally {
      session.sparkContext().removeSparkListener(counter);
    }
  }

  private static void load(SparkSession session, String fault) {
    Dataset<Row> rows =
        session
            .range(0, 100, 1, 2)
            .selectExpr(
                "struct(cast('no image' as binary) as bytes, 'a/b.png' as path) as img",
                fault.equals("label") ? "if(id = 99, 77, 1) as label" : "1 as label");
    DistributedSamples.fromRows(rows, SampleSpec.cifar10(), 2).close();
  }

  private static void fit(SparkSession session, String strategy) throws Exception {
    var spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    Path folder = Files.createTempDirectory("kindling-bad-data");
    boolean atOnce = strategy.equals("blocks");
    if (atOnce) {
      damage(folder);
    }
    String there = folder.toString();
    JavaRDD<SampleBlock> data =
        FormulaData.spread(spark, new ImageShape(1, 8, 8), 40, 2)
            .map(block -> decode(there, block));
    TrainingListener damager =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            if (report.step() == 5) {
              damage(folder);
            }
          }
        };
    CancelledFits.trainer(folder, data, atOnce ? "tree" : strategy).listener(damager).build().fit();
  }

  private static SampleBlock decode(String folder, SampleBlock block) {
    if (block.firstIndex() > 0 && Files.exists(Path.of(folder, DAMAGED))) {
      throw new DataException("the last row is damaged");
    }
    return block;
  }

  private static void damage(Path folder) {
    try {
      Files.writeString(folder.resolve(DAMAGED), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
