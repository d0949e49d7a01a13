package io.kindling.nn.init;

import io.kindling.tensor.Tensor;

/**
 * A network some of whose parameters are computed from data before it is trained. Who trains it
 * calls {@link #initialize} once, with samples as the network takes them; the Spark trainer does so
 * for the network it is given, with the first samples of the training data, whatever their
 * partitions.
 */
public interface InitializedByData {
  /** How many samples are enough. */
  int samples();

  /**
   * Computes the parameters.
   *
   * @param inputs (N, ...) at most {@link #samples()} of them, without what is random in training
   * @throws IllegalArgumentException when they have another shape than the network takes
   */
  void initialize(Tensor inputs);
}
