package io.kindling.spark.allreduce;

import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.TrainingSnapshot;

/**
 * A model in training under one strategy: steps, evaluations, and its state between them. Used by
 * one thread on the driver. Closing gives back everything it holds on the cluster.
 */
public interface TrainingSession extends AutoCloseable {

  /**
   * Runs the steps {@code [from, to)} of the run; {@code from} is where the session stands.
   *
   * @param reports told after each step, in order
   * @throws io.kindling.spark.worker.DivergedException when a loss or gradient is not finite
   */
  void train(long from, long to, StepReports reports);

  /**
   * Ends an epoch, whose steps have been run: a learning-rate schedule that counts epochs moves on.
   *
   * @param loss what a schedule that looks at progress looks at
   */
  void endEpoch(double loss);

  /**
   * Judges the model as it is on all evaluation data, or on all training data when there is none.
   */
  Evaluation evaluate();

  /**
   * A copy of the values that the model is judged by: its own, or averaged ones where the program
   * wants these. When {@link #train} has failed: the last values that are whole on the driver.
   */
  ModelState state();

  /** The steps that {@link #state} has seen. */
  long step();

  /**
   * A copy of all that the next steps depend on, after the last step that was reported. When {@link
   * #train} has failed: the last state that is whole on the driver, which may be some steps back.
   */
  TrainingSnapshot snapshot();

  @Override
  void close();

  /** Who is told of finished steps. */
  @FunctionalInterface
  interface StepReports {
    /** Step {@code report.step()} has been made. */
    void done(StepReport report);
  }
}
