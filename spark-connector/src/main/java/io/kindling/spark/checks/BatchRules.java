package io.kindling.spark.checks;

import io.kindling.autograd.GradMode;
import io.kindling.data.EpochSampler;
import io.kindling.data.ImageShape;
import io.kindling.nn.Module;
import io.kindling.random.Generator;
import io.kindling.spark.data.DataSummary;
import io.kindling.spark.worker.Replica;
import io.kindling.tensor.Tensors;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Whether a model can train on a single sample: batch norm cannot, where it sees one value a
 * channel of each sample. Said before training begins and not in the last step of an epoch.
 */
public final class BatchRules {
  private BatchRules() {}

  /**
   * What a model in training says to a batch of one sample, when it takes two; empty when it takes
   * one, or no batch at all.
   *
   * @param module a copy that may be changed
   */
  public static Optional<String> refusalOfOne(Module module, ImageShape sample) {
    module.train();
    try (var scope = GradMode.noGrad();
        var random = Generator.use(new Generator(0, 0))) {
      try {
        module.call(Tensors.zeros(Replica.inputShape(1, sample).toArray()));
        return Optional.empty();
      } catch (RuntimeException e) {
        module.call(Tensors.zeros(Replica.inputShape(2, sample).toArray()));
        return Optional.of(String.valueOf(e.getMessage()));
      }
    } catch (RuntimeException e) {
      return Optional.empty(); // another fault, which training will tell of
    }
  }

  /**
   * Refuses partitions without samples, whose workers could not take part in batch norm over all
   * workers: they do not know the shape of a sample.
   *
   * @throws IllegalArgumentException when there is one
   */
  public static void refuseEmptyPartitions(DataSummary data) {
    long empty = LongStream.of(data.partitions()).filter(samples -> samples == 0).count();
    if (empty > 0) {
      throw new IllegalArgumentException(
          "batch norm over all workers (syncBatchNorm) wants samples in every partition, but "
              + empty
              + " of "
              + data.partitions().length
              + " have none; use fewer partitions");
    }
  }

  /**
   * Refuses batches of one sample.
   *
   * @param refusal of the model
   * @param steps of the run
   * @throws IllegalArgumentException when the run would come to one
   */
  public static void refuseOne(String refusal, EpochSampler sampler, long steps) {
    int last = sampler.stepsPerEpoch() - 1;
    String batch;
    String cure;
    if (sampler.samples() == 1) {
      batch = "there is one sample";
      cure = "give more samples";
    } else if (sampler.batchSize() == 1) {
      batch = "the batch size is 1";
      cure = "use a batch size of 2 or more";
    } else if (steps > last && sampler.batchSize(last) == 1) {
      batch =
          "the last of the batches of "
              + sampler.batchSize()
              + " that "
              + sampler.samples()
              + " samples make is a single sample";
      cure = "leave it out with dropLast, or use another batch size";
    } else {
      return;
    }
    throw new IllegalArgumentException(
        "the model cannot train on a batch of one sample ("
            + refusal
            + "), but "
            + batch
            + "; "
            + cure);
  }
}
