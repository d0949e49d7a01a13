package io.kindling.spark.allreduce.transport;

import io.kindling.spark.wire.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message between workers. Layout, big-endian: magic (4 bytes), version (1), type (1), sender's
 * rank (4), gang token (8), gang epoch (4), then the fields of the type in order. Decoding checks
 * every length before it allocates, and throws {@link MalformedFrameException} and nothing else.
 */
sealed interface Frame {
  /** The most scalars that may travel with one collective. */
  int MAX_SCALARS = 4096;

  int MAX_REASON_BYTES = 2048;

  /** No frame, the body of a {@link Data} apart, is longer. */
  int MAX_BYTES = 64 + 8 * MAX_SCALARS;

  int MAGIC = 0x4b474152;
  byte VERSION = 2;
  int PREFIX_BYTES = 22;
  int OPEN_BYTES = 26;
  int DATA_BYTES = 17;
  int MAX_NAME_BYTES = 128;

  /** First on a connection: who calls. */
  record Hello(int size) implements Frame {}

  /** The sender has begun a collective and takes data for it. */
  record Open(long sequence, Shape shape, double[] scalars) implements Frame {}

  /**
   * What all workers must agree on for a collective.
   *
   * @param range the elements
   * @param chunk elements per message
   */
  record Shape(Collective collective, WireFormat format, Slice range, int chunk) {
    @Override
    public String toString() {
      return collective + " of " + range + " as " + format + " in chunks of " + chunk;
    }
  }

  /** Announces a body of {@code count} elements for {@code position} on. */
  record Data(long sequence, boolean gathered, int position, int count) implements Frame {}

  /** The sender is alive. */
  record Ping() implements Frame {}

  /** The gang has failed; {@code culprit} is a rank or -1. */
  record Abort(int culprit, String reason) implements Frame {}

  /** The sender has left in good order. */
  record Bye() implements Frame {}

  /** Offers memory that both processes can see, under this name, for the sender's chunks. */
  record Offer(String name, int slots, int slotBytes) implements Frame {}

  /** Whether the offer is taken up. */
  record Answer(boolean accepted) implements Frame {}

  /** The body that {@code data} announces is in this slot of the memory that the sender offered. */
  record Shared(Data data, int slot) implements Frame {}

  /** The slot has been read and may be used again. */
  record Taken(int slot) implements Frame {}

  /**
   * A decoded frame and where it comes from.
   *
   * @param sender the rank the frame claims
   * @param gang the gang the frame belongs to
   */
  record Received(int sender, GangId gang, Frame frame) {}

  /** Encodes a frame, ready to be sent. */
  static ByteBuffer encode(int sender, GangId gang, Frame frame) {
    ByteBuffer out = ByteBuffer.allocate(PREFIX_BYTES + bodyBytes(frame));
    out.putInt(MAGIC).put(VERSION).put(type(frame)).putInt(sender);
    out.putLong(gang.token()).putInt(gang.epoch());
    if (frame instanceof Hello hello) {
      out.putInt(hello.size());
    } else if (frame instanceof Open open) {
      Shape shape = open.shape();
      out.putLong(open.sequence());
      out.put((byte) shape.collective().ordinal()).put((byte) shape.format().ordinal());
      out.putInt(shape.range().from()).putInt(shape.range().to()).putInt(shape.chunk());
      out.putInt(open.scalars().length);
      for (double scalar : open.scalars()) {
        out.putDouble(scalar);
      }
    } else if (frame instanceof Data data) {
      put(data, out);
    } else if (frame instanceof Abort abort) {
      byte[] reason = reasonBytes(abort);
      out.putInt(abort.culprit()).putInt(reason.length).put(reason);
    } else if (frame instanceof Offer offer) {
      byte[] name = nameBytes(offer);
      out.putInt(offer.slots()).putInt(offer.slotBytes()).putInt(name.length).put(name);
    } else if (frame instanceof Answer answer) {
      out.put((byte) (answer.accepted() ? 1 : 0));
    } else if (frame instanceof Shared shared) {
      put(shared.data(), out);
      out.putInt(shared.slot());
    } else if (frame instanceof Taken taken) {
      out.putInt(taken.slot());
    }
    return out.flip();
  }

  private static void put(Data data, ByteBuffer out) {
    out.putLong(data.sequence()).put((byte) (data.gathered() ? 1 : 0));
    out.putInt(data.position()).putInt(data.count());
  }

  private static Data data(ByteBuffer in) {
    return new Data(in.getLong(), in.get() != 0, in.getInt(), in.getInt());
  }

  /** Decodes what {@link #encode} made. */
  static Received decode(ByteBuffer in) throws MalformedFrameException {
    need(in.remaining() >= PREFIX_BYTES && in.remaining() <= MAX_BYTES, "length", in.remaining());
    int magic = in.getInt();
    need(magic == MAGIC, "magic", magic);
    byte version = in.get();
    need(version == VERSION, "version", version);
    byte type = in.get();
    int sender = in.getInt();
    GangId gang = new GangId(in.getLong(), in.getInt());
    return new Received(sender, gang, body(type, in));
  }

