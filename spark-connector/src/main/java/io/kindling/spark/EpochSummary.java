package io.kindling.spark;

import io.kindling.spark.worker.Evaluation;
import java.util.Optional;

/**
 * How one epoch went.
 *
 * @param epoch its number, from 1
 * @param steps made in it; fewer than a whole epoch's when the run ended inside
 * @param training loss and correct samples over its batches, each before its update
 * @param evaluation on the evaluation data after it, if there is any and it was its turn
 * @param seconds time of its steps
 */
public record EpochSummary(
    int epoch, int steps, Evaluation training, Optional<Evaluation> evaluation, double seconds) {

  /** Samples a second in training, evaluation not counted. */
  public double samplesPerSecond() {
    return training.samples() / seconds;
  }
}
