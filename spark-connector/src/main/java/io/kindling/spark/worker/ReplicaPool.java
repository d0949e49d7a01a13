package io.kindling.spark.worker;

import io.kindling.data.EpochShare;
import io.kindling.data.SampleBlock;
import java.util.Collections;
import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * This JVM's replicas for a run: as many as tasks ran at once, each used by one task at a time.
 *
 * <p>A pool belongs to the serialized program it was made from, by identity, and is held weakly:
 * once the driver has destroyed the program's broadcast, and with it the array, the replicas go
 * too, in whatever process they are. Thread-safe.
 */
public final class ReplicaPool {
  // Arrays have no equality but identity; no value refers to its key.
  private static final Map<byte[], ReplicaPool> POOLS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final TrainingProgram program;
  private final Queue<Replica> idle = new ConcurrentLinkedQueue<>();
  private final Map<Integer, CachedShare> shares = new ConcurrentHashMap<>();

  private record CachedShare(long epoch, long first, int count, EpochShare share) {}

  private ReplicaPool(byte[] program) {
    this.program = JavaBytes.read(program, TrainingProgram.class);
    idle.add(new Replica(this.program));
  }

  /**
   * The pool of a run.
   *
   * @param program a {@link TrainingProgram} as {@link JavaBytes}, the very array the broadcast
   *     holds
   */
  public static ReplicaPool of(byte[] program) {
    synchronized (POOLS) {
      return POOLS.computeIfAbsent(program, ReplicaPool::new);
    }
  }

  /** Gives the replicas of a run up, in this JVM; tasks that have one keep it to their end. */
  public static void forget(byte[] program) {
    POOLS.remove(program);
  }

  /** Number of runs that have replicas in this JVM. */
  public static int count() {
    return POOLS.size();
  }

  /** Runs {@code work} with a replica that nobody else uses meanwhile. */
  public <T> T use(byte[] program, Function<Replica, T> work) {
    Replica replica = idle.poll();
    if (replica == null) {
      replica = new Replica(JavaBytes.read(program, TrainingProgram.class));
    }
    T result = work.apply(replica);
    idle.add(replica); // one whose work has failed is not used again
    return result;
  }

  /** What {@code partition} does in each step of an epoch; remembered for the latest epoch. */
  public EpochShare share(int partition, long epoch, SampleBlock block) {
    CachedShare cached = shares.get(partition);
    if (cached == null
        || cached.epoch != epoch
        || cached.first != block.firstIndex()
        || cached.count != block.size()) {
      EpochShare share = program.sampler().share(epoch, block.firstIndex(), block.size());
      cached = new CachedShare(epoch, block.firstIndex(), block.size(), share);
      shares.put(partition, cached);
    }
    return cached.share;
  }

  /** The program of this run; its module belongs to a replica and is not to be touched. */
  public TrainingProgram program() {
    return program;
  }
}
