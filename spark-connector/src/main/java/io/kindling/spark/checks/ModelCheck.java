package io.kindling.spark.checks;

import io.kindling.autograd.GradMode;
import io.kindling.data.SampleTransform;
import io.kindling.nn.Module;
import io.kindling.nn.loss.Loss;
import io.kindling.spark.data.DataSummary;
import io.kindling.spark.worker.Replica;
import io.kindling.spark.worker.TrainingProgram.Judging;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Tries a model on one blank sample, so that what does not fit is said before training begins. */
public final class ModelCheck {
  private ModelCheck() {}

  /**
   * @param module a copy that may be changed
   * @param transform what is done with the samples before
   * @throws IllegalArgumentException when the model does not take the samples, or its output does
   *     not fit the labels
   */
  public static void fits(Module module, Loss loss, DataSummary data, SampleTransform transform) {
    Shape shape = Replica.inputShape(1, transform.outputShape(data.shape()));
    Tensor output;
    module.eval();
    try (var scope = GradMode.noGrad()) {
      Tensor input = Tensors.zeros(shape.toArray());
      try {
        output = module.call(input);
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "the model does not fit the samples, which reach it as a batch of shape "
                + inBatch(shape)
                + ": "
                + e.getMessage(),
            e);
      }
      checkClasses(output, data);
      checkTargets(output, data);
      try {
        loss.call(
            output,
            data.targetWidth() == 0
                ? Tensors.tensor((long) data.minLabel())
                : Tensors.zeros(1, data.targetWidth()));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "the loss does not fit the model, whose output has shape "
                + inBatch(output.shape())
                + ": "
                + e.getMessage(),
            e);
      }
    }
  }

  /** {@link #fits} of evaluation data. */
  public static void fitsEvaluation(Module module, Loss loss, DataSummary data, Judging judging) {
    try {
      fits(judging.model(module), loss, data, judging.transform());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage()
              + " (in evaluation, which leaves out random transforms; set evaluationTransform where"
              + " other samples must reach the model)",
          e);
    }
  }

  /**
   * How wide targets are when samples are mixed: probabilities of as many classes as the model has
   * outputs, or the numbers to be predicted.
   *
   * @param module a copy that may be changed, which {@link #fits}
   * @throws IllegalArgumentException when the loss takes no probabilities
   */
  public static int mixedWidth(
      Module module, Loss loss, DataSummary data, SampleTransform transform) {
    if (data.targetWidth() > 0) {
      return data.targetWidth();
    }
    Shape shape = Replica.inputShape(1, transform.outputShape(data.shape()));
    module.eval();
    try (var scope = GradMode.noGrad()) {
      Tensor output = module.call(Tensors.zeros(shape.toArray()));
      if (output.dim() != 2) {
        throw new IllegalArgumentException(
            "samples can be mixed where the model has one output for each class, (N, C); its output"
                + " has shape "
                + inBatch(output.shape()));
      }
      try {
        loss.call(output, Tensors.full(1.0 / output.size(1), 1, output.size(1)));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "mixed samples have probabilities of classes as targets, which "
                + loss.getClass().getSimpleName()
                + " does not take ("
                + e.getMessage()
                + "); use CrossEntropyLoss, or do not mix",
            e);
      }
      return output.size(1);
    }
  }

  private static void checkClasses(Tensor output, DataSummary data) {
    if (output.dim() != 2
        || data.targetWidth() > 0
        || data.minLabel() >= 0 && data.maxLabel() < output.size(1)) {
      return;
    }
    throw new IllegalArgumentException(
        "the model does not fit the labels: its output has shape "
            + inBatch(output.shape())
            + ", one value for each of "
            + output.size(1)
            + " classes, but the labels reach from "
            + data.minLabel()
            + " to "
            + data.maxLabel());
  }

  private static void checkTargets(Tensor output, DataSummary data) {
    int width = data.targetWidth();
    if (width == 0 || output.shape().equals(Shape.of(1, width))) {
      return;
    }
    throw new IllegalArgumentException(
        "the model does not fit the labels: its output has shape "
            + inBatch(output.shape())
            + ", but "
            + inBatch(Shape.of(1, width))
            + " numbers are to be predicted");
  }

  /** A shape as users write it, with N for the batch. */
  private static String inBatch(Shape shape) {
    StringBuilder text = new StringBuilder("(N");
    for (int i = 1; i < shape.dim(); i++) {
      text.append(", ").append(shape.size(i));
    }
    return text.append(')').toString();
  }
}
