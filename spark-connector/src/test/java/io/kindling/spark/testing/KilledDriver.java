package io.kindling.spark.testing;

import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.checkpoint.CheckpointConfig;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A run of {@link SmallRun} in this process that resumes, and waits to be killed in some step. */
public final class KilledDriver {
  private KilledDriver() {}

  /** Arguments: folder for trouble, for checkpoints, the step to wait in or -1, the strategy. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    long waitAfter = Long.parseLong(args[2]) - 1;
    SparkConf conf = TestConf.of("killed driver", "local[2]");
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            if (report.step() == waitAfter) {
              Trouble.ask(folder, Trouble.Kind.WAIT_FOR_KILL);
            }
          }
        };
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      System.out.println(
          SmallRun.bits(
              SmallRun.trainer(folder, SmallRun.data(spark, 2), SmallRun.strategy(args[3]))
                  .checkpoint(CheckpointConfig.in(args[1]).everySteps(4))
                  .resume(true)
                  .listener(listener)
                  .build()
                  .fit()));
    }
  }
}
