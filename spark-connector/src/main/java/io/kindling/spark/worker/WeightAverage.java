package io.kindling.spark.worker;

import io.kindling.io.StateDict;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The exponential moving average of the weights that one worker updates, and of the model's
 * buffers: the first update copies, each later one makes of the average a and the value p
 *
 * <pre>{@code a + (1 - decay) (p - a)}</pre>
 *
 * as {@link io.kindling.nn.AveragedModel#ema} with {@code useBuffers}. Each element is averaged by
 * itself, so that a slice has the bits of the whole.
 */
final class WeightAverage {
  private static final String WEIGHTS = "average";
  private static final String BUFFERS = "average_buffers";

  private final double decay;
  private final TrainedElements elements;

  /** Null before the first update. */
  private float[] weights;

  private double[] buffers;

  WeightAverage(double decay, TrainedElements elements) {
    this.decay = decay;
    this.elements = elements;
  }

  /** Takes the weights as they are into the average. */
  void updateWeights() {
    Ranges places = elements.inModel();
    float[] values = elements.values();
    if (weights == null) {
      weights = places.gather(values);
      return;
    }
    int at = 0;
    for (int i = 0; i < places.size(); i++) {
      int from = places.from(i);
      int n = places.to(i) - from;
      for (int k = 0; k < n; k++) {
        weights[at + k] = (float) towards(weights[at + k], values[from + k]);
      }
      at += n;
    }
  }

  /** Takes the buffers as they are into the average; not copied. */
  void updateBuffers(double[] now) {
    if (buffers == null) {
      buffers = now;
      return;
    }
    for (int i = 0; i < now.length; i++) {
      buffers[i] = towards(buffers[i], now[i]);
    }
  }

  private double towards(double average, double value) {
    return average + (1 - decay) * (value - average);
  }

  /** A model with the averages in place of its values; itself before the first update. */
  ModelState of(ModelState now) {
    if (weights == null) {
      return now;
    }
    float[] averaged = now.parameters().clone();
    elements.inModel().scatter(weights, averaged);
    return new ModelState(averaged, buffers == null ? now.buffers() : buffers.clone());
  }

  /** Adds the averages to the optimizer's state. */
  void save(Map<String, Tensor> tensors, Map<String, Object> values) {
    if (weights == null) {
      return;
    }
    tensors.put(WEIGHTS, Tensors.wrap(weights, weights.length));
    if (buffers != null && buffers.length > 0) {
      values.put(BUFFERS, Arrays.stream(buffers).<Object>mapToObj(value -> value).toList());
    }
  }

  /**
   * Restores what {@link #save} added.
   *
   * @throws IllegalArgumentException when it is of other parameters
   */
  void load(StateDict state) {
    if (elements.isEmpty() || !state.tensors().containsKey(WEIGHTS)) {
      weights = null;
      buffers = null;
      return;
    }
    float[] saved = state.tensor(WEIGHTS).toFloatArray();
    if (saved.length != elements.inModel().count()) {
      throw new IllegalArgumentException(
          "averaged weights: got "
              + saved.length
              + " elements, the parameters have "
              + elements.inModel().count());
    }
    weights = saved;
    boolean some = state.values().get(BUFFERS) instanceof List<?>;
    buffers = some ? state.reals(BUFFERS) : null;
  }
}
