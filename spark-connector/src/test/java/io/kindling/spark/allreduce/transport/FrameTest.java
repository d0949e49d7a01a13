package io.kindling.spark.allreduce.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kindling.spark.wire.WireFormat;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class FrameTest {
  private static final GangId GANG = new GangId(0x1234_5678_9abc_def0L, 3);
  private static final Frame.Shape SHAPE =
      new Frame.Shape(Collective.REDUCE_SCATTER, WireFormat.BFLOAT16, new Slice(5, 9), 4);
  private static final List<Frame> FRAMES =
      List.of(
          new Frame.Hello(4),
          new Frame.Open(7, SHAPE, new double[] {1.5, -2}),
          new Frame.Data(8, true, 100, 200),
          new Frame.Ping(),
          new Frame.Abort(2, "no power"),
          new Frame.Bye(),
          new Frame.Offer("kindling-0123", 4, 1 << 20),
          new Frame.Answer(true),
          new Frame.Shared(new Frame.Data(8, true, 100, 200), 3),
          new Frame.Taken(3));

  @Test
  void decodesWhatItEncodes() throws MalformedFrameException {
    for (Frame frame : FRAMES) {
      Frame.Received got = Frame.decode(Frame.encode(1, GANG, frame));
      assertEquals(1, got.sender());
      assertEquals(GANG, got.gang());
      if (frame instanceof Frame.Open open) {
        Frame.Open back = (Frame.Open) got.frame();
        assertEquals(open.sequence(), back.sequence());
        assertEquals(open.shape(), back.shape());
        assertArrayEquals(open.scalars(), back.scalars());
      } else {
        assertEquals(frame, got.frame());
      }
    }
  }

  @Test
  void refusesEveryTruncationAndExtension() {
    for (Frame frame : FRAMES) {
      ByteBuffer whole = Frame.encode(1, GANG, frame);
      for (int length = 0; length < whole.limit(); length++) {
        ByteBuffer cut = whole.duplicate().limit(length);
        assertThrows(MalformedFrameException.class, () -> Frame.decode(cut));
      }
      ByteBuffer longer = ByteBuffer.allocate(whole.limit() + 1).put(whole.duplicate());
      assertThrows(MalformedFrameException.class, () -> Frame.decode(longer.rewind()));
    }
  }

  /** Any corruption either still is a frame or is refused; nothing else is ever thrown. */
  @Property
  void survivesCorruption(
      @ForAll @IntRange(max = 9) int which,
      @ForAll @Size(max = 8) List<@IntRange(max = 40) Integer> at,
      @ForAll byte junk) {
    ByteBuffer frame = Frame.encode(1, GANG, FRAMES.get(which));
    for (int position : at) {
      if (position < frame.limit()) {
        frame.put(position, (byte) (frame.get(position) ^ junk));
      }
    }
    try {
      Frame.decode(frame);
    } catch (MalformedFrameException expected) {
      // Refused.
    }
  }

  /** Noise, alone and behind a prefix that is right. */
  @Property
  void survivesNoise(@ForAll byte[] noise, @ForAll @IntRange(max = 12) int type) {
    ByteBuffer behind = ByteBuffer.allocate(Frame.PREFIX_BYTES + noise.length);
    behind.putInt(Frame.MAGIC).put(Frame.VERSION).put((byte) type).putInt(1);
    behind.putLong(GANG.token()).putInt(GANG.epoch()).put(noise).flip();
    for (ByteBuffer frame : List.of(ByteBuffer.wrap(noise), behind)) {
      try {
        Frame.decode(frame);
      } catch (MalformedFrameException expected) {
        // Refused.
      }
    }
  }

  @Test
  void aLongReasonIsCut() throws MalformedFrameException {
    Frame abort = new Frame.Abort(0, "x".repeat(100_000));
    Frame.Abort got = (Frame.Abort) Frame.decode(Frame.encode(0, GANG, abort)).frame();
    assertEquals(Frame.MAX_REASON_BYTES, got.reason().length());
  }

  @Test
  void addressesTravelAsText() {
    GangAddress address = new GangAddress("host-1.example", 4711, new GangId(-5, 2));
    assertEquals(address, GangAddress.decode(address.encode()));
    assertThrows(IllegalArgumentException.class, () -> GangAddress.decode("host 1"));
  }
}
