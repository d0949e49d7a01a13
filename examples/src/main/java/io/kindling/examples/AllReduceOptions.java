package io.kindling.examples;

import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.ResidentAllReduce;
import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.wire.WireFormat;
import java.util.ArrayList;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a step is divided among the workers, and how their gradients are summed. */
final class AllReduceOptions {
  @Option(
      names = "--all-reduce",
      paramLabel = "NAME",
      defaultValue = "auto",
      completionCandidates = Names.class,
      description =
          "How gradients are summed, one of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}."
              + " auto: resident where there is a task slot for each partition and no dynamic"
              + " allocation, else tree. tree: a Spark job per step, on any cluster. resident:"
              + " workers stay for many steps and exchange directly, which is faster. sharded: as"
              + " resident, with update and optimizer state divided among the workers, for large"
              + " models.")
  private String allReduce;

  @Option(
      names = {"--compression", "--compress"},
      paramLabel = "FORMAT",
      defaultValue = "float32",
      description =
          "Gradients on the wire: float32 (exact, the default), bfloat16 or float16 (half the"
              + " bytes, rounded; sums are made in float32).")
  private WireFormat compress;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Gradient accumulation: each worker's share of a batch goes through the model in N passes"
              + " whose gradients add up, in less memory; default: ${DEFAULT-VALUE}.")
  private int accumulate;

  @Option(
      names = "--local-steps",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "Local SGD: resident workers make K updates by themselves, then average their"
              + " parameters; not the same computation as synchronous SGD, which is"
              + " ${DEFAULT-VALUE}, the default.")
  private int localSteps;

  @Option(
      names = "--bucket-elements",
      paramLabel = "N",
      description =
          "About N elements of the gradient for each other worker are summed together, those of the"
              + " last layers while backward still computes the first ones'; default: 262144. For"
              + " resident workers; changes no bit of exact sums.")
  private Integer bucketElements;

  @Option(
      names = "--no-overlap",
      description = "Sum the whole gradient after backward, in one bucket.")
  private boolean noOverlap;

  @Option(
      names = "--micro-batch-size",
      paramLabel = "N",
      description =
          "Most images that go through the model at once on a worker; a larger share is done in"
              + " several passes whose gradients add up, in less memory. No limit unless told.")
  private Integer microBatchSize;

  @Option(
      names = "--sync-batch-norm",
      negatable = true,
      description =
          "Batch norms normalize by the whole batch: workers exchange sums in forward and backward,"
              + " for which --all-reduce must be auto, resident or sharded; --no-sync-batch-norm"
              + " where a recipe does.")
  private boolean syncBatchNorm;

  /**
   * @throws IllegalArgumentException when the settings do not go together
   */
  void addTo(DistributedTrainer.Builder trainer) {
    trainer.allReduce(strategy()).accumulate(accumulate).syncBatchNorm(syncBatchNorm);
    if (microBatchSize != null) {
      trainer.microBatchSize(microBatchSize);
    }
  }

  /** What the model's metadata says of it: what changes the computation. */
  Map<String, Object> facts() {
    return syncBatchNorm ? Map.of("syncBatchNorm", true) : Map.of();
  }

  private AllReduce strategy() {
    AllReduce strategy = AllReduce.named(allReduce, gang());
    if (localSteps == 1) {
      return strategy;
    }
    if (strategy instanceof ResidentAllReduce resident) {
      return resident.withLocalSteps(localSteps);
    }
    throw new IllegalArgumentException(
        "--local-steps is for --all-reduce resident; " + allReduce + " has no local steps");
  }

  private GangOptions gang() {
    GangOptions gang = GangOptions.defaults().withWireFormat(compress);
    if (bucketElements == null && !noOverlap) {
      return gang;
    }
    if (bucketElements != null && noOverlap) {
      throw new IllegalArgumentException(
          "--no-overlap makes one bucket of the gradient, --bucket-elements several; give one of"
              + " them");
    }
    if (allReduce.equals("tree") || localSteps > 1) {
      throw new IllegalArgumentException(
          (noOverlap ? "--no-overlap" : "--bucket-elements")
              + " is for workers that sum gradients themselves, at every step; "
              + (localSteps > 1 ? "local steps do not" : "those of tree do not"));
    }
    return gang.withBucketElements(noOverlap ? Integer.MAX_VALUE : bucketElements);
  }

  /** For the help. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Names() {
      super(AllReduce.names());
    }
  }
}
