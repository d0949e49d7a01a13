package io.kindling.data;

/**
 * Some rows of a batch whose targets are probabilities: a batch, or one worker's share of it.
 *
 * @param shape of each input
 * @param classes probabilities a row, K
 * @param samples global index of each row's sample, N of them
 * @param inputs at least N * C * H * W values
 * @param targets at least N * K values
 * @param batchSize samples of the whole batch, over all workers
 */
public record MixedBatch(
    ImageShape shape, int classes, long[] samples, float[] inputs, float[] targets, int batchSize) {

  /**
   * @throws IllegalArgumentException when an array is too short
   */
  public MixedBatch {
    long rows = samples.length;
    if (classes < 1
        || inputs.length < rows * shape.size()
        || targets.length < rows * classes
        || batchSize < rows) {
      throw new IllegalArgumentException(
          "MixedBatch: "
              + rows
              + " rows of "
              + shape
              + " and "
              + classes
              + " classes of a batch of "
              + batchSize
              + " got "
              + inputs.length
              + " values and "
              + targets.length
              + " targets; wanted one value for each element, and a batch that holds the rows");
    }
  }
}
