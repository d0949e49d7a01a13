package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** x above 0, a learned slope * x below (He et al., 2015); {@code torch.nn.PReLU}. */
public final class PReLU extends Module {
  private static final long serialVersionUID = 1L;

  private final int numParameters;
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
    this.numParameters = numParameters;
    this.weight = registerParameter("weight", Tensors.full(init, numParameters));
  }

  @Override
  public Tensor forward(Tensor input) {
    return Activations.prelu(input, weight);
  }

  @Override
  protected String extraRepr() {
    return "num_parameters=" + numParameters;
  }
}
