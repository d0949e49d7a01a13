package io.kindling.spark.worker;

import io.kindling.io.StateDict;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.nn.functional.Reduction;
import io.kindling.optim.GradientClipping;
import io.kindling.optim.Optimizer;
import io.kindling.optim.schedule.LRScheduler;
import io.kindling.spark.worker.LearningRateSchedule.Unit;
import io.kindling.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The copy of the model that is updated: what stands between the sum of a step's contributions and
 * the next step's parameters. The mean gradient is the sum divided once by the true weight of the
 * batch. Not thread-safe.
 */
public final class MasterModel {
  private final TrainingProgram program;
  private final Module module;
  private final FlatParameters flat;
  private final Optimizer optimizer;
  private final LRScheduler schedule;
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
    List<Tensor> trained = flat.parameters().stream().filter(Tensor::requiresGrad).toList();
    if (trained.isEmpty()) {
      throw new IllegalArgumentException("the model has no parameter that requires a gradient");
    }
    this.optimizer = program.optimizer().create(trained);
    var factory = program.schedule().factory();
    this.schedule = factory == null ? null : factory.create(optimizer);
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
    return optimizer.learningRate();
  }

  /**
   * Ends an epoch: a schedule that counts epochs moves on.
   *
   * @param loss what a schedule that looks at progress looks at
   */
  public void endEpoch(double loss) {
    if (schedule != null && program.schedule().unit() == Unit.EPOCH) {
      schedule.step(loss);
    }
  }

  /** A copy of the values. */
  public ModelState state() {
    return ModelState.of(module, flat);
  }

  /** A copy of all that the next steps depend on. */
  public TrainingSnapshot snapshot() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    StateDict live = optimizer.flatState();
    live.tensors().forEach((name, tensor) -> tensors.put(name, tensor.clone()));
    StateDict copy = new StateDict(tensors, live.values());
    return schedule == null
        ? new TrainingSnapshot(made, state(), copy)
        : new TrainingSnapshot(made, state(), copy, schedule.stateDict());
  }

  /**
   * Goes on from {@code snapshot}.
   *
   * @throws IllegalArgumentException when it belongs to another model or optimizer
   */
  public void load(TrainingSnapshot snapshot) {
    snapshot.model().loadInto(module, flat);
    if (snapshot.hasOptimizerState()) {
      optimizer.loadFlatState(snapshot.optimizer());
    }
    if (schedule != null && !snapshot.schedule().values().isEmpty()) {
      schedule.loadStateDict(snapshot.schedule());
      for (int i = 0; i < optimizer.groups().size(); i++) {
        optimizer.groups().get(i).setLr(schedule.lastLr()[i]);
      }
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
    boolean mean = program.loss().reduction() != Reduction.SUM;
    float divisor = mean ? (float) sum.sums().weight() : 1f;
    float[] gradient = sum.gradient();
    float[] averaged = flat.gradients();
    float nonFinite = 0;
    for (int i = 0; i < averaged.length; i++) {
      averaged[i] = gradient[i] / divisor;
      nonFinite += averaged[i] * 0f; // NaN times 0 and infinity times 0 are NaN
    }
    if (Float.isNaN(nonFinite)) {
      throw new DivergedException(
          step, program.epoch(step), "the gradient", "not finite", ModelState.decode(lastGood));
    }
    gradientNorm = SquaredNorm.quick(averaged);
    if (program.clips()) {
      Ranges all = new Ranges(0, averaged.length);
      all.scale(averaged, coefficient(program, SquaredNorm.parts(averaged, all)));
    }
    optimizer.step();
    if (schedule != null && program.schedule().unit() == Unit.STEP) {
      schedule.step();
    }
    double[] buffers = sum.buffers();
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] /= sum.sums().samples();
    }
    ModelState.writeBuffers(module.buffers(), buffers);
    made = step + 1;
  }

  /** Euclidean norm of the last update's mean gradient, before it was clipped. */
  public double gradientNorm() {
    return gradientNorm;
  }

  /** What a gradient is multiplied by whose squares add up to these parts. */
  static double coefficient(TrainingProgram program, double[] squares) {
    double norm = SquaredNorm.norm(squares);
    return GradientClipping.coefficient(norm, program.maxGradientNorm(), 2, false);
  }
}
