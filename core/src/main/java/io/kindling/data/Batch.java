package io.kindling.data;

import io.kindling.tensor.Tensor;

/**
 * The samples of one step.
 *
 * @param inputs float32, (N, C, H, W) for images and (N, F) for feature vectors
 * @param labels int64, (N); of mixed samples ({@link BatchTransform}) the probabilities of the
 *     classes, float32, (N, K)
 */
public record Batch(Tensor inputs, Tensor labels) {
  /** Number of samples, N. */
  public int size() {
    return labels.size(0);
  }
}
