package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Resilient backpropagation (Riedmiller and Braun 1993); {@code torch.optim.Rprop}. Each element
 * has a step size, which grows by etaPlus while its gradient keeps its sign, and shrinks by
 * etaMinus when the sign turns; then that step is left out. For whole-batch training.
 */
public final class Rprop extends Optimizer {
  private static final List<String> STATE = List.of("prev", "step_size");

  private Options o;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param etaMinus factor when the sign turned
   * @param etaPlus factor when it did not
   * @param stepSizeMin smallest step
   * @param stepSizeMax greatest step
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr,
      double etaMinus,
      double etaPlus,
      double stepSizeMin,
      double stepSizeMax,
      boolean maximize)
      implements OptimizerOptions {

    /** PyTorch's checks. */
    public Options {
      Require.finite("Rprop", "lr", lr);
      Require.that(
          0 < etaMinus && etaMinus < 1 && 1 < etaPlus,
          "Rprop",
          "etaMinus and etaPlus",
          etaMinus + ", " + etaPlus,
          "0 < etaMinus < 1 < etaPlus");
      Require.that(
          stepSizeMin <= stepSizeMax,
          "Rprop",
          "stepSizeMin and stepSizeMax",
          stepSizeMin + ", " + stepSizeMax,
          "in order");
    }

    @Override
    public Options lr(double value) {
      return new Options(value, etaMinus, etaPlus, stepSizeMin, stepSizeMax, maximize);
    }

    public Options etaMinus(double value) {
      return new Options(lr, value, etaPlus, stepSizeMin, stepSizeMax, maximize);
    }

    public Options etaPlus(double value) {
      return new Options(lr, etaMinus, value, stepSizeMin, stepSizeMax, maximize);
    }

    public Options stepSizeMin(double value) {
      return new Options(lr, etaMinus, etaPlus, value, stepSizeMax, maximize);
    }

    public Options stepSizeMax(double value) {
      return new Options(lr, etaMinus, etaPlus, stepSizeMin, value, maximize);
    }

    public Options maximize(boolean value) {
      return new Options(lr, etaMinus, etaPlus, stepSizeMin, stepSizeMax, value);
    }

    @Override
    public Rprop create(List<Tensor> parameters) {
      return new Rprop(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public Rprop createGroups(List<ParameterGroup> groups) {
      return new Rprop(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-2, 0.5, 1.2, 1e-6, 50, false);
  }

  /** For groups with {@link Options} of their own. */
  public Rprop(List<ParameterGroup> groups) {
    super(groups, Options.class, STATE);
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Options) options;
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register g = s.g();
    if (o.maximize()) {
      g.negate();
    }
    Register previous = s.state(0);
    Register stepSize = s.state(1);
    if (s.step() == 1) {
      stepSize.fill(o.lr());
    }
    Register turn = s.temp(0).set(g).mul(previous);
    Register factor = s.temp(1).set(turn).choose(o.etaMinus(), 1, o.etaPlus());
    stepSize.mul(factor).clamp(o.stepSizeMin(), o.stepSizeMax());
    g.zeroWhereNegative(turn);
    previous.set(g);
    p.addcmul(g.sign(), stepSize, -1);
  }
}
