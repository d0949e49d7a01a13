package io.kindling.examples.bench;

import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.allreduce.transport.SliceExchange;
import io.kindling.spark.allreduce.transport.TransportGang;
import io.kindling.spark.internals.ScalaCollections;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import scala.runtime.AbstractFunction1;

/**
 * What each worker does: joins the gang once and all-reduces arrays of several lengths, many times.
 * Rank 0 reports.
 */
final class AllReduceTrial
    extends AbstractFunction1<
        scala.collection.Iterator<Integer>, scala.collection.Iterator<double[]>>
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int FEWEST = 5;
  private static final int MOST = 400;

  private final int[] lengths;
  private final GangOptions options;
  private final double seconds;

  /**
   * @param lengths numbers of floats
   * @param seconds how long to measure each length, about
   */
  AllReduceTrial(int[] lengths, GangOptions options, double seconds) {
    this.lengths = lengths.clone();
    this.options = options;
    this.seconds = seconds;
  }

  /**
   * Times of one length, in milliseconds.
   *
   * @param floats the length
   * @param median of an all-reduce, at rank 0
   * @param p90 ninth decile of the same
   * @param copy median of {@code System.arraycopy} of the whole array
   * @param bytesSent by rank 0 in one all-reduce
   */
  record Timing(int floats, double median, double p90, double copy, long bytesSent) {

    /** As an array, which any of Spark's serializers takes. */
    double[] encode() {
      return new double[] {floats, median, p90, copy, bytesSent};
    }

    static Timing decode(double[] fields) {
      return new Timing((int) fields[0], fields[1], fields[2], fields[3], (long) fields[4]);
    }
  }

  @Override
  public scala.collection.Iterator<double[]> apply(scala.collection.Iterator<Integer> none) {
    List<double[]> timings = new ArrayList<>();
    try (SliceExchange exchange = TransportGang.join(BarrierTaskContext.get(), options)) {
      for (int length : lengths) {
        timings.add(measure(exchange, length).encode());
      }
      if (exchange.rank() != 0) {
        timings.clear();
      }
    }
    return ScalaCollections.asScala(timings.iterator());
  }

  private Timing measure(SliceExchange exchange, int length) {
    float[] values = new float[length];
    float[] copy = new float[length];
    int repeats = warmUp(exchange, values);
    double[] reduceTimes = new double[repeats];
    double[] copyTimes = new double[repeats];
    long sent = exchange.traffic().bytesSent();
    for (int i = 0; i < repeats; i++) {
      Arrays.fill(values, exchange.rank() + 1);
      exchange.allReduce(0.0);
      long start = System.nanoTime();
      exchange.allReduce(values, 0, length);
      reduceTimes[i] = (System.nanoTime() - start) / 1e6;
      check(exchange, values);
    }
    sent = (exchange.traffic().bytesSent() - sent) / repeats;
    for (int i = 0; i < repeats && exchange.rank() == 0; i++) {
      long start = System.nanoTime();
      System.arraycopy(values, 0, copy, 0, length);
      copyTimes[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(reduceTimes);
    Arrays.sort(copyTimes);
    return new Timing(
        length,
        reduceTimes[repeats / 2],
        reduceTimes[repeats * 9 / 10],
        copyTimes[repeats / 2],
        sent);
  }

  /** Runs until the JIT has settled, and agrees with the others on how often to measure. */
  private int warmUp(SliceExchange exchange, float[] values) {
    int done = 0;
    double running = 1;
    long start = System.nanoTime();
    while (running > 0) {
      exchange.allReduce(values, 0, values.length);
      done++;
      boolean enough = (System.nanoTime() - start) / 1e9 > seconds && done >= FEWEST;
      running = exchange.allReduce(exchange.rank() == 0 && !enough ? 1.0 : 0.0)[0];
    }
    double rank0 = exchange.rank() == 0 ? Math.max(FEWEST, Math.min(MOST, done)) : 0;
    return (int) exchange.allReduce(rank0)[0];
  }

  private static void check(SliceExchange exchange, float[] values) {
    float want = exchange.size() * (exchange.size() + 1) / 2f;
    if (values[0] != want || values[values.length - 1] != want) {
      throw new IllegalStateException(
          "all-reduce: got " + values[0] + " and " + values[values.length - 1] + ", want " + want);
    }
  }
}
