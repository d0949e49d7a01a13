package io.kindling.spark.worker;

import io.kindling.io.StateDict;
import io.kindling.nn.Module;
import io.kindling.nn.functional.Reduction;
import io.kindling.optim.GradientClipping;
import io.kindling.optim.schedule.LRScheduler;
import io.kindling.spark.worker.LearningRateSchedule.Unit;
import io.kindling.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * From the sum of a step's gradients to the next values: the arithmetic in which {@link
 * MasterModel} and {@link ResidentModel} must agree to the last bit, whoever holds which elements.
 *
 * <pre>
 * g = sum / weight                          {@link #average}; a loss of reduction SUM divides by 1
 * g = g * min(1, maxNorm / (|g| + 1e-6))    {@link #clip}; |g| over all elements of all workers
 * optimizer, schedule that counts steps     {@link #step}
 * buffers = weighted sum / samples          {@link #averageBuffers}
 * averages of weights and buffers           {@link WeightAverage}, by the last two
 * </pre>
 */
final class ParameterUpdate {
  private final TrainingProgram program;
  private final RunOptimizer optimizer;
  private final LRScheduler schedule;

  /** Null where none is wanted. */
  private final WeightAverage average;

  ParameterUpdate(TrainingProgram program, TrainedElements elements) {
    this.program = program;
    this.optimizer = RunOptimizer.of(program, elements);
    var factory = program.schedule().factory();
    this.schedule = factory == null ? null : factory.create(optimizer.get());
    double decay = program.update().averageDecay();
    this.average = decay > 0 ? new WeightAverage(decay, elements) : null;
  }

  /**
   * Divides a summed gradient by the weight of the batch.
   *
   * @param sum of the gradients
   * @param averaged where the quotients go; may be {@code sum} itself
   * @param elements that are divided
   * @return whether all quotients are finite
   */
  boolean average(float[] sum, float[] averaged, Ranges elements, Evaluation sums) {
    boolean mean = program.loss().reduction() != Reduction.SUM;
    float divisor = mean ? (float) sums.weight() : 1f;
    float nonFinite = 0;
    for (int i = 0; i < elements.size(); i++) {
      nonFinite += divide(sum, averaged, elements.from(i), elements.to(i), divisor);
    }
    return !Float.isNaN(nonFinite);
  }

  /** NaN if a quotient is not finite, else a zero. */
  private static float divide(float[] sum, float[] averaged, int from, int to, float divisor) {
    float nonFinite = 0;
    for (int i = from; i < to; i++) {
      float quotient = sum[i] / divisor;
      averaged[i] = quotient;
      nonFinite += quotient * 0f; // NaN times 0 and infinity times 0 are NaN
    }
    return nonFinite;
  }

  /**
   * Scales an averaged gradient down as the program wants it.
   *
   * @param squares {@link SquaredNorm#parts} of all elements, whoever holds them
   */
  void clip(float[] averaged, Ranges elements, double[] squares) {
    double norm = SquaredNorm.norm(squares);
    elements.scale(
        averaged, GradientClipping.coefficient(norm, program.update().maxGradientNorm(), 2, false));
  }

  /**
   * Updates the parameters.
   *
   * @param some whether any is to be updated; a schedule goes on without
   */
  void step(boolean some) {
    if (some) {
      optimizer.get().step();
      if (average != null) {
        average.updateWeights();
      }
    }
    if (schedule != null && program.schedule().unit() == Unit.STEP) {
      schedule.step();
    }
  }

  /** Ends an epoch: a schedule that counts epochs moves on. */
  void endEpoch(double loss) {
    if (schedule != null && program.schedule().unit() == Unit.EPOCH) {
      schedule.step(loss);
    }
  }

  /** Puts the workers' average buffers in place, from weighted sums, which are overwritten. */
  void averageBuffers(Module module, double[] weighted, long samples) {
    for (int i = 0; i < weighted.length; i++) {
      weighted[i] /= samples;
    }
    ModelState.writeBuffers(module.buffers(), weighted);
    if (average != null) {
      average.updateBuffers(ModelState.readBuffers(module.buffers()));
    }
  }

  /** The model as it is judged: averaged where the program wants it. */
  ModelState judged(ModelState now) {
    return average == null ? now : average.of(now);
  }

  /** The learning rate of the next update. */
  double learningRate() {
    return optimizer.get().learningRate();
  }

  /** The optimizer's state, and averaged weights; its tensors may go on changing. */
  StateDict optimizerState() {
    StateDict state = optimizer.state();
    if (average == null) {
      return state;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(state.tensors());
    Map<String, Object> values = new LinkedHashMap<>(state.values());
    average.save(tensors, values);
    return new StateDict(tensors, values);
  }

  void loadOptimizer(StateDict state) {
    optimizer.load(state);
    if (average != null) {
      average.load(state);
    }
  }

  /** Whether the learning rate follows a schedule. */
  boolean hasSchedule() {
    return schedule != null;
  }

  /** The state of the schedule. */
  StateDict scheduleState() {
    return schedule.stateDict();
  }

  /** Goes on with the schedule, and with the learning rates it had set last. */
  void loadSchedule(StateDict state) {
    schedule.loadStateDict(state);
    for (int i = 0; i < optimizer.get().groups().size(); i++) {
      optimizer.get().groups().get(i).setLr(schedule.lastLr()[i]);
    }
  }
}
