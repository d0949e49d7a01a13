package io.kindling.spark.allreduce.transport;

import io.kindling.spark.internals.network.ExecutorNetwork;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** Gathers the tasks of a barrier stage into a gang that exchanges slices directly. */
public final class TransportGang {
  private static final SecureRandom TOKENS = new SecureRandom();

  private TransportGang() {}

  /**
   * Joins the gang of all tasks of this barrier stage; every task must call it, once, as the same
   * point of its work. Takes one round of {@code BarrierTaskContext.allGather}, about a second. The
   * exchange is closed when the task ends, if not before, and fails when it is cancelled.
   *
   * @throws ExchangeException if a peer cannot be reached or refuses
   */
  public static SliceExchange join(BarrierTaskContext task, GangOptions options) {
    return join(task, options, task::allGather);
  }

  /** {@link #join(BarrierTaskContext, GangOptions)} with another way to exchange addresses. */
  public static SliceExchange join(
      BarrierTaskContext task, GangOptions options, AddressExchange addresses) {
    int size = task.getTaskInfos().length;
    if (size == 1) {
      return InProcessGang.solo();
    }
    Member member =
        open(
            task.partitionId(),
            size,
            task.stageAttemptNumber(),
            ExecutorNetwork.ofThisExecutor(),
            options,
            task::isInterrupted);
    boolean listening = false;
    try {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> member.gang().close());
      listening = true;
    } finally {
      if (!listening) {
        member.gang().close();
      }
    }
    return member.join(addresses);
  }

  /** Opens a worker's port; it is not connected yet. */
  static Member open(
      int rank,
      int size,
      int epoch,
      ExecutorNetwork network,
      GangOptions options,
      BooleanSupplier cancelled) {
    GangId id = new GangId(TOKENS.nextLong(), epoch);
    Gang gang = new Gang(rank, size, options, id, cancelled);
    return new Member(gang, GangConnections.open(gang, network));
  }

  /** Hands this worker's address to all and returns everyone's, in rank order. */
  public interface AddressExchange {
    /** Called once by every worker. */
    String[] allGather(String address);
  }

  /** A worker that listens and may join. */
  record Member(Gang gang, GangConnections connections) {

    /** Leaves nothing open when it fails, whatever the reason. */
    SliceExchange join(AddressExchange exchange) {
      boolean joined = false;
      try {
        String[] addresses = exchange.allGather(connections.address().encode());
        connections.connect(Arrays.stream(addresses).map(GangAddress::decode).toList());
        joined = true;
        return gang;
      } finally {
        if (!joined) {
          gang.close();
        }
      }
    }
  }
}
