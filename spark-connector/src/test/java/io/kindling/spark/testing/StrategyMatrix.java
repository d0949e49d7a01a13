package io.kindling.spark.testing;

import io.kindling.data.ImageShape;
import io.kindling.nn.BatchNorm1d;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.optim.Adam;
import io.kindling.optim.AdamW;
import io.kindling.optim.SGD;
import io.kindling.optim.schedule.ExponentialLR;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.ResidentAllReduce;
import io.kindling.spark.allreduce.ShardedAllReduce;
import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains the same under every strategy, in one JVM with five task slots, and prints one line per
 * case: whether parameters, buffers, losses and evaluations are bitwise those of tree.
 */
public final class StrategyMatrix {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 4);

  /** Every parameter is summed by itself, while backward computes the others. */
  private static final GangOptions BUCKETS = GangOptions.defaults().withBucketElements(1);

  private final JavaSparkContext spark;

  private StrategyMatrix(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** With the argument {@code all} more of the same. */
  public static void main(String[] args) {
    SparkConf conf = TestConf.withKryo(TestConf.of("strategies", "local[5]"));
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      StrategyMatrix matrix = new StrategyMatrix(spark);
      if (List.of(args).contains("all")) {
        matrix.all();
      } else {
        matrix.some();
      }
    }
  }

  private void some() {
    compare("momentum", 1, momentum(1), BUCKETS);
    compare("momentum", 3, momentum(3), GangOptions.defaults());
    compare("batch norm", 2, batchNorm(2), GangOptions.defaults());
    compare("clipped gradients", 3, momentum(3).clipGradientNorm(0.05), BUCKETS);
    compare("empty partitions", 5, emptyPartitions(), BUCKETS);
    compare("shared and unused layers", 3, sharedAndUnused(), BUCKETS);
  }

  private void all() {
    for (GangOptions gang : List.of(GangOptions.defaults(), BUCKETS)) {
      for (int workers : new int[] {1, 2, 3, 5}) {
        compare("momentum", workers, momentum(workers), gang);
      }
      for (int workers : new int[] {2, 5}) {
        compare("batch norm", workers, batchNorm(workers), gang);
      }
      compare("clipped gradients", 3, momentum(3).clipGradientNorm(0.05), gang);
      compare("empty partitions", 5, emptyPartitions(), gang);
      compare("shared and unused layers", 3, sharedAndUnused(), gang);
    }
  }

  private void compare(
      String name, int workers, DistributedTrainer.Builder trainer, GangOptions gang) {
    String tree = bits(trainer.allReduce(AllReduce.tree()).build().fit());
    compare(new ResidentAllReduce(gang, 1), name, workers, trainer, tree);
    compare(new ShardedAllReduce(gang, 1), name, workers, trainer, tree);
  }

  private static void compare(
      AllReduce strategy,
      String name,
      int workers,
      DistributedTrainer.Builder trainer,
      String tree) {
    String bits = bits(trainer.allReduce(strategy).build().fit());
    String verdict = bits.equals(tree) ? "same" : "different:\n" + tree + "\n" + bits + "\n";
    System.out.println(strategy.name() + ", " + name + ", " + workers + " workers: " + verdict);
  }

  private DistributedTrainer.Builder trainer(Module model, int samples, int workers) {
    return DistributedTrainer.builder()
        .model(model)
        .trainingData(FormulaData.spread(spark, SHAPE, samples, workers))
        .evaluationData(FormulaData.spread(spark, SHAPE, 10, 2))
        .epochs(2)
        .seed(5);
  }

  private DistributedTrainer.Builder momentum(int workers) {
    Module model =
        new Sequential(new Flatten(), new Linear(48, 16), new ReLU(), new Linear(16, 10));
    return trainer(FormulaData.initialize(model, 0.2), 70, workers)
        .optimizer(SGD.options().lr(0.1).momentum(0.9).weightDecay(1e-3))
        .microBatchSize(3)
        .batchSize(16);
  }

  /** One layer frozen, a rate for each step, an optimizer with a step count. */
  private DistributedTrainer.Builder batchNorm(int workers) {
    Linear frozen = new Linear(48, 12);
    Module model =
        new Sequential(new Flatten(), frozen, new BatchNorm1d(12), new ReLU(), new Linear(12, 10));
    FormulaData.initialize(model, 0.2);
    frozen.parameters().forEach(parameter -> parameter.requiresGrad_(false));
    return trainer(model, 71, workers)
        .optimizer(Adam.options().lr(0.02).weightDecay(1e-2))
        .scheduleBySteps(new ExponentialLR.Options(0.9))
        .batchSize(20);
  }

  private DistributedTrainer.Builder emptyPartitions() {
    Module model = new Sequential(new Flatten(), new Linear(48, 10));
    return trainer(FormulaData.initialize(model, 0.2), 3, 5)
        .optimizer(AdamW.options().lr(0.02))
        .schedule(new ExponentialLR.Options(0.5))
        .batchSize(2);
  }

  private DistributedTrainer.Builder sharedAndUnused() {
    return trainer(FormulaData.initialize(new SharedAndUnused(), 0.2), 70, 3)
        .optimizer(Adam.options().lr(0.02))
        .microBatchSize(2)
        .batchSize(16);
  }

  /** One layer is used twice, another by odd batches only, a third never. */
  private static final class SharedAndUnused extends Module {
    private static final long serialVersionUID = 1L;

    private final Linear first = register("first", new Linear(48, 12));
    private final Linear never = register("never", new Linear(12, 12));
    private final Linear twice = register("twice", new Linear(12, 12));
    private final Linear sometimes = register("sometimes", new Linear(12, 12));
    private final Linear last = register("last", new Linear(12, 10));

    @Override
    public Tensor forward(Tensor input) {
      Tensor x = first.call(input.flatten(1, -1)).relu();
      x = twice.call(twice.call(x).relu());
      if (input.size(0) % 2 == 1) {
        x = sometimes.call(x);
      }
      return last.call(x);
    }
  }

  /** All that came of a run, exactly. */
  static String bits(TrainingResult result) {
    StringBuilder text = new StringBuilder();
    text.append(Arrays.hashCode(FlatParameters.of(result.module()).values()));
    for (Tensor buffer : result.module().buffers()) {
      text.append(' ').append(Arrays.toString(buffer.toDoubleArray()));
    }
    text.append(' ').append(Arrays.toString(result.stepLosses()));
    result.epochs().forEach(e -> text.append(' ').append(e.evaluation().orElseThrow().lossSum()));
    return text.toString();
  }
}
