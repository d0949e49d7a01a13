package io.kindling.optim.schedule;

import io.kindling.io.StateDict;
import io.kindling.optim.Optimizer;
import io.kindling.optim.ParameterGroup;
import io.kindling.text.RecordOptions;
import java.io.Serializable;
import java.util.List;

/**
 * Moves the learning rate to and fro between {@code baseLr} and {@code maxLr}, momentum the other
 * way round (Smith 2017); a step is a batch, not an epoch. {@code
 * torch.optim.lr_scheduler.CyclicLR}.
 */
public final class CyclicLR extends LRScheduler {
  private double[] maxLrs;
  private double[] least;
  private double[] greatest;

  /** How the height of the cycles changes. */
  public enum Mode {
    /** Not at all. */
    TRIANGULAR,
    /** Halves with each cycle. */
    TRIANGULAR2,
    /** gamma to the power of the step. */
    EXP_RANGE
  }

  /** What a scale is a function of. */
  public enum ScaleMode {
    /** The number of the cycle, from 1. */
    CYCLE,
    /** The number of the step, from 0. */
    ITERATIONS
  }

  /** The height of a cycle or at a step. */
  @FunctionalInterface
  public interface Scale extends Serializable {
    double at(double cycleOrStep);
  }

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param baseLr least rate, for all groups or for each
   * @param maxLr greatest rate of the first cycle
   * @param stepSizeUp steps up
   * @param stepSizeDown steps down; 0 means as many as up
   * @param mode how the height changes
   * @param gamma base of {@link Mode#EXP_RANGE}
   * @param scale height of a cycle instead of the mode's, or null
   * @param scaleMode what {@code scale} is a function of
   * @param cycleMomentum whether to change momentum (or beta1) too
   * @param baseMomentum least momentum
   * @param maxMomentum greatest momentum
   */
  public record Options(
      List<Double> baseLr,
      List<Double> maxLr,
      long stepSizeUp,
      long stepSizeDown,
      Mode mode,
      double gamma,
      Scale scale,
      ScaleMode scaleMode,
      boolean cycleMomentum,
      List<Double> baseMomentum,
      List<Double> maxMomentum)
      implements ScheduleFactory {

    /** Refuses what has no meaning. */
    public Options {
      baseLr = List.copyOf(baseLr);
      maxLr = List.copyOf(maxLr);
      baseMomentum = List.copyOf(baseMomentum);
      maxMomentum = List.copyOf(maxMomentum);
      require(stepSizeUp > 0, "CyclicLR: stepSizeUp must be positive", stepSizeUp);
      require(stepSizeDown >= 0, "CyclicLR: stepSizeDown must not be negative", stepSizeDown);
    }

    public Options stepSizeUp(long value) {
      return new Options(
          baseLr,
          maxLr,
          value,
          stepSizeDown,
          mode,
          gamma,
          scale,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum);
    }

    public Options stepSizeDown(long value) {
      return new Options(
          baseLr,
          maxLr,
          stepSizeUp,
          value,
          mode,
          gamma,
          scale,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum);
    }

    public Options mode(Mode value) {
      return new Options(
          baseLr,
          maxLr,
          stepSizeUp,
          stepSizeDown,
          value,
          gamma,
          scale,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum);
    }

    public Options gamma(double value) {
      return new Options(
          baseLr,
          maxLr,
          stepSizeUp,
          stepSizeDown,
          mode,
          value,
          scale,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum);
    }

    public Options scale(Scale value) {
      return new Options(
          baseLr,
          maxLr,
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          value,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          maxMomentum);
    }

    public Options scaleMode(ScaleMode value) {
      return new Options(
          baseLr,
          maxLr,
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scale,
          value,
          cycleMomentum,
          baseMomentum,
          maxMomentum);
    }

    public Options cycleMomentum(boolean value) {
      return new Options(
          baseLr,
          maxLr,
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scale,
          scaleMode,
          value,
          baseMomentum,
          maxMomentum);
    }

    public Options baseMomentum(List<Double> value) {
      return new Options(
          baseLr,
          maxLr,
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scale,
          scaleMode,
          cycleMomentum,
          value,
          maxMomentum);
    }

    /** The same for every group. */
    public Options baseMomentum(double value) {
      return new Options(
          baseLr,
          maxLr,
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scale,
          scaleMode,
          cycleMomentum,
          List.of(value),
          maxMomentum);
    }

    public Options maxMomentum(List<Double> value) {
      return new Options(
          baseLr,
          maxLr,
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scale,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          value);
    }

    /** The same for every group. */
    public Options maxMomentum(double value) {
      return new Options(
          baseLr,
          maxLr,
          stepSizeUp,
          stepSizeDown,
          mode,
          gamma,
          scale,
          scaleMode,
          cycleMomentum,
          baseMomentum,
          List.of(value));
    }

    @Override
    public CyclicLR create(Optimizer optimizer) {
      return new CyclicLR(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options(List<Double> baseLr, List<Double> maxLr) {
    return new Options(
        baseLr,
        maxLr,
        2000,
        0,
        Mode.TRIANGULAR,
        1,
        null,
        ScaleMode.CYCLE,
        true,
        List.of(0.8),
        List.of(0.9));
  }

  /** The same rates for every group. */
  public static Options options(double baseLr, double maxLr) {
    return options(List.of(baseLr), List.of(maxLr));
  }

  public CyclicLR(Optimizer optimizer, Options options) {
    super(optimizer, options);
    double[] base = perGroup("baseLr", options.baseLr());
    maxLrs = perGroup("maxLr", options.maxLr());
    least = perGroup("baseMomentum", options.baseMomentum());
    greatest = perGroup("maxMomentum", options.maxMomentum());
    for (int i = 0; i < base.length; i++) {
      lr(i, base[i]);
      if (options.cycleMomentum()) {
        checkMomentum("CyclicLR", groups().get(i));
        setMomentum(i, greatest[i]);
      }
    }
    start();
    // A rate from before the schedule is no base of the cycle.
    baseLrs = base;
  }

  private Options o() {
    return (Options) options;
  }

  static void checkMomentum(String schedule, ParameterGroup group) {
    if (group.options().cycledMomentum().isEmpty()) {
      throw new IllegalArgumentException(
          schedule
              + ": the optimizer has neither momentum nor beta1; take another or set"
              + " cycleMomentum(false)");
    }
  }

  @Override
  double rate(int group) {
    double up = o().stepSizeUp();
    double total = up + (o().stepSizeDown() == 0 ? up : o().stepSizeDown());
    double ratio = up / total;
    double cycle = Math.floor(1 + lastEpoch / total);
    double x = 1 + lastEpoch / total - cycle;
    double height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
    double scale = scale(cycle);
    if (o().cycleMomentum()) {
      double swing = (greatest[group] - least[group]) * height;
      setMomentum(group, greatest[group] - swing * scale);
    }
    return baseLrs[group] + (maxLrs[group] - baseLrs[group]) * height * scale;
  }

  private double scale(double cycle) {
    if (o().scale() != null) {
      return o().scale().at(o().scaleMode() == ScaleMode.CYCLE ? cycle : lastEpoch);
    }
    return switch (o().mode()) {
      case TRIANGULAR -> 1;
      case TRIANGULAR2 -> 1 / Math.pow(2, cycle - 1);
      case EXP_RANGE -> Math.pow(o().gamma(), lastEpoch);
    };
  }

  private void setMomentum(int group, double value) {
    ParameterGroup g = groups().get(group);
    g.setOptions(g.options().cycledMomentum(value));
  }

  @Override
  void load(StateDict state) {
    Options saved = RecordOptions.with("CyclicLR", o(), state.under("options.").values());
    maxLrs = perGroup("maxLr", saved.maxLr());
    least = perGroup("baseMomentum", saved.baseMomentum());
    greatest = perGroup("maxMomentum", saved.maxMomentum());
  }
}
