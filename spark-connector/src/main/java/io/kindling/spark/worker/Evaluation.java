package io.kindling.spark.worker;

import java.io.Serializable;

/**
 * Sums over evaluated samples. A plain class, because Kryo 4 cannot restore records.
 *
 * <p>Immutable.
 */
public final class Evaluation implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double lossSum;
  private final double weight;
  private final long samples;
  private final long correct;

  /**
   * @param lossSum sum of the losses
   * @param weight what the sum is divided by for the mean loss
   * @param samples number of samples
   * @param correct samples whose highest output is their class
   */
  public Evaluation(double lossSum, double weight, long samples, long correct) {
    this.lossSum = lossSum;
    this.weight = weight;
    this.samples = samples;
    this.correct = correct;
  }

  /** Nothing evaluated. */
  public static Evaluation none() {
    return new Evaluation(0, 0, 0, 0);
  }

  /** Both together, this first. */
  public Evaluation plus(Evaluation right) {
    return new Evaluation(
        lossSum + right.lossSum,
        weight + right.weight,
        samples + right.samples,
        correct + right.correct);
  }

  /** Mean loss. */
  public double loss() {
    return lossSum / weight;
  }

  /** Fraction of samples whose highest output is their class, 0..1. */
  public double accuracy() {
    return (double) correct / samples;
  }

  /** Sum of the losses. */
  public double lossSum() {
    return lossSum;
  }

  /** What the sum of the losses is divided by for their mean. */
  public double weight() {
    return weight;
  }

  /** Number of samples. */
  public long samples() {
    return samples;
  }

  /** Samples whose highest output is their class. */
  public long correct() {
    return correct;
  }
}
