package io.kindling.spark;

import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.nn.init.InitializedByData;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.Replica;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;

/** The values with which a run begins that goes on from no checkpoint. */
final class InitialModel {
  private InitialModel() {}

  /**
   * Those of the model as it was given, and of {@link InitializedByData} what it computes.
   *
   * @param sample shape of the training samples as they are kept
   */
  static ModelState of(TrainerSettings settings, ImageShape sample) {
    Module module = settings.training().copyOfModel();
    if (module instanceof InitializedByData waiting) {
      waiting.initialize(firstInputs(settings.data(), sample, waiting.samples()));
    }
    return ModelState.of(module, FlatParameters.of(module));
  }

  /** The first samples of all, whatever the partitions. */
  private static Tensor firstInputs(TrainerSettings.Data data, ImageShape sample, int most) {
    SampleTransform transform = data.transform().forEvaluation();
    List<float[]> parts =
        data.training().blocks().map(block -> firstInputs(block, transform, most)).collect();
    float[] inputs = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, inputs, at, part.length);
      at += part.length;
    }
    ImageShape shape = transform.outputShape(sample);
    int n = inputs.length / shape.size();
    return Tensors.wrap(inputs, Replica.inputShape(n, shape).toArray());
  }

  private static float[] firstInputs(SampleBlock block, SampleTransform transform, int most) {
    int stride = transform.outputShape(block.shape()).size();
    int n = (int) Math.max(0, Math.min(block.size(), most - block.firstIndex()));
    float[] inputs = new float[n * stride];
    for (int row = 0; row < n; row++) {
      transform.write(block, row, 0, inputs, row * stride);
    }
    return inputs;
  }
}
