package io.kindling.spark.allreduce.transport;

import io.kindling.spark.wire.WireFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A gang whose workers are threads of one JVM: the same sums to the last bit, by plain loops and no
 * sockets. For tests, and for a gang of one.
 */
public final class InProcessGang {
  private final WireFormat format;
  private final Member[] members;
  private final Map<Long, Round> rounds = new HashMap<>();
  private ExchangeException failure;

  private InProcessGang(int size, WireFormat format) {
    this.format = format;
    this.members = new Member[size];
    Arrays.setAll(members, Member::new);
  }

  /** The exchanges of all ranks, in order; elements are not rounded. */
  public static List<SliceExchange> of(int size) {
    return of(size, WireFormat.FLOAT32);
  }

  /** The exchanges of all ranks, in order, rounding as if they sent elements in this format. */
  public static List<SliceExchange> of(int size, WireFormat format) {
    if (size < 1) {
      throw new IllegalArgumentException("InProcessGang: got size " + size + ", want at least 1");
    }
    return new ArrayList<>(Arrays.asList(new InProcessGang(size, format).members));
  }

  /** The exchange of a worker without peers: every sum is its own numbers. */
  public static SliceExchange solo() {
    return of(1).get(0);
  }

  /** One worker's call. */
  private record Call(Collective collective, float[] values, Slice range, double[] scalars) {}

  /** A collective: what each rank called, and in the end the sums of the scalars. */
  private final class Round implements PendingExchange {
    private final Call[] calls = new Call[members.length];
    private double[] sums;

    @Override
    public double[] await() {
      synchronized (InProcessGang.this) {
        try {
          while (sums == null && failure == null) {
            InProcessGang.this.wait();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          fail(ExchangeException.of("a worker was interrupted during a collective"));
        }
        if (sums == null) {
          throw failure.rethrown();
        }
        return sums.clone();
      }
    }

    @Override
    public boolean isDone() {
      synchronized (InProcessGang.this) {
        return sums != null || failure != null;
      }
    }

    private void finish() {
      Call first = calls[0];
      for (int rank = 0; rank < calls.length; rank++) {
        Call call = calls[rank];
        if (call.collective() != first.collective()
            || !call.range().equals(first.range())
            || call.scalars().length != first.scalars().length) {
          fail(
              ExchangeException.blaming(
                  rank,
                  "rank 0 called " + describe(first) + ", rank " + rank + " " + describe(call)));
          return;
        }
      }
      for (int owner = 0; owner < calls.length; owner++) {
        Slice slice = Slice.of(first.range().from(), first.range().to(), owner, calls.length);
        if (first.collective().scatters() && calls.length > 1) {
          reduce(owner, slice, first.collective());
        }
        if (first.collective().gathers()) {
          spread(owner, slice);
        }
      }
      sums = Sums.pairwise(Arrays.stream(calls).map(Call::scalars).toArray(double[][]::new));
      InProcessGang.this.notifyAll();
    }

    private void reduce(int owner, Slice slice, Collective collective) {
      float[][] parts = new float[calls.length][];
      for (int rank = 0; rank < calls.length; rank++) {
        parts[rank] = Arrays.copyOfRange(calls[rank].values(), slice.from(), slice.to());
        if (rank != owner) {
          format.round(parts[rank], 0, slice.length());
        }
      }
      Sums.pairwise(parts, new int[parts.length], slice.length());
      if (collective.gathers()) {
        format.round(parts[0], 0, slice.length());
      }
      System.arraycopy(parts[0], 0, calls[owner].values(), slice.from(), slice.length());
    }

    private void spread(int owner, Slice slice) {
      for (Call call : calls) {
        System.arraycopy(
            calls[owner].values(), slice.from(), call.values(), slice.from(), slice.length());
      }
    }

    private String describe(Call call) {
      return call.collective()
          + " of "
          + call.range()
          + " with "
          + call.scalars().length
          + " scalars";
    }
  }

  private void fail(ExchangeException cause) {
    if (failure == null) {
      failure = cause;
      notifyAll();
    }
  }

  /** One rank's exchange. */
  private final class Member implements SliceExchange {
    private final int rank;
    private long nextSequence;
    private boolean closed;

    Member(int rank) {
      this.rank = rank;
    }

    @Override
    public int rank() {
      return rank;
    }

    @Override
    public int size() {
      return members.length;
    }

    @Override
    public PendingExchange submit(
        Collective collective, float[] values, int from, int to, double... scalars) {
      Objects.checkFromToIndex(from, to, values.length);
      synchronized (InProcessGang.this) {
        if (failure != null) {
          throw failure.rethrown();
        }
        if (closed) {
          throw ExchangeException.of(collective + ": this exchange is closed");
        }
        long sequence = nextSequence++;
        Round round = rounds.computeIfAbsent(sequence, s -> new Round());
        round.calls[rank] = new Call(collective, values, new Slice(from, to), scalars.clone());
        for (int other = 0; other < members.length; other++) {
          if (round.calls[other] == null) {
            if (members[other].closed) {
              fail(gone(other));
            }
            return round;
          }
        }
        rounds.remove(sequence);
        round.finish();
        return round;
      }
    }

    @Override
    public ExchangeTraffic traffic() {
      return new ExchangeTraffic(0, 0, 0);
    }

    @Override
    public void close() {
      synchronized (InProcessGang.this) {
        closed = true;
        if (!rounds.isEmpty()) {
          fail(gone(rank));
        }
      }
    }

    private ExchangeException gone(int who) {
      return ExchangeException.blaming(
          who, "rank " + who + " has left the gang before this collective");
    }
  }
}
