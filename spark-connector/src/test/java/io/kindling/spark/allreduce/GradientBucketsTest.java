package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.FlatParameters;
import io.kindling.nn.Linear;
import io.kindling.nn.Sequential;
import io.kindling.spark.allreduce.transport.Collective;
import io.kindling.spark.allreduce.transport.ExchangeTraffic;
import io.kindling.spark.allreduce.transport.PendingExchange;
import io.kindling.spark.allreduce.transport.Slice;
import io.kindling.spark.allreduce.transport.SliceExchange;
import io.kindling.spark.worker.Ranges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GradientBucketsTest {
  /** Weights of 6, 8 and 4 elements, each with its bias of 2, 4 and 1. */
  private final FlatParameters flat =
      FlatParameters.of(new Sequential(new Linear(3, 2), new Linear(2, 4), new Linear(4, 1)));

  /** Notes what is submitted. */
  private static final class Notes implements SliceExchange {
    final List<String> submitted = new ArrayList<>();
    private final int rank;

    Notes(int rank) {
      this.rank = rank;
    }

    @Override
    public int rank() {
      return rank;
    }

    @Override
    public int size() {
      return 2;
    }

    @Override
    public PendingExchange submit(
        Collective collective, float[] values, int from, int to, double... scalars) {
      submitted.add(new Slice(from, to) + (scalars.length == 0 ? "" : Arrays.toString(scalars)));
      return new PendingExchange() {
        @Override
        public double[] await() {
          return scalars;
        }

        @Override
        public boolean isDone() {
          return true;
        }
      };
    }

    @Override
    public ExchangeTraffic traffic() {
      return new ExchangeTraffic(0, 0, 0);
    }

    @Override
    public void close() {}
  }

  private GradientBuckets buckets(Notes notes, int elements) {
    GradientBuckets buckets = new GradientBuckets(notes, Collective.ALL_REDUCE, flat, elements);
    buckets.begin();
    return buckets;
  }

  private static int rest(GradientBuckets buckets) {
    List<PendingExchange> pending = new ArrayList<>();
    buckets.sendRest(new double[] {7}, pending);
    return pending.size();
  }

  @Test
  void bucketsGoOutInOneOrderAsSoonAsTheyAreComplete() {
    Notes notes = new Notes(0);
    GradientBuckets buckets = buckets(notes, 5);
    for (int step = 0; step < 2; step++) {
      buckets.complete(4);
      buckets.complete(2);
      buckets.complete(3);
      assertEquals(List.of(), notes.submitted);
      buckets.complete(5);
      assertEquals(List.of("[20, 25)", "[8, 20)"), notes.submitted);
      buckets.complete(0);
      buckets.complete(1);
      assertEquals(List.of("[20, 25)", "[8, 20)"), notes.submitted);
      assertEquals(3, rest(buckets));
      assertEquals(List.of("[20, 25)", "[8, 20)", "[0, 8)[7.0]"), notes.submitted);
      notes.submitted.clear();
      buckets.begin();
    }
  }

  @Test
  void whatNoGradientReachesIsSentInTheEnd() {
    Notes notes = new Notes(0);
    assertEquals(3, rest(buckets(notes, 5)));
    assertEquals(List.of("[20, 25)", "[8, 20)", "[0, 8)[7.0]"), notes.submitted);
  }

  @Test
  void frozenParametersAreNotWaitedFor() {
    flat.parameters().get(4).requiresGrad_(false);
    Notes notes = new Notes(0);
    buckets(notes, 5).complete(5);
    assertEquals(List.of("[20, 25)"), notes.submitted);
  }

  @Test
  void oneBucketIsSentAsAWhole() {
    Notes notes = new Notes(0);
    GradientBuckets buckets = buckets(notes, Integer.MAX_VALUE);
    for (int i = 0; i < 6; i++) {
      buckets.complete(i);
    }
    assertEquals(1, rest(buckets));
    assertEquals(List.of("[0, 25)[7.0]"), notes.submitted);
  }

  @Test
  void aGradientThatIsAddedToAfterItWasCompleteIsRefused() {
    GradientBuckets buckets = buckets(new Notes(0), 5);
    buckets.complete(3);
    var e = assertThrows(IllegalStateException.class, () -> buckets.complete(3));
    assertTrue(e.getMessage().contains("again after it was complete"), e.getMessage());
  }

  @Test
  void aGradientThatIsSentAfterBackwardMayBeAddedToAgain() {
    Notes notes = new Notes(0);
    GradientBuckets buckets = buckets(notes, Integer.MAX_VALUE);
    buckets.complete(3);
    buckets.complete(3);
    assertEquals(1, rest(buckets));
    assertEquals(List.of("[0, 25)[7.0]"), notes.submitted);
  }

  @Test
  void everyElementHasOneOwner() {
    for (int elements : new int[] {1, 5, 10, 1000}) {
      float[] owners = new float[flat.length()];
      for (int rank = 0; rank < 2; rank++) {
        Ranges mine = buckets(new Notes(rank), elements).mine();
        float[] ones = new float[mine.count()];
        Arrays.fill(ones, 1);
        float[] here = new float[flat.length()];
        mine.scatter(ones, here);
        assertArrayEquals(ones, mine.gather(here));
        for (int i = 0; i < here.length; i++) {
          owners[i] += here[i];
        }
      }
      float[] once = new float[flat.length()];
      Arrays.fill(once, 1);
      assertArrayEquals(once, owners);
    }
  }
}
