package io.kindling.spark.allreduce;

import io.kindling.spark.worker.Contribution;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import scala.collection.immutable.Range$;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** {@link TreeAllReduce} at work. */
final class TreeSession extends MasterSession {
  private final TreeAllReduce strategy;
  private final boolean tasksAreHere;
  private double[] workerSeconds;
  private double sendSeconds;

  TreeSession(TreeAllReduce strategy, TrainingJob job) {
    super(job);
    this.strategy = strategy;
    this.tasksAreHere = StepState.tasksAreHere(job.spark());
  }

  @Override
  public void train(long from, long to, StepReports reports) {
    CachedBlockBalancer.giveUp(job.spark().sc(), job.training().rdd());
    for (long step = from; step < to; step++) {
      long begin = System.nanoTime();
      workerSeconds = new double[0]; // through levels nobody knows
      Contribution sum = sum(step);
      job.kernels().compare(sum.kernels());
      BatchCheck.complete(job.program(), step, sum.sums());
      long summed = System.nanoTime();
      double learningRate = master.learningRate();
      master.update(step, sum);
      long end = System.nanoTime();
      reports.done(
          new StepReport(
              step,
              sum.sums(),
              learningRate,
              (end - begin) * 1e-9,
              sum.seconds(),
              (end - summed) * 1e-9,
              new StepDetails(master.gradientNorm(), workerSeconds, sendSeconds, 0)));
    }
  }

  private Contribution sum(long step) {
    long begin = System.nanoTime();
    byte[] values = master.encode();
    try (StepState state =
        tasksAreHere ? StepState.here(values) : StepState.broadcast(job.spark(), values)) {
      sendSeconds = (System.nanoTime() - begin) * 1e-9;
      StepTask task = new StepTask(program, state, step, strategy.wireFormat());
      int fanIn = strategy.fanIn(job.training().getNumPartitions());
      return (fanIn == 1 ? direct(task) : throughLevels(task, fanIn)).orThrow();
    }
  }

  /** The driver adds all partitions, each as it comes. */
  private Contribution direct(StepTask task) {
    int partitions = job.training().getNumPartitions();
    Adder adder = new Adder(partitions);
    job.spark()
        .sc()
        .runJob(
            job.training().rdd(),
            task,
            Range$.MODULE$.apply(0, partitions),
            adder,
            ClassTag$.MODULE$.<byte[]>apply(byte[].class));
    workerSeconds = adder.seconds;
    return adder.sum.result();
  }

  /** Adds up through as many levels as the strategy wants; the driver adds the rest. */
  private Contribution throughLevels(StepTask task, int fanIn) {
    JavaRDD<Contribution> level = job.training().mapPartitionsWithIndex(task, true);
    for (int i = 1; i < strategy.depth() && level.getNumPartitions() > fanIn; i++) {
      level = TreeLevel.sum(level, fanIn);
    }
    try {
      List<byte[]> last = level.map(Contribution::encode).collect();
      PairwiseSum<Contribution> sum = new PairwiseSum<>(last.size(), Contribution::plus);
      for (int i = 0; i < last.size(); i++) {
        sum.add(i, Contribution.decode(last.get(i)));
      }
      return sum.result();
    } finally {
      // Shuffle files would otherwise stay until the garbage collector finds their RDD.
      if (!job.spark().sc().isStopped()) {
        level.rdd().cleanShuffleDependencies(false);
      }
    }
  }

  /** Called by Spark's scheduler with the result of each partition, once, one after the other. */
  private static final class Adder extends AbstractFunction2<Object, byte[], BoxedUnit> {
    final PairwiseSum<Contribution> sum;
    final double[] seconds;

    Adder(int partitions) {
      seconds = new double[partitions];
      sum = new PairwiseSum<>(partitions, Contribution::plus);
    }

    @Override
    public BoxedUnit apply(Object partition, byte[] part) {
      Contribution one = Contribution.decode(part);
      seconds[(Integer) partition] = one.seconds();
      sum.add((Integer) partition, one);
      return BoxedUnit.UNIT;
    }
  }
}
