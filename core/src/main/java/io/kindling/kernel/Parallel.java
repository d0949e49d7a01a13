package io.kindling.kernel;

import java.util.function.IntConsumer;

/**
 * Runs the independent units of a kernel on the threads the calling thread may use.
 *
 * <p>How many those are belongs to the calling thread: a Spark task opens a {@link #scope} with
 * {@code spark.task.cpus}, anyone else gets all processors. A kernel splits its work into units by
 * its geometry alone, never by the number of threads, and each unit writes its own part of the
 * result; so results are bitwise the same for every number of threads.
 *
 * <p>Thread-safe. Calls from inside a unit, and calls made while another thread is using the shared
 * default team, simply run on the calling thread.
 */
public final class Parallel {
  /** Elements in a chunk of {@link #forChunks}: large enough to be worth handing to a thread. */
  private static final int CHUNK = 1 << 15;

  private static final ThreadLocal<Team> TEAM = new ThreadLocal<>();

  private Parallel() {}

  /** The loop body of {@link #forChunks}: handles the elements {@code from <= i < to}. */
  @FunctionalInterface
  public interface Chunk {
    /** Handles the elements {@code from <= i < to}. */
    void run(int from, int to);
  }

  /** Restores the number of threads that was in force before; never throws. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Lets kernels called from this thread use {@code threads} threads, itself included, until the
   * returned scope is closed (by the same thread).
   *
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public static Scope scope(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
    }
    Team before = TEAM.get();
    Team team = threads == 1 ? Team.SINGLE : new Team(threads);
    TEAM.set(team);
    return () -> {
      if (before == null) {
        TEAM.remove();
      } else {
        TEAM.set(before);
      }
      team.close();
    };
  }

  /** Threads that kernels called from this thread use at most. */
  public static int threads() {
    return team().threads();
  }

  /**
   * Runs {@code body} for {@code 0 <= unit < units}, in any order and on any of the threads, and
   * returns when all are done. What a unit throws is thrown here, after the others have stopped.
   */
  public static void forRange(int units, IntConsumer body) {
    Team team = units > 1 ? team() : Team.SINGLE;
    if (!team.run(units, body)) {
      for (int unit = 0; unit < units; unit++) {
        body.accept(unit);
      }
    }
  }

  /** Whether {@link #forRange} runs so many units one after the other on the calling thread. */
  static boolean isAlone(int units) {
    return units <= 1 || threads() == 1;
  }

  /** Whether {@link #forChunks} runs all elements at once, on the calling thread. */
  static boolean isOneChunk(int length) {
    return length <= 2 * CHUNK || threads() == 1;
  }

  /** Runs {@code body} over {@code 0 <= i < length} in chunks of a fixed length. */
  public static void forChunks(int length, Chunk body) {
    if (isOneChunk(length)) {
      body.run(0, length);
      return;
    }
    int chunks = (length + CHUNK - 1) / CHUNK;
    forRange(
        chunks,
        c -> body.run(c * CHUNK, c == chunks - 1 ? length : Math.min(length, (c + 1) * CHUNK)));
  }

  /** Marks the calling thread as one that must not fan out: the workers of a team. */
  static void neverFanOut() {
    TEAM.set(Team.SINGLE);
  }

  private static Team team() {
    Team team = TEAM.get();
    return team != null ? team : Default.TEAM;
  }

  /** Started by the first kernel that runs outside any scope. */
  private static final class Default {
    static final Team TEAM = new Team(Runtime.getRuntime().availableProcessors());
  }
}
