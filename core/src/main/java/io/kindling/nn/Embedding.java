package io.kindling.nn;

import io.kindling.autograd.GradMode;
import io.kindling.nn.init.Init;
import io.kindling.ops.Lookup;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.Serializable;

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
   * What is special about a table; each method gives a changed copy.
   *
   * @param paddingIdx a row that stays as it is, zeros at the beginning; negative counts from the
   *     end; null for none
   * @param maxNorm rows that are looked up are first shortened to this norm; null for none
   * @param normType the p of that norm
   * @param scaleGradByFreq whether a row's gradient is divided by how often it was looked up
   */
  public record Options(
      Integer paddingIdx, Double maxNorm, double normType, boolean scaleGradByFreq)
      implements Serializable {

    /** Nothing special. */
    public Options() {
      this(null, null, 2, false);
    }

    public Options paddingIdx(Integer value) {
      return new Options(value, maxNorm, normType, scaleGradByFreq);
    }

    public Options maxNorm(Double value) {
      return new Options(paddingIdx, value, normType, scaleGradByFreq);
    }

    public Options normType(double value) {
      return new Options(paddingIdx, maxNorm, value, scaleGradByFreq);
    }

    public Options scaleGradByFreq(boolean value) {
      return new Options(paddingIdx, maxNorm, normType, value);
    }
  }

  public Embedding(int numEmbeddings, int embeddingDim) {
    this(numEmbeddings, embeddingDim, new Options());
  }

  public Embedding(int numEmbeddings, int embeddingDim, Options options) {
    this(numEmbeddings, embeddingDim, options, null);
  }

  private Embedding(int numEmbeddings, int embeddingDim, Options options, Tensor table) {
    if (numEmbeddings < 1 || embeddingDim < 1) {
      throw new IllegalArgumentException(
          "Embedding: num_embeddings and embedding_dim must be positive, got "
              + numEmbeddings
              + " and "
              + embeddingDim);
    }
    Integer padding = options.paddingIdx();
    if (padding != null && (padding >= numEmbeddings || padding < -numEmbeddings)) {
      throw new IllegalArgumentException(
          "Embedding: Padding_idx must be within num_embeddings, got "
              + padding
              + " of "
              + numEmbeddings);
    }
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.options =
        padding != null && padding < 0 ? options.paddingIdx(padding + numEmbeddings) : options;
    boolean given = table != null;
    this.weight =
        registerParameter("weight", given ? table : Tensors.zeros(numEmbeddings, embeddingDim));
    if (!given) {
      resetParameters();
    }
  }

  private void resetParameters() {
    Init.normal_(weight, 0, 1);
    if (options.paddingIdx() != null) {
      try (var scope = GradMode.noGrad()) {
        Init.zeros_(weight.select(0, options.paddingIdx()));
      }
    }
  }

  /**
   * A layer with this table (rows, dim), which it shares.
   *
   * @param freeze whether the table stays as it is
   */
  public static Embedding fromPretrained(Tensor table, boolean freeze, Options options) {
    if (table.dim() != 2) {
      throw new IllegalArgumentException(
          "Embedding.fromPretrained: Embeddings parameter is expected to be 2-dimensional, got "
              + table.shape());
    }
    Embedding layer = new Embedding(table.size(0), table.size(1), options, table);
    layer.weight.requiresGrad_(!freeze);
    return layer;
  }

  /** The table, a parameter. */
  public Tensor weight() {
    return weight;
  }

  @Override
  public Tensor forward(Tensor input) {
    int padding = options.paddingIdx() == null ? -1 : options.paddingIdx();
    if (options.maxNorm() != null) {
      Lookup.renormalize(weight, input, options.maxNorm(), options.normType());
    }
    return Lookup.embedding(weight, input, padding, options.scaleGradByFreq());
  }

  @Override
  protected void describe(Settings settings) {
    settings.bare("num_embeddings", numEmbeddings).bare("embedding_dim", embeddingDim);
    settings.unless(null, "padding_idx", options.paddingIdx());
    settings.unless(null, "max_norm", options.maxNorm());
    settings.unless(2., "norm_type", options.normType());
    settings.unless(false, "scale_grad_by_freq", options.scaleGradByFreq());
  }
}
