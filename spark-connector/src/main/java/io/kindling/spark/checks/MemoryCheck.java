package io.kindling.spark.checks;

import io.kindling.autograd.GradMode;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleTransform;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.random.Generator;
import io.kindling.spark.data.ResourceException;
import io.kindling.spark.internals.Executors;
import io.kindling.spark.internals.StorageMemory;
import io.kindling.spark.worker.Replica;
import io.kindling.spark.worker.TrainingProgram;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import io.kindling.text.ByteSize;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that training needs beside the data: told before it begins, and refused where a single
 * worker cannot have it.
 */
public final class MemoryCheck {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryCheck.class);

  /** So many samples at least the lanes layout computes. */
  private static final int PROBE = 16;

  /** Parameters and gradients. */
  private static final long LEAST_COPIES = 2;

  /** And an optimizer's moments. */
  private static final long MOST_COPIES = 4;

  /** Measured: a step's workspace is 1.3 to 1.95 times that of the forward pass alone. */
  private static final long STEP_TO_FORWARD = 2;

  private static final String CURE =
      "; use fewer samples at once (microBatchSize, --micro-batch-size, or a smaller batchSize),"
          + " fewer task slots an executor (spark.executor.cores), or a larger"
          + " spark.executor.memory (under a local master spark.driver.memory)";

  private static final String CURE_OF_VECTORS =
      "; sparse vectors take no memory for their zeros where the first layer is a Linear";

  private MemoryCheck() {}

  /**
   * What one worker needs.
   *
   * @param parameters of the model
   * @param samples that go through it at once
   * @param forward bytes of their inputs, and of what the layers compute of them; 0 if not known
   * @param vectors whether they are vectors, which may come without their zeros
   */
  record Need(long parameters, int samples, long forward, boolean vectors) {
    static Need of(Module module, ImageShape input, int samples) {
      long parameters = FlatParameters.of(module).length();
      long blocks = (samples + PROBE - 1L) / PROBE;
      long inputs = input.isVector() ? 0 : Float.BYTES * (long) samples * input.size();
      return new Need(
          parameters,
          samples,
          forwardOfProbe(module, input).map(b -> inputs + blocks * b).orElse(0L),
          input.isVector());
    }

    /** Without which it cannot be. */
    long least() {
      return LEAST_COPIES * Float.BYTES * parameters + forward;
    }

    /** About. */
    long likely() {
      return MOST_COPIES * Float.BYTES * parameters + STEP_TO_FORWARD * forward;
    }
  }

  /** Bytes; empty where the model does not take blank samples in training. */
  private static Optional<Long> forwardOfProbe(Module module, ImageShape input) {
    Workspace workspace = new Workspace();
    module.train();
    try (var scope = GradMode.noGrad();
        var random = Generator.use(new Generator(0, 0));
        Workspace.Step step = workspace.step()) {
      module.call(Tensors.zeros(Replica.inputShape(PROBE, input).toArray()));
      return Optional.of(Float.BYTES * workspace.size());
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.debug("memory of a forward pass is not known: {}", e.toString());
      return Optional.empty(); // of a fault training will tell; workers may have more memory
    }
  }

  /**
   * Tells what a run needs.
   *
   * @param module a copy that may be changed
   * @param stored shape of a sample as it is kept
   * @param workers partitions of the data
   * @throws ResourceException when an executor cannot have what one worker needs
   */
  public static void tell(
      SparkContext spark, Module module, TrainingProgram program, ImageShape stored, int workers) {
    SampleTransform transform = program.transform();
    long batch = Math.min(program.sampler().batchSize(), program.sampler().samples());
    long share = (batch + workers - 1) / workers;
    int samples = (int) Math.min(share, program.limits().training());
    Need need = Need.of(module, transform.outputShape(stored), samples);
    StorageMemory found = StorageMemory.of(spark);
    int slots = Executors.slotsOfEach(spark).values().stream().mapToInt(n -> n).max().orElse(1);
    int executors = Math.max(1, found.executors());
    int together = Math.max(1, Math.min(slots, (workers + executors - 1) / executors));
    long heap = spark.isLocal() ? Runtime.getRuntime().maxMemory() : found.heap(spark.getConf());
    judge(need, together, heap);
  }

  /** Of so many workers in one heap. */
  static void judge(Need need, int together, long heap) {
    String words = words(need, together, heap);
    String cure = CURE + (need.vectors() ? CURE_OF_VECTORS : "");
    if (need.least() > heap) {
      throw new ResourceException(words + ": that does not fit into memory" + cure, null);
    }
    if (together * need.likely() > heap) {
      LOG.warn("{}: that may not suffice{}", words, cure);
    } else {
      LOG.info("{}", words);
    }
  }

  static String words(Need need, int together, long heap) {
    String batch =
        need.forward() == 0
            ? ""
            : ", and "
                + ByteSize.words(STEP_TO_FORWARD * need.forward())
                + " for what its layers compute of "
                + need.samples()
                + (need.samples() == 1 ? " sample" : " samples at once");
    return "a worker needs about "
        + ByteSize.words(MOST_COPIES * Float.BYTES * need.parameters())
        + " for the model of "
        + need.parameters()
        + " parameters, with gradients and an optimizer's moments"
        + batch
        + "; an executor has a heap of "
        + ByteSize.words(heap)
        + " for "
        + (together == 1 ? "one worker" : together + " workers")
        + " and the cached blocks";
  }
}
