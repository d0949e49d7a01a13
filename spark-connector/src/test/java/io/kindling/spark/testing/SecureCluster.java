package io.kindling.spark.testing;

import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.nn.models.LeNet;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Two executor processes with Spark's authentication and encryption. Prints what came of {@link
 * LocalClusterGang}, then for each strategy of resident workers whether it gave the bits of tree;
 * with the argument {@code kill}, whether it did with an executor killed in the middle of a range
 * of steps.
 */
public final class SecureCluster {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final long KILL_AT = 3;

  private static SparkJvm.Result undisturbed;

  private SecureCluster() {}

  /** What it said without {@code kill}; run once for all tests. */
  public static synchronized SparkJvm.Result undisturbed()
      throws IOException, InterruptedException {
    if (undisturbed == null) {
      undisturbed = SparkJvm.run(SecureCluster.class);
    }
    return undisturbed;
  }

  public static void main(String[] args) {
    SparkConf conf =
        TestConf.withSecurity(
                TestConf.withKryo(TestConf.cluster("secure cluster", "local-cluster[2,1,2048]")))
            .set("spark.executor.memory", "1g");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      boolean kill = List.of(args).contains("kill");
      System.out.println(LocalClusterGang.run(spark));
      String tree = train(spark, AllReduce.tree(), TrainingListener.NONE);
      for (AllReduce strategy : List.of(AllReduce.resident(), AllReduce.sharded())) {
        System.out.println(
            strategy.name()
                + ": "
                + (kill ? killed(spark, strategy, tree) : alone(spark, strategy, tree)));
      }
    }
  }

  private static String alone(JavaSparkContext spark, AllReduce strategy, String expected) {
    return said(train(spark, strategy, TrainingListener.NONE).equals(expected));
  }

  private static String killed(JavaSparkContext spark, AllReduce strategy, String expected) {
    Kill kill = new Kill(executors(spark).iterator().next());
    boolean same = train(spark, strategy, kill).equals(expected);
    boolean gone = kill.done && !executors(spark).contains(kill.pid);
    return said(same) + ", the executor is " + (gone ? "gone" : "still there");
  }

  private static String said(boolean same) {
    return same ? "same" : "different";
  }

  private static String train(
      JavaSparkContext spark, AllReduce strategy, TrainingListener listener) {
    JavaRDD<SampleBlock> data = FormulaData.spread(spark, SHAPE, 160, 2);
    String bits =
        StrategyMatrix.bits(
            DistributedTrainer.builder()
                .model(FormulaData.initialize(new LeNet(3), 0.1))
                .optimizer(SGD.options().lr(0.01).momentum(0.9))
                .trainingData(data)
                .evaluationData(FormulaData.spread(spark, SHAPE, 20, 2))
                .allReduce(strategy)
                .batchSize(16)
                .epochs(2)
                .seed(3)
                .listener(listener)
                .build()
                .fit());
    data.unpersist();
    return bits;
  }

  /** The executors' process ids, as their tasks tell them. */
  private static Set<Long> executors(JavaSparkContext spark) {
    return new TreeSet<>(
        spark
            .parallelize(List.of(1, 2), 2)
            .map(
                i -> {
                  Thread.sleep(300); // so that no executor takes both
                  return ProcessHandle.current().pid();
                })
            .collect());
  }

  /** Kills an executor once a step is done, while the next are being made. */
  private static final class Kill implements TrainingListener {
    private final long pid;
    private boolean done;

    Kill(long pid) {
      this.pid = pid;
    }

    @Override
    public void onStep(StepReport step) {
      if (step.step() == KILL_AT) {
        done = ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      }
    }
  }
}
