package io.kindling.optim.schedule;

import io.kindling.io.StateDict;
import io.kindling.optim.Optimizer;
import io.kindling.optim.ParameterGroup;
import io.kindling.text.RecordOptions;
import java.util.List;

/**
 * Raises the learning rate from maxLr / divFactor to maxLr, then lowers it to maxLr / divFactor /
 * finalDivFactor, momentum the other way round (Smith and Topin 2018); a step is a batch, not an
 * epoch. {@code torch.optim.lr_scheduler.OneCycleLR}.
 */
public final class OneCycleLR extends LRScheduler {
  private double[] maxLrs;
  private double[] least;
  private double[] greatest;

  /** How a value goes from one to the next. */
  public enum Anneal {
    /** Along half a cosine. */
    COS,
    /** In a straight line. */
    LINEAR
  }

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param maxLr greatest rate, for all groups or for each
   * @param totalSteps steps of the whole cycle
   * @param pctStart share of the steps that raise the rate
   * @param annealStrategy how the rate goes from one value to the next
   * @param cycleMomentum whether to change momentum (or beta1) too
   * @param baseMomentum least momentum
   * @param maxMomentum greatest momentum
   * @param divFactor maxLr over the first rate
   * @param finalDivFactor first rate over the last
   * @param threePhase whether to come back to the first rate before the last
   */
  public record Options(
      List<Double> maxLr,
      long totalSteps,
      double pctStart,
      Anneal annealStrategy,
      boolean cycleMomentum,
      List<Double> baseMomentum,
      List<Double> maxMomentum,
      double divFactor,
      double finalDivFactor,
      boolean threePhase)
      implements ScheduleFactory {

    /** Refuses what has no meaning. */
    public Options {
      maxLr = List.copyOf(maxLr);
      baseMomentum = List.copyOf(baseMomentum);
      maxMomentum = List.copyOf(maxMomentum);
      require(totalSteps > 0, "OneCycleLR: totalSteps must be positive", totalSteps);
      require(
          pctStart >= 0 && pctStart <= 1, "OneCycleLR: pctStart must be between 0 and 1", pctStart);
    }

    public Options pctStart(double value) {
      return new Options(
          maxLr,
          totalSteps,
          value,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase);
    }

    public Options annealStrategy(Anneal value) {
      return new Options(
          maxLr,
          totalSteps,
          pctStart,
          value,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase);
    }

    public Options cycleMomentum(boolean value) {
      return new Options(
          maxLr,
          totalSteps,
          pctStart,
          annealStrategy,
          value,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase);
    }

    public Options baseMomentum(List<Double> value) {
      return new Options(
          maxLr,
          totalSteps,
          pctStart,
          annealStrategy,
          cycleMomentum,
          value,
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase);
    }

    /** The same for every group. */
    public Options baseMomentum(double value) {
      return new Options(
          maxLr,
          totalSteps,
          pctStart,
          annealStrategy,
          cycleMomentum,
          List.of(value),
          maxMomentum,
          divFactor,
          finalDivFactor,
          threePhase);
    }

    public Options maxMomentum(List<Double> value) {
      return new Options(
          maxLr,
          totalSteps,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          value,
          divFactor,
          finalDivFactor,
          threePhase);
    }

    /** The same for every group. */
    public Options maxMomentum(double value) {
      return new Options(
          maxLr,
          totalSteps,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          List.of(value),
          divFactor,
          finalDivFactor,
          threePhase);
    }

    public Options divFactor(double value) {
      return new Options(
          maxLr,
          totalSteps,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          value,
          finalDivFactor,
          threePhase);
    }

    public Options finalDivFactor(double value) {
      return new Options(
          maxLr,
          totalSteps,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          value,
          threePhase);
    }

    public Options threePhase(boolean value) {
      return new Options(
          maxLr,
          totalSteps,
          pctStart,
          annealStrategy,
          cycleMomentum,
          baseMomentum,
          maxMomentum,
          divFactor,
          finalDivFactor,
          value);
    }

    @Override
    public OneCycleLR create(Optimizer optimizer) {
      return new OneCycleLR(optimizer, this);
    }
  }

  /** PyTorch's defaults. */
  public static Options options(List<Double> maxLr, long totalSteps) {
    return new Options(
        maxLr, totalSteps, 0.3, Anneal.COS, true, List.of(0.85), List.of(0.95), 25, 1e4, false);
  }

  /** The same greatest rate for every group. */
  public static Options options(double maxLr, long totalSteps) {
    return options(List.of(maxLr), totalSteps);
  }

  /** A cycle of {@code epochs * stepsPerEpoch} steps. */
  public static Options options(double maxLr, long epochs, long stepsPerEpoch) {
    return options(maxLr, Math.multiplyExact(epochs, stepsPerEpoch));
  }

  public OneCycleLR(Optimizer optimizer, Options options) {
    super(optimizer, options);
    maxLrs = perGroup("maxLr", options.maxLr());
    least = perGroup("baseMomentum", options.baseMomentum());
    greatest = perGroup("maxMomentum", options.maxMomentum());
    for (int i = 0; i < maxLrs.length; i++) {
      groups().get(i).setInitialLr(maxLrs[i] / options.divFactor());
      if (options.cycleMomentum()) {
        CyclicLR.checkMomentum("OneCycleLR", groups().get(i));
        setMomentum(i, greatest[i]);
      }
    }
    start();
  }

  private Options o() {
    return (Options) options;
  }

  @Override
  double rate(int group) {
    long total = o().totalSteps();
    if (lastEpoch > total) {
      throw new IllegalStateException(
          "OneCycleLR: tried to step "
              + lastEpoch
              + " times; the total number of steps is "
              + total);
    }
    double rise = o().pctStart() * total - 1;
    double[] ends =
        o().threePhase()
            ? new double[] {rise, 2 * o().pctStart() * total - 2, total - 1}
            : new double[] {rise, total - 1};
    int phase = 0;
    while (lastEpoch > ends[phase] && phase < ends.length - 1) {
      phase++;
    }
    double begin = phase == 0 ? 0 : ends[phase - 1];
    double part = (lastEpoch - begin) / (ends[phase] - begin);
    if (o().cycleMomentum()) {
      double from = phase == 1 ? least[group] : greatest[group];
      double to = phase == 0 ? least[group] : greatest[group];
      setMomentum(group, anneal(from, to, part));
    }
    double first = maxLrs[group] / o().divFactor();
    double last = first / o().finalDivFactor();
    return switch (phase) {
      case 0 -> anneal(first, maxLrs[group], part);
      case 1 -> anneal(maxLrs[group], o().threePhase() ? first : last, part);
      default -> anneal(first, last, part);
    };
  }

  private double anneal(double from, double to, double part) {
    return o().annealStrategy() == Anneal.COS
        ? to + (from - to) / 2 * (Math.cos(Math.PI * part) + 1)
        : (to - from) * part + from;
  }

  private void setMomentum(int group, double value) {
    ParameterGroup g = groups().get(group);
    g.setOptions(g.options().cycledMomentum(value));
  }

  @Override
  void load(StateDict state) {
    Options saved = RecordOptions.with("OneCycleLR", o(), state.under("options.").values());
    maxLrs = perGroup("maxLr", saved.maxLr());
    least = perGroup("baseMomentum", saved.baseMomentum());
    greatest = perGroup("maxMomentum", saved.maxMomentum());
  }
}
