package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.allreduce.DriverMailbox.Arrival;
import io.kindling.spark.allreduce.DriverMailbox.News;
import io.kindling.spark.worker.ProgramFailure;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What comes to the driver's mailbox is news, an arrival, or nothing at all. */
final class DriverMailboxTest {
  @Test
  void newsAndArrivalsAreRead() {
    assertArrayEquals(new double[] {2, 3}, News.of(new double[] {1, 2, 3}).report());
    var failure = ProgramFailure.of(1, new IllegalStateException("why"));
    EarlyExit.Listener words = new EarlyExit.Listener();
    for (byte[] part : EarlyExit.failure(failure).parts(4)) {
      assertEquals(4, News.of(part).attempt());
      words.take(News.of(part).words());
    }
    assertEquals("worker 1: java.lang.IllegalStateException: why", words.failure().words());
    assertEquals(
        new Arrival(1, 0, 2, "here", "scalar", "executor 3"),
        Arrival.of(new String[] {"1", "0", "2", "here", "scalar", "executor 3"}));
  }

  @Test
  void whatIsNoneIsNotTakenForOne() {
    for (Object message :
        new Object[] {
          null,
          "text",
          3,
          new double[0],
          new double[1],
          new float[] {1, 2},
          new String[0],
          new byte[0],
          new byte[13], // no more than a header
          new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 9, 0, 0, 0, 0, 1}, // of no kind there is
          new String[] {"4", "why"},
          new String[] {"1", null},
          new String[] {null, "why"},
          new String[] {"1", "0", "2"},
          new String[] {"1", "2", "2", "rank beyond size", "scalar", "executor 3"},
          new String[] {"1", "-1", "2", "rank", "scalar", "executor 3"},
          new String[] {"1", "0", "0", "size", "scalar", "executor 3"},
          new String[] {
            "1", "0", "2147483647", "size that would fill the memory", "scalar", "executor 3"
          },
          new String[] {"99999999999", "0", "2", "attempt", "scalar", "executor 3"},
          new String[] {"1", "0", "2", null, "scalar", "executor 3"},
          new String[] {"1", "0", "2", "here", "scalar"},
          new String[] {"1", "0", "2", "here", null, "executor 3"},
          new String[] {"1", "0", "2", "here", "scalar", null},
          List.of("1", "0", "2", "here", "scalar", "executor 3")
        }) {
      assertNull(News.of(message));
      assertNull(Arrival.of(message));
    }
  }

  @Property(tries = 200)
  void anyTextsAndNumbers(@ForAll String[] texts, @ForAll double[] numbers, @ForAll byte[] bytes) {
    News.of(bytes);
    News.of(numbers);
    Arrival arrival = Arrival.of(texts);
    assertTrue(arrival == null || arrival.rank() < arrival.size());
  }
}
