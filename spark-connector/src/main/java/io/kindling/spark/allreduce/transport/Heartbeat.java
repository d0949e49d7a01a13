package io.kindling.spark.allreduce.transport;

/**
 * Tells peers that this worker lives while it computes, and finds those that do not. Runs on a
 * connection's thread and ends with it.
 */
final class Heartbeat implements Runnable {
  private static final int BEATS_PER_TIMEOUT = 6;

  private final Gang gang;
  private final long timeout;
  private long lastBeat = System.nanoTime();

  private Heartbeat(Gang gang) {
    this.gang = gang;
    this.timeout = gang.options().silenceTimeout().toNanos();
  }

  static void start(Gang gang) {
    if (!gang.peers().isEmpty()) {
      Heartbeat heartbeat = new Heartbeat(gang);
      long period = Math.max(1, heartbeat.timeout / BEATS_PER_TIMEOUT);
      gang.peers().get(0).connection().repeat(gang.guarded(heartbeat), period);
    }
  }

  @Override
  public void run() {
    long now = System.nanoTime();
    boolean paused = now - lastBeat > timeout / 2;
    lastBeat = now;
    for (Peer peer : gang.peers()) {
      peer.outbox().control(new Frame.Ping());
      peer.outbox().pump();
      if (paused) {
        // It was this process that stood still; what the peers sent meanwhile is not yet read.
        peer.excuse();
      } else if (peer.silence() > timeout && !peer.hasLeft()) {
        gang.silent(peer);
      }
    }
  }
}
