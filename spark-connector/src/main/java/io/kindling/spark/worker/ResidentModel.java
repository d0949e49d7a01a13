package io.kindling.spark.worker;

import io.kindling.nn.FlatParameters;
import io.kindling.nn.functional.Reduction;
import io.kindling.optim.Optimizer;
import io.kindling.optim.schedule.LRScheduler;
import io.kindling.spark.worker.LearningRateSchedule.Unit;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A replica that its worker keeps from step to step and updates itself: all of its parameters, or
 * some runs of their elements, with optimizer state for those only. The arithmetic is that of
 * {@link MasterModel}, element by element. Not thread-safe.
 */
public final class ResidentModel {
  private final TrainingProgram program;
  private final Replica replica;
  private final FlatParameters flat;
  private final Ranges mine;
  private final boolean idle;
  private final Optimizer optimizer;
  private final Ranges mineOfState;
  private final LRScheduler schedule;
  private double[] buffers;
  private float[] goodValues;
  private double[] goodBuffers;

  /**
   * @param replica taken over until the last step
   * @param mine parameter elements that this worker updates
   */
  public ResidentModel(TrainingProgram program, Replica replica, Ranges mine) {
    this.program = program;
    this.replica = replica;
    this.flat = replica.flat();
    this.mine = mine;
    List<Tensor> updated = new ArrayList<>();
    List<Integer> state = new ArrayList<>();
    List<Tensor> all = new ArrayList<>();
    int trained = 0;
    int start = 0;
    for (Tensor parameter : flat.parameters()) {
      int end = start + parameter.numel();
      if (parameter.requiresGrad()) {
        for (int i = 0; i < mine.size(); i++) {
          int first = Math.max(mine.from(i), start);
          int last = Math.min(mine.to(i), end);
          if (first < last) {
            boolean whole = first == start && last == end;
            updated.addAll(whole ? List.of(parameter) : flat.slice(first, last));
            state.add(trained + first - start);
            state.add(trained + last - start);
          }
        }
        trained += parameter.numel();
        all.add(parameter);
      }
      start = end;
    }
    this.idle = updated.isEmpty();
    this.mineOfState =
        idle
            ? new Ranges(0, trained)
            : new Ranges(state.stream().mapToInt(Integer::intValue).toArray());
    this.optimizer = program.optimizer().create(idle ? all : updated);
    var factory = program.schedule().factory();
    this.schedule = factory == null ? null : factory.create(optimizer);
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
      optimizer.loadFlatState(state.part(mineOfState).toStateDict());
    }
    if (schedule != null && !rates.isEmpty()) {
      schedule.loadStateDict(rates.toStateDict());
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
    boolean mean = program.loss().reduction() != Reduction.SUM;
    float divisor = mean ? (float) sums.weight() : 1f;
    float[] gradients = flat.gradients();
    float nonFinite = 0;
    for (int i = 0; i < mine.size(); i++) {
      nonFinite += divide(gradients, mine.from(i), mine.to(i), divisor);
    }
    return !Float.isNaN(nonFinite);
  }

  /** NaN if a quotient is not finite, else a zero. */
  private static float divide(float[] values, int from, int to, float divisor) {
    float nonFinite = 0;
    for (int i = from; i < to; i++) {
      values[i] /= divisor;
      nonFinite += values[i] * 0f; // NaN times 0 and infinity times 0 are NaN
    }
    return nonFinite;
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
    mine.scale(flat.gradients(), MasterModel.coefficient(program, squares));
  }

  /** The learning rate of the next update. */
  public double learningRate() {
    return optimizer.learningRate();
  }

  /** Updates this worker's elements by their averaged gradient. */
  public void update() {
    if (!idle) {
      optimizer.step();
    }
    if (schedule != null && program.schedule().unit() == Unit.STEP) {
      schedule.step();
    }
  }

  /** Takes over the workers' average buffers from their weighted sums, which are overwritten. */
  public void updateBuffers(double[] weighted, long samples) {
    for (int i = 0; i < weighted.length; i++) {
      weighted[i] /= samples;
    }
    ModelState.writeBuffers(replica.module().buffers(), weighted);
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
    return idle ? FlatState.empty() : FlatState.of(optimizer.flatState());
  }

  /** What {@link #optimizerState} belongs to, of the elements of all trained parameters. */
  public Ranges optimizerRanges() {
    return mineOfState;
  }

  /** State of the learning-rate schedule; empty when there is none. */
  public FlatState scheduleState() {
    return schedule == null ? FlatState.empty() : FlatState.of(schedule.stateDict());
  }
}
