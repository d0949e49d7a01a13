package io.kindling.spark.worker;

import io.kindling.nn.FlatParameters;

/**
 * A replica that its worker keeps from step to step and updates itself: all of its parameters, or
 * some runs of their elements, with optimizer state for those only. The arithmetic is that of
 * {@link MasterModel}, element by element ({@link ParameterUpdate}). Not thread-safe.
 */
public final class ResidentModel {
  private final Replica replica;
  private final FlatParameters flat;
  private final Ranges mine;
  private final TrainedElements elements;
  private final ParameterUpdate update;
  private double[] buffers;
  private float[] goodValues;
  private double[] goodBuffers;

  /**
   * @param replica taken over until the last step
   * @param mine parameter elements that this worker updates
   */
  public ResidentModel(TrainingProgram program, Replica replica, Ranges mine) {
    this.replica = replica;
    this.flat = replica.flat();
    this.mine = mine;
    this.elements = new TrainedElements(flat, mine);
    this.update = new ParameterUpdate(program, elements);
  }

  /**
   * Goes on from these values.
   *
   * @param model a {@link ModelState} as bytes
   * @param state of the optimizer, over all trained parameters; empty before the first update
   * @param rates state of the learning-rate schedule; empty before the first update
   */
  public void load(byte[] model, FlatState state, FlatState rates) {
    replica.load(model);
    buffers = replica.weightedBuffers(1);
    if (!state.isEmpty()) {
      update.loadOptimizer(state.part(elements.inState()).toStateDict());
    }
    if (update.hasSchedule() && !rates.isEmpty()) {
      update.loadSchedule(rates.toStateDict());
    }
  }

  /** The gradients of the replica, all of them. */
  public float[] gradients() {
    return flat.gradients();
  }

  /** The parameters of the replica, all of them; after writing call {@link #valuesWritten}. */
  public float[] values() {
    return flat.values();
  }

  /** Lets every tensor over {@link #values} know that they have changed. */
  public void valuesWritten() {
    flat.parameters().get(0).storage().bumpVersion();
  }

  /** Remembers the values as those the loss was last finite with. */
  public void remember() {
    if (goodValues == null) {
      goodValues = new float[mine.count()];
    }
    mine.gather(flat.values(), goodValues);
    goodBuffers = buffers;
  }

  /** Remembers a {@link #slice} and {@link #buffers} of before; they are not copied. */
  public void remember(float[] values, double[] itsBuffers) {
    goodValues = values;
    goodBuffers = itsBuffers;
  }

  /**
   * Divides this worker's summed gradient by the weight of the batch.
   *
   * @return whether its gradient is finite
   */
  public boolean average(Evaluation sums) {
    return update.average(flat.gradients(), flat.gradients(), mine, sums);
  }

  /** Euclidean norm of this worker's averaged gradient, in float64 without care for the order. */
  public double gradientNorm() {
    return SquaredNorm.quick(flat.gradients());
  }

  /** What {@link #clip} needs of each worker, summed number by number: its part of the norm. */
  public double[] squares() {
    return SquaredNorm.parts(flat.gradients(), mine);
  }

  /** Scales this worker's averaged gradient down as the program wants it. */
  public void clip(double[] squares) {
    update.clip(flat.gradients(), mine, squares);
  }

  /** The learning rate of the next update. */
  public double learningRate() {
    return update.learningRate();
  }

  /** Updates this worker's elements by their averaged gradient. */
  public void update() {
    update.step(!elements.isEmpty());
  }

  /** Takes over the workers' average buffers from their weighted sums, which are overwritten. */
  public void updateBuffers(double[] weighted, long samples) {
    update.averageBuffers(replica.module(), weighted, samples);
    buffers = replica.weightedBuffers(1);
  }

  /** A copy of this worker's elements of the parameters. */
  public float[] slice() {
    return mine.gather(flat.values());
  }

  /** The module's buffers, each times {@code samples}. */
  public double[] weightedBuffers(long samples) {
    return replica.weightedBuffers(samples);
  }

  /** The buffers between two steps. */
  public double[] buffers() {
    return buffers;
  }

  /** This worker's elements with which the loss was last finite; null before the first step. */
  public float[] goodSlice() {
    return goodValues;
  }

  /** The buffers with which the loss was last finite; null before the first step. */
  public double[] goodBuffers() {
    return goodBuffers;
  }

  /**
   * A copy of the optimizer's state of this worker's elements; empty when none of them is trained.
   */
  public FlatState optimizerState() {
    return elements.isEmpty() ? FlatState.empty() : FlatState.of(update.optimizerState());
  }

  /** What {@link #optimizerState} belongs to, of the elements of all trained parameters. */
  public Ranges optimizerRanges() {
    return elements.inState();
  }

  /** State of the learning-rate schedule; empty when there is none. */
  public FlatState scheduleState() {
    return update.hasSchedule() ? FlatState.of(update.scheduleState()) : FlatState.empty();
  }
}
