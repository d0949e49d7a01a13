package io.kindling.spark.worker;

import io.kindling.nn.FlatParameters;
import io.kindling.nn.loss.Reduction;
import io.kindling.optim.Optimizer;
import io.kindling.optim.schedule.LRScheduler;
import io.kindling.spark.worker.LearningRateSchedule.Unit;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A replica that its worker keeps from step to step and updates itself: all of its parameters, or
 * the slice [from, to) of them, with optimizer state for that slice only. The arithmetic is that of
 * {@link MasterModel}, element by element. Not thread-safe.
 */
public final class ResidentModel {
  private final TrainingProgram program;
  private final Replica replica;
  private final FlatParameters flat;
  private final int from;
  private final int to;
  private final boolean idle;
  private final Optimizer optimizer;
  private final int stateFrom;
  private final int stateTo;
  private final LRScheduler schedule;
  private double[] buffers;
  private float[] goodValues;
  private double[] goodBuffers;

  /**
   * @param replica taken over until the last step
   * @param from first parameter element that this worker updates
   * @param to one past the last
   */
  public ResidentModel(TrainingProgram program, Replica replica, int from, int to) {
    this.program = program;
    this.replica = replica;
    this.flat = replica.flat();
    this.from = from;
    this.to = to;
    List<Tensor> mine = new ArrayList<>();
    List<Tensor> all = new ArrayList<>();
    int before = 0;
    int inside = 0;
    int trained = 0;
    int start = 0;
    for (Tensor parameter : flat.parameters()) {
      int end = start + parameter.numel();
      if (parameter.requiresGrad()) {
        int first = Math.max(from, start);
        int last = Math.min(to, end);
        trained += parameter.numel();
        before += Math.max(0, Math.min(from, end) - start);
        if (first == start && last == end && start < end) {
          mine.add(parameter);
        } else if (first < last) {
          mine.addAll(flat.slice(first, last));
        }
        inside += Math.max(0, last - first);
        all.add(parameter);
      }
      start = end;
    }
    this.idle = mine.isEmpty();
    this.stateFrom = idle ? 0 : before;
    this.stateTo = idle ? trained : before + inside;
    this.optimizer = program.optimizer().create(idle ? all : mine);
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
      optimizer.loadFlatState(state.part(stateFrom, stateTo).toStateDict());
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
      goodValues = new float[to - from];
    }
    System.arraycopy(flat.values(), from, goodValues, 0, to - from);
    goodBuffers = buffers;
  }

  /** Remembers a {@link #slice} and {@link #buffers} of before; they are not copied. */
  public void remember(float[] values, double[] itsBuffers) {
    goodValues = values;
    goodBuffers = itsBuffers;
  }

  /**
   * Divides this slice's summed gradient by the weight of the batch.
   *
   * @return whether the slice's gradient is finite
   */
  public boolean average(Evaluation sums) {
    boolean mean = program.loss().reduction() != Reduction.SUM;
    float divisor = mean ? (float) sums.weight() : 1f;
    float[] gradients = flat.gradients();
    float nonFinite = 0;
    for (int i = from; i < to; i++) {
      gradients[i] /= divisor;
      nonFinite += gradients[i] * 0f; // NaN times 0 and infinity times 0 are NaN
    }
    return !Float.isNaN(nonFinite);
  }

  /** The learning rate of the next update. */
  public double learningRate() {
    return optimizer.learningRate();
  }

  /** Updates this slice by its averaged gradient. */
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

  /** A copy of this slice of the parameters. */
  public float[] slice() {
    return Arrays.copyOfRange(flat.values(), from, to);
  }

  /** The module's buffers, each times {@code samples}. */
  public double[] weightedBuffers(long samples) {
    return replica.weightedBuffers(samples);
  }

  /** The buffers between two steps. */
  public double[] buffers() {
    return buffers;
  }

  /** This slice with which the loss was last finite; null before the first step. */
  public float[] goodSlice() {
    return goodValues;
  }

  /** The buffers with which the loss was last finite; null before the first step. */
  public double[] goodBuffers() {
    return goodBuffers;
  }

  /** A copy of this slice's optimizer state; empty when no parameter in it is trained. */
  public FlatState optimizerState() {
    return idle ? FlatState.empty() : FlatState.of(optimizer.flatState());
  }

  /** State of the learning-rate schedule; empty when there is none. */
  public FlatState scheduleState() {
    return schedule == null ? FlatState.empty() : FlatState.of(schedule.stateDict());
  }
}
