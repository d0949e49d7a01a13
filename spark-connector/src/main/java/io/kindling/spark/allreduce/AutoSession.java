package io.kindling.spark.allreduce;

import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.TrainingSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link AutoAllReduce} at work: goes on with another strategy where the first does not link
 * against the running Spark, as on a vendor's fork whose private API is another.
 */
final class AutoSession implements TrainingSession {
  private static final Logger LOG = LoggerFactory.getLogger(AutoSession.class);

  private final TrainingJob job;
  private final AllReduce fallback;
  private TrainingSession session;

  private AutoSession(TrainingJob job, TrainingSession session, AllReduce fallback) {
    this.job = job;
    this.session = session;
    this.fallback = fallback;
  }

  /** A session of the first strategy, or of the other one if the first does not link. */
  static TrainingSession open(TrainingJob job, AllReduce first, AllReduce fallback) {
    try {
      return new AutoSession(job, first.open(job), fallback);
    } catch (SparkLinkageException e) {
      explain(first.name(), fallback, e.fault());
      return fallback.open(job);
    }
  }

  /** Says in one line why the strategy is not the one that was wanted. */
  static void explain(String first, AllReduce fallback, String fault) {
    LOG.warn(
        "all-reduce auto: {} does not work on this Spark {} ({}); going on with {}, which gives the"
            + " same bits",
        first,
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        fault,
        fallback.name());
  }

  @Override
  public void train(long from, long to, StepReports reports) {
    StepReports eachOnce = new DeduplicatedReports(from, reports);
    try {
      session.train(from, to, eachOnce);
    } catch (SparkLinkageException e) {
      long step = replace(e);
      session.train(step, to, eachOnce);
    }
  }

  /** Goes on from the last state that is whole on the driver; returns its step. */
  private long replace(SparkLinkageException cause) {
    explain("the chosen strategy", fallback, cause.fault());
    TrainingSnapshot whole = session.snapshot();
    session.close();
    session = fallback.open(job.from(whole));
    return whole.step();
  }

  @Override
  public long step() {
    return session.step();
  }

  @Override
  public void endEpoch(double loss) {
    session.endEpoch(loss);
  }

  @Override
  public Evaluation evaluate() {
    return session.evaluate();
  }

  @Override
  public ModelState state() {
    return session.state();
  }

  @Override
  public TrainingSnapshot snapshot() {
    return session.snapshot();
  }

  @Override
  public void close() {
    session.close();
  }
}
