package io.kindling.spark.testing;

import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.allreduce.StepReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains on two executors, the first of which is told to compute with scalar kernels; prints for
 * each strategy that is named what a listener was warned of before which step, and what the result
 * says of it.
 */
public final class MixedKernels {
  private MixedKernels() {}

  public static void main(String[] strategies) throws Exception {
    Path options = Files.createTempDirectory("kindling-options");
    Files.writeString(options.resolve("0"), "-Dkindling.kernels=scalar");
    Files.writeString(options.resolve("1"), "-Dkindling.kernels=simd");
    SparkConf conf = TestConf.cluster("mixed kernels", "local-cluster[2,1,1024]");
    conf.set(
        "spark.executor.extraJavaOptions",
        conf.get("spark.executor.extraJavaOptions")
            + " -XX:VMOptionsFile="
            + options
            + "/{{EXECUTOR_ID}}");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      for (String strategy : strategies) {
        Told told = new Told();
        TrainingResult result =
            SmallRun.trainer(options, SmallRun.data(spark, 2), SmallRun.strategy(strategy))
                .maxSteps(2)
                .listener(told)
                .build()
                .fit();
        System.out.println(strategy + ": " + told.events + " | " + result.warnings());
      }
    }
  }

  private static final class Told implements TrainingListener {
    final List<String> events = new ArrayList<>();

    @Override
    public void onWarning(String text) {
      events.add("warning: " + text);
    }

    @Override
    public void onStep(StepReport step) {
      events.add("step " + step.step());
    }
  }
}
