package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.spark.internals.ScalaCollections;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Ends the jobs of one tag when the first of their tasks has failed because of the data. Spark
 * tries every failed task again, {@code spark.task.maxFailures} times, but what a row holds will
 * not change, and to decode it may take long.
 */
final class FirstDataFault extends SparkListener implements AutoCloseable {
  private final SparkContext context;
  private final String tag;
  private final Set<Object> stages = new HashSet<>(); // used by the listeners' thread alone
  private volatile DataException found;

  FirstDataFault(SparkContext context, String tag) {
    this.context = context;
    this.tag = tag;
    context.addSparkListener(this);
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    String tags = start.properties() == null ? "" : start.properties().getProperty(TAGS, "");
    if (Arrays.asList(tags.split(",")).contains(tag)) {
      stages.addAll(ScalaCollections.asJava(start.stageIds()));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (found == null
        && end.reason() instanceof ExceptionFailure failure
        && stages.contains(end.stageId())) {
      // On its way here it has become text.
      DataException.describe(new Exception(failure.toErrorString()))
          .ifPresent(
              problem -> {
                found = new DataException(problem);
                context.cancelJobsWithTag(tag);
              });
    }
  }

  /** What was wrong, or null. */
  DataException found() {
    return found;
  }

  @Override
  public void close() {
    if (!context.isStopped()) {
      context.removeSparkListener(this);
    }
  }

  /** Where Spark keeps the tags of a job. */
  private static final String TAGS = "spark.job.tags";
}
