package io.kindling.nn;

import io.kindling.autograd.GradMode;
import io.kindling.nn.init.Init;
import io.kindling.ops.Lookup;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * A table of vectors looked up by int64 indices: (*) to (*, embeddingDim); {@code
 * torch.nn.Embedding}. The table begins standard normal.
 */
public final class Embedding extends Module {
  private static final long serialVersionUID = 1L;

  private final int numEmbeddings;
  private final int embeddingDim;
  private final Options options;
  private final Tensor weight;

  /**
   * What is special about a table.
   *
   * @param paddingIdx a row that stays as it is, zeros at the beginning; -1 for none
   * @param maxNorm rows that are looked up are first shortened to this norm; infinite for none
   * @param normType the p of that norm
   * @param scaleGradByFreq whether a row's gradient is divided by how often it was looked up
   */
  public record Options(int paddingIdx, double maxNorm, double normType, boolean scaleGradByFreq)
      implements java.io.Serializable {}

  public Embedding(int numEmbeddings, int embeddingDim) {
    this(numEmbeddings, embeddingDim, new Options(-1, Double.POSITIVE_INFINITY, 2, false));
  }

  public Embedding(int numEmbeddings, int embeddingDim, Options options) {
    if (options.paddingIdx() >= numEmbeddings) {
      throw new IllegalArgumentException(
          "Padding_idx must be within num_embeddings, got "
              + options.paddingIdx()
              + " of "
              + numEmbeddings);
    }
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.options = options;
    this.weight = registerParameter("weight", Tensors.zeros(numEmbeddings, embeddingDim));
    Init.normal_(weight, 0, 1);
    if (options.paddingIdx() >= 0) {
      try (var scope = GradMode.noGrad()) {
        weight.select(0, options.paddingIdx()).zero_();
      }
    }
  }

  public Tensor weight() {
    return weight;
  }

  @Override
  public Tensor forward(Tensor input) {
    if (!Double.isInfinite(options.maxNorm())) {
      Lookup.renormalize(weight, input, options.maxNorm(), options.normType());
    }
    return Lookup.embedding(weight, input, options.paddingIdx(), options.scaleGradByFreq());
  }

  @Override
  protected String extraRepr() {
    StringBuilder out = new StringBuilder();
    out.append(numEmbeddings).append(", ").append(embeddingDim);
    if (options.paddingIdx() >= 0) {
      out.append(", padding_idx=").append(options.paddingIdx());
    }
    if (!Double.isInfinite(options.maxNorm())) {
      out.append(", max_norm=").append(PythonText.number(options.maxNorm()));
    }
    if (options.normType() != 2) {
      out.append(", norm_type=").append(PythonText.number(options.normType()));
    }
    return out.append(options.scaleGradByFreq() ? ", scale_grad_by_freq=True" : "").toString();
  }
}
