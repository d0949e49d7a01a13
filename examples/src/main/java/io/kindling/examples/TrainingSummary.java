package io.kindling.examples;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The last line of {@link TrainCifar10Job}, for programs.
 *
 * @param model name of the model
 * @param data where the images are from; {@code generated} for generated ones
 * @param epochs begun
 * @param steps made
 * @param samples trained on, each as often as visited
 * @param skippedRows training and test images that could not be used and were left out, as told
 * @param trainLoss mean over the last epoch's batches, each before its update
 * @param testLoss mean over the test images, after the last step
 * @param testAccuracy fraction of the test images classified right, 0..1
 * @param imagesPerSecond in training; preparation and tests not counted
 * @param seconds the whole job
 * @param master Spark's
 * @param partitions workers
 * @param seed of initial parameters and shuffles
 */
@JsonPropertyOrder({
  "model",
  "data",
  "epochs",
  "steps",
  "samples",
  "skippedRows",
  "trainLoss",
  "testLoss",
  "testAccuracy",
  "imagesPerSecond",
  "seconds",
  "master",
  "partitions",
  "seed"
})
record TrainingSummary(
    String model,
    String data,
    int epochs,
    int steps,
    long samples,
    long skippedRows,
    double trainLoss,
    double testLoss,
    double testAccuracy,
    double imagesPerSecond,
    double seconds,
    String master,
    int partitions,
    long seed) {

  /** One line of JSON. */
  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // numbers and strings always have a form
    }
  }
}
