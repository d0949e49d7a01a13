package io.kindling.spark.listener;

import java.util.Locale;
import org.apache.spark.SparkContext;

/**
 * What Spark's pages call the jobs of a run: {@code Kindling: epoch 3/10, steps 1173-1563, loss
 * 0.812}. Jobs that the user has put in no group get the run's, so that they can be cancelled by
 * it. When closed, all is as it was before.
 */
public final class JobDescriptions implements AutoCloseable {
  private static final String DESCRIPTION = "spark.job.description";
  private static final String GROUP = "spark.jobGroup.id";

  /** Names the run to which a job belongs. */
  public static final String RUN = "spark.kindling.run";

  private final SparkContext spark;
  private final String description;
  private final String group;
  private double loss = Double.NaN;

  /** Begins to describe the jobs that this thread starts. */
  public JobDescriptions(SparkContext spark, String runId) {
    this.spark = spark;
    this.description = spark.getLocalProperty(DESCRIPTION);
    this.group = spark.getLocalProperty(GROUP);
    spark.setLocalProperty(RUN, runId);
    if (group == null) {
      spark.setLocalProperty(GROUP, runId);
    }
  }

  /** The jobs that follow get the data ready. */
  public void preparation() {
    describe("preparing the data");
  }

  /** The jobs that follow make the steps {@code [from, to)}, counted from 0, of an epoch from 1. */
  public void steps(long epoch, long epochs, long from, long to) {
    String steps = to - from == 1 ? "step " + to : "steps " + (from + 1) + "-" + to;
    String last = Double.isNaN(loss) ? "" : String.format(Locale.ROOT, ", loss %.3f", loss);
    describe("epoch " + epoch + "/" + epochs + ", " + steps + last);
  }

  /** The jobs that follow judge the model after this epoch. */
  public void evaluation(long epoch, long epochs) {
    describe("epoch " + epoch + "/" + epochs + ", evaluation");
  }

  /** The loss of the latest step. */
  public void loss(double value) {
    loss = value;
  }

  private void describe(String what) {
    spark.setLocalProperty(DESCRIPTION, "Kindling: " + what);
  }

  @Override
  public void close() {
    spark.setLocalProperty(DESCRIPTION, description);
    spark.setLocalProperty(GROUP, group);
    spark.setLocalProperty(RUN, null);
  }
}
