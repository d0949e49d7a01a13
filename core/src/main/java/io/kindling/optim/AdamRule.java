package io.kindling.optim;

import java.util.List;

/** The arithmetic that {@link Adam} and {@link AdamW} share; Adam's comment has the formula. */
abstract sealed class AdamRule extends Optimizer permits Adam, AdamW {
  private static final List<String> PLAIN = List.of("exp_avg", "exp_avg_sq");
  private static final List<String> AMSGRAD = List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq");

  private Settings o;
  private double stepSize;
  private double correction;

  /** What Adam and AdamW have in common. */
  sealed interface Settings extends OptimizerOptions permits Adam.Options, AdamW.Options {
    double beta1();

    double beta2();

    double eps();

    double weightDecay();

    boolean amsgrad();

    boolean maximize();

    boolean decoupledWeightDecay();
  }

  AdamRule(List<ParameterGroup> groups, Class<? extends Settings> optionsClass) {
    super(groups, optionsClass);
  }

  @Override
  protected List<String> stateNames(OptimizerOptions options) {
    return ((Settings) options).amsgrad() ? AMSGRAD : PLAIN;
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Settings) options;
    stepSize = o.lr() / (1 - Math.pow(o.beta1(), s.step()));
    correction = Math.sqrt(1 - Math.pow(o.beta2(), s.step()));
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register g = s.gradient(o.maximize(), o.weightDecay(), o.decoupledWeightDecay(), o.lr());
    Register average = s.state(0).lerp(g, 1 - o.beta1());
    Register square = s.state(1).mul(o.beta2()).addcmul(g, g, 1 - o.beta2());
    Register denominator =
        s.temp(0).set(o.amsgrad() ? s.state(2).max(square) : square).sqrt().div(correction);
    p.addcdiv(average, denominator.add(o.eps()), -stepSize);
  }
}
