package io.kindling.spark.allreduce;

import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.ProgramFailure;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a worker says when it ends before the range of steps does: why, if it is the reason, or the
 * state after the last step that was made. A cancelled task has no result, so it comes by the
 * mailbox, in parts.
 *
 * @param rank of the worker
 * @param kind of the object
 * @param object as {@link JavaBytes}
 */
record EarlyExit(int rank, Kind kind, byte[] object) {
  private static final int PART_BYTES = 1 << 22;
  private static final int KIND_AT = 8;
  private static final int HEADER_BYTES = 13;

  /** What the object is. */
  enum Kind {
    /** A {@link ProgramFailure}. */
    FAILURE,
    /** A {@link StepRange.End}. */
    STATE
  }

  static EarlyExit failure(ProgramFailure failure) {
    byte[] object = JavaBytes.write(failure, "a worker's failure");
    return new EarlyExit(failure.worker(), Kind.FAILURE, object);
  }

  static EarlyExit state(int rank, StepRange.End end) {
    return new EarlyExit(rank, Kind.STATE, JavaBytes.write(end, "a worker's state"));
  }

  /** As messages, to be sent in this order. */
  List<byte[]> parts(int attempt) {
    List<byte[]> parts = new ArrayList<>();
    int at = 0;
    do {
      int length = Math.min(PART_BYTES, object.length - at);
      ByteBuffer part = ByteBuffer.allocate(HEADER_BYTES + length);
      part.putInt(attempt).putInt(rank).put((byte) kind.ordinal());
      part.putInt(object.length - at - length);
      part.put(object, at, length);
      parts.add(part.array());
      at += length;
    } while (at < object.length);
    return parts;
  }

  /**
   * One message.
   *
   * @param left bytes that follow in later parts
   */
  record Part(int attempt, int rank, Kind kind, int left, byte[] bytes) {

    static boolean isOne(byte[] message) {
      return message.length > HEADER_BYTES
          && message[KIND_AT] >= 0
          && message[KIND_AT] < Kind.values().length;
    }

    static Part of(byte[] message) {
      ByteBuffer in = ByteBuffer.wrap(message);
      int attempt = in.getInt();
      int rank = in.getInt();
      Kind kind = Kind.values()[in.get()];
      int left = in.getInt();
      byte[] bytes = new byte[in.remaining()];
      in.get(bytes);
      return new Part(attempt, rank, kind, left, bytes);
    }
  }

  /** Puts the parts of an attempt together again, on the driver. */
  static final class Listener {
    private final Map<Integer, ByteArrayOutputStream> states = new HashMap<>();
    private ProgramFailure failure;
    private StepRange.End newest;
    private int told;

    void take(Part part) {
      if (part.kind() == Kind.FAILURE) {
        if (failure == null) {
          failure = JavaBytes.read(part.bytes(), ProgramFailure.class);
        }
        return;
      }
      ByteArrayOutputStream state =
          states.computeIfAbsent(part.rank(), rank -> new ByteArrayOutputStream());
      state.writeBytes(part.bytes());
      if (part.left() == 0) {
        states.remove(part.rank());
        told++;
        StepRange.End end = JavaBytes.read(state.toByteArray(), StepRange.End.class);
        if (newest == null || end.step() > newest.step()) {
          newest = end;
        }
      }
    }

    /** Why the first worker that told so has ended; null if none has. */
    ProgramFailure failure() {
      return failure;
    }

    /** How many workers have handed over what they have. */
    int told() {
      return told;
    }

    /** The newest state that was handed over; null if none was. */
    StepRange.End newest() {
      return newest;
    }
  }
}
