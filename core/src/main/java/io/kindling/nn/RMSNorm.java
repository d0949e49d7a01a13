package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * Each sample by the root of its mean square over the last dimensions (Zhang and Sennrich, 2019);
 * {@code torch.nn.RMSNorm}.
 */
public final class RMSNorm extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] normalizedShape;
  private final Double eps;
  private final Tensor weight;

  /** With a weight and the element type's own eps. */
  public RMSNorm(int... normalizedShape) {
    this(normalizedShape, null, true);
  }

  /**
   * @param normalizedShape sizes of the last dimensions
   * @param eps null for the smallest step at 1 of the element type
   */
  public RMSNorm(int[] normalizedShape, Double eps, boolean elementwiseAffine) {
    this.normalizedShape = normalizedShape.clone();
    this.eps = eps;
    this.weight =
        registerParameter("weight", elementwiseAffine ? Tensors.ones(normalizedShape) : null);
  }

  /** The weight, a parameter, or null. */
  public Tensor weight() {
    return weight;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.rmsNorm(input, normalizedShape, weight, eps);
  }

  @Override
  protected void describe(Settings settings) {
    settings.bare("normalized_shape", normalizedShape).named("eps", eps);
    settings.named("elementwise_affine", weight != null);
  }
}