  private static Frame body(byte type, ByteBuffer in) throws MalformedFrameException {
    switch (type) {
      case 1:
        exactly(4, in);
        return new Hello(in.getInt());
      case 2:
        return open(in);
      case 3:
        exactly(DATA_BYTES, in);
        return data(in);
      case 4:
        exactly(0, in);
        return new Ping();
      case 5:
        return abort(in);
      case 6:
        exactly(0, in);
        return new Bye();
      case 7:
        return offer(in);
      case 8:
        exactly(1, in);
        return new Answer(in.get() != 0);
      case 9:
        exactly(DATA_BYTES + 4, in);
        return new Shared(data(in), in.getInt());
      case 10:
        exactly(4, in);
        return new Taken(in.getInt());
      default:
        throw new MalformedFrameException("type", type);
    }
  }

  private static Frame open(ByteBuffer in) throws MalformedFrameException {
    need(in.remaining() >= OPEN_BYTES, "length", in.remaining());
    long sequence = in.getLong();
    byte collective = in.get();
    need(collective >= 0 && collective < Collective.values().length, "collective", collective);
    byte format = in.get();
    need(format >= 0 && format < WireFormat.values().length, "format", format);
    int from = in.getInt();
    int to = in.getInt();
    need(from >= 0 && to >= from, "range end", to);
    int chunk = in.getInt();
    need(chunk > 0, "chunk", chunk);
    int scalars = in.getInt();
    need(scalars >= 0 && scalars <= MAX_SCALARS, "scalars", scalars);
    exactly(8 * scalars, in);
    double[] values = new double[scalars];
    Arrays.setAll(values, i -> in.getDouble());
    Shape shape =
        new Shape(
            Collective.values()[collective],
            WireFormat.values()[format],
            new Slice(from, to),
            chunk);
    return new Open(sequence, shape, values);
  }

  private static Frame abort(ByteBuffer in) throws MalformedFrameException {
    need(in.remaining() >= 8, "length", in.remaining());
    int culprit = in.getInt();
    int length = in.getInt();
    need(length >= 0 && length <= MAX_REASON_BYTES, "reason length", length);
    exactly(length, in);
    byte[] reason = new byte[length];
    in.get(reason);
    return new Abort(culprit, new String(reason, StandardCharsets.UTF_8));
  }

  private static Offer offer(ByteBuffer in) throws MalformedFrameException {
    need(in.remaining() >= 12, "length", in.remaining());
    int slots = in.getInt();
    need(slots > 0, "slots", slots);
    int slotBytes = in.getInt();
    need(slotBytes > 0, "slot bytes", slotBytes);
    int length = in.getInt();
    need(length >= 0 && length <= MAX_NAME_BYTES, "name length", length);
    exactly(length, in);
    byte[] name = new byte[length];
    in.get(name);
    return new Offer(new String(name, StandardCharsets.US_ASCII), slots, slotBytes);
  }

  private static byte type(Frame frame) {
    if (frame instanceof Hello) {
      return 1;
    } else if (frame instanceof Open) {
      return 2;
    } else if (frame instanceof Data) {
      return 3;
    } else if (frame instanceof Ping) {
      return 4;
    } else if (frame instanceof Abort) {
      return 5;
    } else if (frame instanceof Bye) {
      return 6;
    } else if (frame instanceof Offer) {
      return 7;
    } else if (frame instanceof Answer) {
      return 8;
    }
    return (byte) (frame instanceof Shared ? 9 : 10);
  }

  private static int bodyBytes(Frame frame) {
    if (frame instanceof Hello) {
      return 4;
    } else if (frame instanceof Open open) {
      return OPEN_BYTES + 8 * open.scalars().length;
    } else if (frame instanceof Data) {
      return DATA_BYTES;
    } else if (frame instanceof Abort abort) {
      return 8 + reasonBytes(abort).length;
    } else if (frame instanceof Offer offer) {
      return 12 + nameBytes(offer).length;
    } else if (frame instanceof Answer) {
      return 1;
    } else if (frame instanceof Shared) {
      return DATA_BYTES + 4;
    }
    return frame instanceof Taken ? 4 : 0;
  }

  private static byte[] nameBytes(Offer offer) {
    return offer.name().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] reasonBytes(Abort abort) {
    byte[] bytes = abort.reason().getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MAX_REASON_BYTES ? bytes : Arrays.copyOf(bytes, MAX_REASON_BYTES);
  }

  private static void exactly(int bytes, ByteBuffer in) throws MalformedFrameException {
    need(in.remaining() == bytes, "length", in.remaining());
  }

  private static void need(boolean holds, String field, long got) throws MalformedFrameException {
    if (!holds) {
      throw new MalformedFrameException(field, got);
    }
  }
}
