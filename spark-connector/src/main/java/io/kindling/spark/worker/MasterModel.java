package io.kindling.spark.worker;

import io.kindling.io.StateDict;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The copy of the model that is updated: what stands between the sum of a step's contributions and
 * the next step's parameters ({@link ParameterUpdate}). Not thread-safe.
 */
public final class MasterModel {
  private final TrainingProgram program;
  private final Module module;
  private final FlatParameters flat;
  private final ParameterUpdate update;
  private byte[] sent;
  private byte[] lastGood;
  private long made;
  private double gradientNorm = Double.NaN;

  /**
   * Takes the program's module for its own.
   *
   * @throws IllegalArgumentException when no parameter is to be trained
   */
  public MasterModel(TrainingProgram program) {
    this.program = program;
    this.module = program.module();
    this.flat = FlatParameters.of(module);
    TrainedElements trained = new TrainedElements(flat, new Ranges(0, flat.length()));
    if (trained.isEmpty()) {
      throw new IllegalArgumentException("the model has no parameter that requires a gradient");
    }
    this.update = new ParameterUpdate(program, trained);
  }

  /** Number of parameters. */
  public int length() {
    return flat.length();
  }

  /** Updates made. */
  public long step() {
    return made;
  }

  /** The learning rate of the next update. */
  public double learningRate() {
    return update.learningRate();
  }

  /**
   * Ends an epoch: a schedule that counts epochs moves on.
   *
   * @param loss what a schedule that looks at progress looks at
   */
  public void endEpoch(double loss) {
    update.endEpoch(loss);
  }

  /** A copy of the values. */
  public ModelState state() {
    return ModelState.of(module, flat);
  }

  /** A copy of the values that the model is judged by: averaged where the program wants it. */
  public ModelState judged() {
    return update.judged(state());
  }

  /** A copy of all that the next steps depend on. */
  public TrainingSnapshot snapshot() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    StateDict live = update.optimizerState();
    live.tensors().forEach((name, tensor) -> tensors.put(name, tensor.clone()));
    StateDict copy = new StateDict(tensors, live.values());
    return update.hasSchedule()
        ? new TrainingSnapshot(made, state(), copy, update.scheduleState())
        : new TrainingSnapshot(made, state(), copy);
  }

  /**
   * Goes on from {@code snapshot}.
   *
   * @throws IllegalArgumentException when it belongs to another model or optimizer
   */
  public void load(TrainingSnapshot snapshot) {
    snapshot.model().loadInto(module, flat);
    if (snapshot.hasOptimizerState()) {
      update.loadOptimizer(snapshot.optimizer());
    }
    if (update.hasSchedule() && !snapshot.schedule().values().isEmpty()) {
      update.loadSchedule(snapshot.schedule());
    }
    made = snapshot.step();
  }

  /**
   * The values as bytes, as every worker needs them for the next step.
   *
   * @see ModelState#encode
   */
  public byte[] encode() {
    sent = ModelState.encode(module, flat);
    return sent;
  }

  /**
   * Makes update number {@code step} from the sum over all partitions, computed with the values
   * that were last encoded.
   *
   * @throws DivergedException when loss or gradient is not finite; nothing is changed then
   */
  public void update(long step, Contribution sum) {
    double loss = sum.sums().loss();
    if (!Double.isFinite(loss)) {
      byte[] good = lastGood == null ? sent : lastGood;
      String state = Double.isNaN(loss) ? "NaN" : "infinite";
      throw new DivergedException(
          step, program.epoch(step), "the loss", state, ModelState.decode(good));
    }
    lastGood = sent;
    float[] averaged = flat.gradients();
    Ranges all = new Ranges(0, averaged.length);
    if (!update.average(sum.gradient(), averaged, all, sum.sums())) {
      throw new DivergedException(
          step, program.epoch(step), "the gradient", "not finite", ModelState.decode(lastGood));
    }
    gradientNorm = SquaredNorm.quick(averaged);
    if (program.clips()) {
      update.clip(averaged, all, SquaredNorm.parts(averaged, all));
    }
    update.step(true);
    update.averageBuffers(module, sum.buffers(), sum.sums().samples());
    made = step + 1;
  }

  /** Euclidean norm of the last update's mean gradient, before it was clipped. */
  public double gradientNorm() {
    return gradientNorm;
  }
}
