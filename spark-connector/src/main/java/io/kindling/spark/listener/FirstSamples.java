package io.kindling.spark.listener;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.spark.RunData;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.Replica;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * The first samples of a run's data, to look at on the driver.
 *
 * @param inputShape of each as the model takes it
 * @param input as the model takes them, one after the other
 * @param shape of each as it is stored
 * @param pixels as they are stored, 0..1 for bytes
 * @param labels their classes; empty where numbers are to be predicted
 * @param targets the numbers to be predicted; empty where there are classes
 */
record FirstSamples(
    ImageShape inputShape,
    float[] input,
    ImageShape shape,
    float[] pixels,
    long[] labels,
    float[] targets)
    implements Serializable {

  /**
   * At most {@code most}, of the first partition that has any.
   *
   * @throws IllegalStateException when there are none
   */
  static FirstSamples of(RunData data, int most) {
    List<byte[]> found =
        data.blocks().mapPartitions(new Task(data.judging().transform(), most), true).take(1);
    if (found.isEmpty()) {
      throw new IllegalStateException("there are no samples");
    }
    return JavaBytes.read(found.get(0), FirstSamples.class);
  }

  /** How many. */
  int size() {
    return pixels.length / shape.size();
  }

  /** (N, C, H, W), or (N, L) for plain vectors. */
  Tensor inputs() {
    return Tensors.wrap(input, Replica.inputShape(size(), inputShape).toArray());
  }

  /** (N) classes or (N, K) numbers. */
  Tensor target() {
    int n = size();
    return labels.length > 0
        ? Tensors.wrap(labels, n)
        : Tensors.wrap(targets, n, targets.length / n);
  }

  /** Whether one can look at them. */
  boolean areImages() {
    return (shape.channels() == 1 || shape.channels() == 3) && shape.height() > 1;
  }

  private record Task(SampleTransform transform, int most)
      implements FlatMapFunction<Iterator<SampleBlock>, byte[]> {
    @Override
    public Iterator<byte[]> call(Iterator<SampleBlock> blocks) {
      SampleBlock block = blocks.hasNext() ? blocks.next() : null;
      if (block == null || block.size() == 0) {
        return List.<byte[]>of().iterator();
      }
      int n = Math.min(most, block.size());
      int width = block.targetWidth();
      int size = block.shape().size();
      ImageShape inputShape = transform.outputShape(block.shape());
      int stride = inputShape.size();
      ImageBuffer image = new ImageBuffer();
      float[] input = new float[n * stride];
      float[] pixels = new float[n * size];
      long[] labels = new long[width > 0 ? 0 : n];
      float[] targets = new float[n * width];
      for (int row = 0; row < n; row++) {
        transform.write(block, row, 0, image, input, row * stride);
        SampleTransform.of(Normalization.NONE).write(block, row, 0, pixels, row * size);
        if (width > 0) {
          block.target(row, targets, row * width);
        } else {
          labels[row] = block.label(row);
        }
      }
      FirstSamples samples =
          new FirstSamples(inputShape, input, block.shape(), pixels, labels, targets);
      return List.of(JavaBytes.write(samples, "some samples")).iterator();
    }
  }
}
