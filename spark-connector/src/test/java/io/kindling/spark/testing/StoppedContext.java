package io.kindling.spark.testing;

import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.StepReport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** Fits whose context is stopped by another thread; prints what is said of each strategy. */
public final class StoppedContext {
  private StoppedContext() {}

  public static void main(String[] strategies) throws Exception {
    for (String strategy : strategies) {
      Path folder = Files.createTempDirectory("kindling-stopped");
      JavaSparkContext spark = new JavaSparkContext(TestConf.of("stopped", "local[2]"));
      Thread stop = new Thread(spark::stop, "stop");
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
              if (report.step() == 5) {
                stop.start();
              }
            }
          };
      try {
        CancelledFits.trainer(folder, CancelledFits.data(spark), strategy)
            .listener(listener)
            .build()
            .fit();
      } catch (TrainingFailedException e) {
        long good = e.lastGoodStep();
        stop.join();
        try (var again = new JavaSparkContext(TestConf.of("again", "local[2]"))) {
          var data = CancelledFits.data(again);
          var trainer = CancelledFits.trainer(folder, data, strategy);
          long bits =
              SmallRun.modelBits(
                  good == 0
                      ? CancelledFits.model(folder)
                      : trainer.maxSteps(good).build().fit().module());
          boolean same = bits == SmallRun.modelBits(e.lastGood());
          System.out.println(strategy + " " + same + " " + e.isCancelled() + " " + e.getMessage());
        }
      }
    }
  }
}
