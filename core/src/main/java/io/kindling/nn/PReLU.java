package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** x above 0, a learned slope * x below (He et al., 2015); {@code torch.nn.PReLU}. */
public final class PReLU extends Module {
  private static final long serialVersionUID = 1L;

  private final int numParameters;
  private final double init;
  private final Tensor weight;

  /** One slope, 0.25 at the beginning. */
  public PReLU() {
    this(1, 0.25);
  }

  /**
   * @param numParameters 1, or the number of channels
   * @param init the slopes at the beginning
   */
  public PReLU(int numParameters, double init) {
    if (numParameters < 1) {
      throw new IllegalArgumentException(
          "PReLU: num_parameters must be positive, got " + numParameters);
    }
    this.numParameters = numParameters;
    this.init = init;
    this.weight = registerParameter("weight", Tensors.full(init, numParameters));
  }

  /** The slopes, a parameter. */
  public Tensor weight() {
    return weight;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.prelu(input, weight);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("num_parameters", numParameters).hidden(0.25, "init", init);
  }
}
