package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.Collective;
import io.kindling.spark.allreduce.transport.PendingExchange;
import io.kindling.spark.allreduce.transport.SliceExchange;
import io.kindling.spark.worker.Evaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sums of one step over all workers: the gradient in place, and what goes along with it.
 *
 * @param sums loss and counts over the global batch
 * @param workerSeconds time of each worker (of the first {@value #MOST_TIMES}) for forward and
 *     backward
 * @param buffers weighted sums of the model's buffers
 * @param stop whether a worker wants the range of steps to end after this step
 */
record StepSums(Evaluation sums, double[] workerSeconds, double[] buffers, boolean stop) {
  private static final int COUNTS = 5;
  private static final int MOST_TIMES = 64;
  private static final int MOST_SCALARS = 4096;
  private static final float[] NOTHING = {};

  /** What one worker adds; {@code buffers} is zeros when it has no samples. */
  record Part(Evaluation sums, double seconds, double[] buffers, boolean stop) {}

  /**
   * Sums the gradient, whole or each worker's slices, and the parts of all workers.
   *
   * @param gradient sends what of it has not been sent during backward
   * @param meanwhile run while the sums are on their way
   */
  static StepSums exchange(
      SliceExchange gang, GradientBuckets gradient, Part part, Runnable meanwhile) {
    int times = Math.min(gang.size(), MOST_TIMES);
    double[] own = new double[COUNTS + times + part.buffers.length];
    own[0] = part.sums.lossSum();
    own[1] = part.sums.weight();
    own[2] = part.sums.samples();
    own[3] = part.sums.correct();
    own[4] = part.stop ? 1 : 0;
    if (gang.rank() < times) {
      own[COUNTS + gang.rank()] = part.seconds;
    }
    System.arraycopy(part.buffers, 0, own, COUNTS + times, part.buffers.length);

    List<PendingExchange> pending = new ArrayList<>();
    gradient.sendRest(Arrays.copyOf(own, Math.min(own.length, MOST_SCALARS)), pending);
    double[] all = sum(gang, pending, own, meanwhile);
    return new StepSums(
        new Evaluation(all[0], all[1], (long) all[2], (long) all[3]),
        Arrays.copyOfRange(all, COUNTS, COUNTS + times),
        Arrays.copyOfRange(all, COUNTS + times, all.length),
        all[4] > 0);
  }

  /** Time of the slowest worker for forward and backward. */
  double computeSeconds() {
    return Arrays.stream(workerSeconds).max().orElse(0);
  }

  /** Sums {@code values}, and any number of scalars, which are returned. */
  static double[] sum(SliceExchange gang, float[] values, double[] scalars) {
    List<PendingExchange> pending = new ArrayList<>();
    double[] first = Arrays.copyOf(scalars, Math.min(scalars.length, MOST_SCALARS));
    pending.add(gang.submit(Collective.ALL_REDUCE, values, 0, values.length, first));
    return sum(gang, pending, scalars, () -> {});
  }

  /** Sums what scalars are not yet under way with {@code pending}, and waits for all. */
  private static double[] sum(
      SliceExchange gang, List<PendingExchange> pending, double[] scalars, Runnable meanwhile) {
    for (int at = MOST_SCALARS; at < scalars.length; at += MOST_SCALARS) {
      double[] more = Arrays.copyOfRange(scalars, at, Math.min(scalars.length, at + MOST_SCALARS));
      pending.add(gang.submit(Collective.ALL_REDUCE, NOTHING, 0, 0, more));
    }
    meanwhile.run();
    double[] all = new double[scalars.length];
    int at = 0;
    for (PendingExchange exchange : pending) {
      double[] sums = exchange.await();
      System.arraycopy(sums, 0, all, at, sums.length);
      at += sums.length;
    }
    return all;
  }
}
