package io.kindling.spark.internals.network;

import io.netty.channel.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes to a worker's port and is no message of a gang: the connection is closed, and a line a
 * minute says so with a count. Left to itself, Spark logs a stack trace for each.
 */
public final class BadFrames {
  private static final Logger LOG = LoggerFactory.getLogger(BadFrames.class);
  private static final Throttle LINES = new Throttle();

  private BadFrames() {}

  /** Tells of a frame that is not acted on, unless that has been told within a minute. */
  public static void tell(Object where, Object from, String what) {
    LINES.pass(
        more ->
            LOG.warn(
                "{}: bad frame from {}: {}{}",
                where,
                from,
                what,
                more == 0 ? "" : " (" + more + " more since the last line)"));
  }

  /** How many there were in this process. */
  public static long count() {
    return LINES.count();
  }

  /** Tells of what has come, and closes the connection. */
  static void refuse(Channel channel, String what) {
    tell(
        "worker at " + channel.localAddress(),
        channel.remoteAddress(),
        what + ", connection closed");
    channel.close();
  }

  /** Tells of what was thrown at something that has come, and closes the connection. */
  static void refuse(Channel channel, Throwable cause) {
    refuse(channel, reason(cause));
  }

  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message.lines().findFirst().get();
  }
}
