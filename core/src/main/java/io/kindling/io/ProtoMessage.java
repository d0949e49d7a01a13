package io.kindling.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message in the encoding of protocol buffers, written field by field. Numbers that are zero and
 * empty texts are left out, as the format wants it, unless {@code always} is in the name.
 */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoMessage varint(int field, long value) {
    return value == 0 ? this : alwaysVarint(field, value);
  }

  ProtoMessage alwaysVarint(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  ProtoMessage alwaysReal(int field, double value) {
    key(field, FIXED_64);
    out.writeBytes(little(8).putDouble(value).array());
    return this;
  }

  ProtoMessage alwaysFloat(int field, float value) {
    key(field, FIXED_32);
    out.writeBytes(little(4).putFloat(value).array());
    return this;
  }

  ProtoMessage packed(int field, double[] values) {
    ByteBuffer bytes = little(8 * values.length);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return bytes(field, bytes.array());
  }

  ProtoMessage text(int field, String value) {
    return value.isEmpty() ? this : bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage message(int field, ProtoMessage value) {
    return bytes(field, value.toBytes());
  }

  ProtoMessage bytes(int field, byte[] value) {
    key(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void key(int field, int type) {
    varint((long) field << 3 | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
