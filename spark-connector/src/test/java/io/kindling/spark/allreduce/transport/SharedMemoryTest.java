package io.kindling.spark.allreduce.transport;

import static io.kindling.spark.internals.network.Caller.below;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Memory between workers: who sees it, how long it lasts, and what happens without it. */
@Timeout(120)
@EnabledIf("isAvailable")
final class SharedMemoryTest {
  private static final GangOptions OPTIONS = GangOptions.defaults().withChunkElements(1000);
  private static final int LENGTH = 10_000;
  private static final String FOLDER = "/dev/shm/kindling-";

  static boolean isAvailable() {
    return SharedMemory.isAvailable();
  }

  /** This process's mappings of shared memory: the file of each, and whether its name is gone. */
  private static List<String> mappings() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.filter(line -> line.contains(FOLDER))
          .map(line -> line.substring(line.indexOf(FOLDER)))
          .toList();
    }
  }

  private static void assertSums(GangOfThreads gang) {
    gang.run(
        exchange -> {
          float[] values = TransportExchangeTest.numbers(exchange.rank(), LENGTH);
          exchange.allReduce(values, 0, LENGTH);
          assertArrayEquals(TransportExchangeTest.sum(exchange.size(), LENGTH), values);
          return null;
        });
  }

  @Test
  void oneSideWritesWhatTheOtherReads() throws IOException {
    try (SharedMemory mine = SharedMemory.create(3, 64)) {
      Path file = Path.of("/dev/shm", mine.name());
      assertEquals("rw-------", permissions(file));
      try (SharedMemory theirs = SharedMemory.open(mine.name(), 3, 64)) {
        mine.slot(2).putFloat(60, 1.5f);
        assertEquals(1.5f, theirs.slot(2).getFloat(60));
        assertEquals(0f, theirs.slot(1).getFloat(60));
        assertTrue(theirs.slot(0).isReadOnly());
        theirs.forgetName();
        assertFalse(Files.exists(file));
        mine.slot(0).putFloat(0, 2.5f);
        assertEquals(2.5f, theirs.slot(0).getFloat(0));
      }
    }
  }

  private static String permissions(Path file) throws IOException {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file));
  }

  @Test
  void anotherNameOrSizeIsRefused() throws IOException {
    try (SharedMemory mine = SharedMemory.create(2, 64)) {
      for (String name :
          List.of(
              "kindling-" + "0".repeat(32), mine.name() + "0", "../shm/" + mine.name(), "passwd")) {
        assertThrows(IOException.class, () -> SharedMemory.open(name, 2, 64), name);
      }
      assertThrows(IOException.class, () -> SharedMemory.open(mine.name(), 3, 64));
      assertThrows(IOException.class, () -> SharedMemory.open(mine.name(), 1 << 30, 1 << 30));
    }
  }

  @Test
  void aGangLeavesNeitherFilesNorMemoryBehind() throws IOException {
    List<String> others = mappings(); // of gangs that are being closed
    List<String> ours;
    try (GangOfThreads gang = new GangOfThreads(3, OPTIONS)) {
      assertSums(gang);
      ours = new ArrayList<>(mappings());
      ours.removeAll(others);
      assertEquals(12, ours.size()); // three pairs, two ways, two sides
      for (String mapping : ours) {
        assertTrue(mapping.endsWith(" (deleted)"), mapping); // the names are gone at once
      }
    }
    ours.retainAll(mappings());
    assertEquals(List.of(), ours);
  }

  @Test
  void aPeerThatCannotSeeItIsSentToByTheConnection() throws Exception {
    GangOptions none = OPTIONS.withSharedMemory(false);
    try (GangOfThreads gang = new GangOfThreads(2, none)) {
      Peer peer = gang.gang(1).peers().get(0);
      below(peer.connection())
          .getChannel()
          .eventLoop()
          .submit(
              () -> {
                peer.shared().offer();
                peer.shared().receive(new Frame.Answer(false));
              })
          .get();
      assertSums(gang);
      assertFalse(peer.shared().isOpen());
      assertEquals(0, gang.gang(1).traffic().bytesShared());
    }
  }

  @Test
  void aMemberThatNamesMemoryItDoesNotShareIsNamed() throws InterruptedException {
    for (int slot : new int[] {-1, 4, Integer.MAX_VALUE}) {
      for (boolean shared : new boolean[] {true, false}) {
        try (GangOfThreads gang = new GangOfThreads(2, OPTIONS.withSharedMemory(shared))) {
          Future<Void> waiting =
              gang.start(
                  0,
                  exchange -> {
                    exchange.allReduce(new float[LENGTH], 0, LENGTH);
                    return null;
                  });
          Frame lie = new Frame.Shared(new Frame.Data(0, false, 0, 1000), slot);
          Peer peer = gang.gang(1).peers().get(0);
          // Dropped until the other has begun the collective.
          while (!waiting.isDone()) {
            below(peer.connection()).send(Frame.encode(1, peer.gang(), lie));
            below(peer.connection()).send(Frame.encode(1, peer.gang(), new Frame.Taken(slot)));
            Thread.sleep(1);
          }
          ExchangeException failure =
              assertThrows(ExchangeException.class, () -> GangOfThreads.get(waiting));
          assertEquals(OptionalInt.of(1), failure.culprit(), failure.getMessage());
          assertTrue(failure.getMessage().contains("memory it does not share"), failure.toString());
        }
      }
    }
  }
}
