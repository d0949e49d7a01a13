package io.kindling.spark.testing;

import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * A fit whose model throws what is wrong after some steps; the outcome is the number of stages
 * begun after that, of tasks that failed, and what is said. Arguments: the strategy, and {@link
 * Slowly#LINKAGE} or another word.
 */
public final class FitsWithAnError implements SharedCluster.Work {
  private static final int SETTLE_MILLIS = 1000;

  @Override
  public String run(SparkSession session, String... args) throws Exception {
    var spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    Path folder = Files.createTempDirectory("kindling-wrong");
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger stages = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            failed.addAndGet(end.taskInfo().failed() ? 1 : 0);
          }

          @Override
          public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
            stages.addAndGet(Files.exists(folder.resolve(Slowly.WRONG)) ? 1 : 0);
          }
        };
    spark.sc().addSparkListener(counter);
    TrainingListener wrong =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            if (report.step() == 5) {
              try {
                // Moved there: a worker is not to see half of it.
                Path written = Files.writeString(folder.resolve("what"), args[1]);
                Files.move(written, folder.resolve(Slowly.WRONG));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            }
          }
        };
    try {
      CancelledFits.trainer(folder, CancelledFits.data(spark), args[0])
          .listener(wrong)
          .build()
          .fit();
      throw new AssertionError("the fit has not failed");
    } catch (TrainingFailedException e) {
      Thread.sleep(SETTLE_MILLIS); // listeners are told later
      return stages + " " + failed + " " + e.getMessage();
    } finally {
      spark.sc().removeSparkListener(counter);
    }
  }
}
