package io.kindling.spark.allreduce.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kindling.spark.allreduce.PairwiseSum;
import io.kindling.spark.testing.Warnings;
import io.kindling.spark.wire.WireFormat;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.network.server.TransportChannelHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the collectives compute, over sockets, compared bit for bit with plain sums. */
class TransportExchangeTest {
  private static final int CHUNK = 1000;
  private static final int[] LENGTHS = {0, 1, 2, 3, 7, 999, 8000, 8001, 20_011};

  /** How the workers exchange. */
  GangOptions options() {
    return GangOptions.defaults().withSharedMemory(false).withChunkElements(CHUNK);
  }

  static float[] numbers(int rank, int length) {
    SplittableRandom random = new SplittableRandom(31L * length + rank);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) ((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-6, 6)));
    }
    return values;
  }

  static float[] sum(int size, int length) {
    PairwiseSum<float[]> sum =
        new PairwiseSum<>(
            size,
            (left, right) -> {
              float[] both = left.clone();
              for (int i = 0; i < both.length; i++) {
                both[i] += right[i];
              }
              return both;
            });
    for (int rank = 0; rank < size; rank++) {
      sum.add(rank, numbers(rank, length));
    }
    return sum.result();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 8})
  void allReduceAddsInTheOneOrder(int size) {
    try (GangOfThreads gang = new GangOfThreads(size, options())) {
      for (int length : LENGTHS) {
        List<float[]> got =
            gang.run(
                exchange -> {
                  float[] values = numbers(exchange.rank(), length);
                  exchange.allReduce(values, 0, length);
                  return values;
                });
        for (float[] values : got) {
          assertArrayEquals(sum(size, length), values);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 8})
  void reduceScatterAndAllGatherAreTheTwoHalves(int size) {
    int length = 5003;
    float[] whole = sum(size, length);
    try (GangOfThreads gang = new GangOfThreads(size, options())) {
      gang.run(
          exchange -> {
            int from = 13;
            float[] before = numbers(exchange.rank(), length);
            float[] values = before.clone();
            Slice mine = exchange.slice(from, length);
            exchange.reduceScatter(values, from, length);
            for (int i = 0; i < length; i++) {
              boolean owned = i >= mine.from() && i < mine.to();
              assertEquals(owned ? whole[i] : before[i], values[i], "element " + i);
            }
            for (int i = mine.from(); i < mine.to(); i++) {
              values[i] = -values[i];
            }
            exchange.allGather(values, from, length);
            for (int i = 0; i < length; i++) {
              assertEquals(i < from ? before[i] : -whole[i], values[i], "element " + i);
            }
            return null;
          });
    }
  }

  @Test
  void scalarsTravelAloneAndAlong() {
    double[] want = {0.1 + 0.2 + 0.3, 12};
    try (GangOfThreads gang = new GangOfThreads(3, options())) {
      gang.run(
          exchange -> {
            double loss = (exchange.rank() + 1) / 10.0;
            assertArrayEquals(want, exchange.allReduce(loss, 4));
            float[] ones = {1, 1, 1, 1};
            double[] along = exchange.submit(Collective.ALL_REDUCE, ones, 1, 3, loss, 4).await();
            assertArrayEquals(want, along);
            assertArrayEquals(new float[] {1, 3, 3, 1}, ones);
            return null;
          });
    }
  }

  /**
   * The last layer's gradient goes first; the workers are out of step, now one ahead, now another.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void rangesInFlightTogetherDoNotDisturbEachOther(int size) {
    int length = 40_000;
    int parts = 8;
    float[] whole = sum(size, length);
    try (GangOfThreads gang = new GangOfThreads(size, options())) {
      gang.run(
          exchange -> {
            for (int step = 0; step < 20; step++) {
              float[] values = numbers(exchange.rank(), length);
              PendingExchange[] pending = new PendingExchange[parts];
              for (int part = parts - 1; part >= 0; part--) {
                Slice range = Slice.of(0, length, part, parts);
                pending[part] =
                    exchange.submit(Collective.ALL_REDUCE, values, range.from(), range.to(), part);
                if ((step + part) % size == exchange.rank()) {
                  Thread.sleep(1);
                }
              }
              for (int part = 0; part < parts; part++) {
                assertArrayEquals(new double[] {part * (double) size}, pending[part].await());
              }
              assertArrayEquals(whole, values);
            }
            return null;
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BFLOAT16", "FLOAT16"})
  void compressionRoundsButAllRanksAgree(String name) {
    WireFormat format = WireFormat.valueOf(name);
    int size = 3;
    int length = 4321;
    // Once for each contribution, once for the sum.
    double unit = 2 * (format == WireFormat.BFLOAT16 ? 0x1.01p-8 : 0x1.01p-11);
    try (GangOfThreads gang = new GangOfThreads(size, options().withWireFormat(format))) {
      List<float[]> got =
          gang.run(
              exchange -> {
                float[] values = moderate(exchange.rank(), length);
                exchange.allReduce(values, 0, length);
                return values;
              });
      List<float[]> given =
          IntStream.range(0, size).mapToObj(rank -> moderate(rank, length)).toList();
      for (int i = 0; i < length; i++) {
        double exact = 0;
        double magnitude = 0;
        for (float[] values : given) {
          exact += values[i];
          magnitude += Math.abs(values[i]);
        }
        assertEquals(exact, got.get(0)[i], unit * magnitude + 1e-7, "element " + i);
      }
      for (float[] values : got) {
        assertArrayEquals(got.get(0), values);
      }
      ExchangeTraffic traffic = gang.gang(0).traffic();
      assertEquals(options().sharedMemory() ? traffic.bytesSent() : 0, traffic.bytesShared());
      long elements = traffic.bytesSent() / 2;
      Slice mine = Slice.of(0, length, 0, size);
      assertEquals(length - mine.length() + (size - 1) * mine.length(), elements);
    }
  }

  private static float[] moderate(int rank, int length) {
    float[] values = numbers(rank, length);
    for (int i = 0; i < length; i++) {
      values[i] = (float) Math.tanh(values[i]);
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT32", "BFLOAT16"})
  void inProcessGangComputesTheSameBits(String name) throws Exception {
    WireFormat format = WireFormat.valueOf(name);
    int length = 3001;
    for (int size : new int[] {2, 5}) {
      List<SliceExchange> inProcess = InProcessGang.of(size, format);
      float[][] values = new float[size][];
      PendingExchange[] pending = new PendingExchange[size];
      for (int rank = 0; rank < size; rank++) {
        values[rank] = numbers(rank, length);
        SliceExchange exchange = inProcess.get(rank);
        pending[rank] = exchange.submit(Collective.ALL_REDUCE, values[rank], 5, length, rank);
      }
      for (PendingExchange each : pending) {
        assertArrayEquals(new double[] {size * (size - 1) / 2.0}, each.await());
      }
      try (GangOfThreads gang = new GangOfThreads(size, options().withWireFormat(format))) {
        gang.run(
            exchange -> {
              float[] own = numbers(exchange.rank(), length);
              exchange.allReduce(own, 5, length);
              assertArrayEquals(values[exchange.rank()], own);
              return null;
            });
      }
    }
  }

  @Test
  void aGangOfOneKeepsItsNumbers() {
    SliceExchange solo = InProcessGang.solo();
    float[] values = {1.1f, 2.2f, 3.3f};
    solo.allReduce(values, 0, 3);
    solo.reduceScatter(values, 0, 3);
    solo.allGather(values, 0, 3);
    assertArrayEquals(new float[] {1.1f, 2.2f, 3.3f}, values);
    assertArrayEquals(new double[] {7}, solo.allReduce(7.0));
    assertEquals(new Slice(0, 3), solo.slice(0, 3));
  }

  @Test
  void arraysLargerThanASocketBufferAndManyStepsReuseTheirBuffers() {
    int length = 3_000_000;
    try (GangOfThreads gang = new GangOfThreads(3, options().withChunkElements(1 << 18))) {
      gang.run(
          exchange -> {
            float[] values = new float[length];
            for (int step = 0; step < 5; step++) {
              Arrays.fill(values, exchange.rank() + step);
              values[length - 1] = -1;
              exchange.allReduce(values, 0, length);
              assertEquals(3f + 3 * step, values[0]);
              assertEquals(3f + 3 * step, values[length - 2]);
              assertEquals(-3f, values[length - 1]);
            }
            return null;
          });
    }
  }

  @Test
  void rangesOutsideTheArrayAreRefusedAtOnce() {
    try (GangOfThreads gang = new GangOfThreads(2, options())) {
      assertThrows(
          IndexOutOfBoundsException.class, () -> gang.gang(0).allReduce(new float[3], 0, 4));
      assertThrows(IllegalArgumentException.class, () -> gang.gang(0).allReduce(new double[5000]));
    }
  }

  @Test
  void leavesWithoutWarnings() {
    try (Warnings warnings = Warnings.of(TransportChannelHandler.class)) {
      for (int i = 0; i < 20; i++) {
        try (GangOfThreads gang = new GangOfThreads(3, options())) {
          gang.run(
              exchange -> {
                exchange.allReduce(new float[CHUNK], 0, CHUNK);
                return exchange.rank();
              });
        }
      }
      assertEquals(List.of(), warnings.lines());
    }
  }
}
