package io.kindling.nn;

import io.kindling.ops.GroupNormalization;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * Each sample by its own mean and variance over the last dimensions (Ba et al., 2016); {@code
 * torch.nn.LayerNorm}.
 */
public final class LayerNorm extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] normalizedShape;
  private final double eps;
  private final Tensor weight;
  private final Tensor bias;

  /** eps 1e-5, with weight and bias. */
  public LayerNorm(int... normalizedShape) {
    this(normalizedShape, 1e-5, true, true);
  }

  /**
   * @param normalizedShape sizes of the last dimensions
   * @param elementwiseAffine whether there is a weight, and, with {@code bias}, a bias
   */
  public LayerNorm(int[] normalizedShape, double eps, boolean elementwiseAffine, boolean bias) {
    this.normalizedShape = normalizedShape.clone();
    this.eps = eps;
    boolean shift = elementwiseAffine && bias;
    this.weight =
        registerParameter("weight", elementwiseAffine ? Tensors.ones(normalizedShape) : null);
    this.bias = registerParameter("bias", shift ? Tensors.zeros(normalizedShape) : null);
  }

  /** The weight, a parameter, or null. */
  public Tensor weight() {
    return weight;
  }

  /** The bias, a parameter, or null. */
  public Tensor bias() {
    return bias;
  }

  @Override
  public Tensor forward(Tensor input) {
    return GroupNormalization.layerNorm(input, normalizedShape, weight, bias, eps);
  }

  @Override
  protected void describe(Settings settings) {
    settings.bare("normalized_shape", normalizedShape).named("eps", eps);
    settings.named("elementwise_affine", weight != null).named("bias", bias != null);
  }
}
