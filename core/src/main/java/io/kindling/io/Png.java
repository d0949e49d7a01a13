package io.kindling.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes images as PNG (W3C, second edition): 8 bits a channel, no filter, one chunk of data. */
public final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int GRAY = 0;
  private static final int RGB = 2;

  private Png() {}

  /**
   * Encodes an image.
   *
   * @param pixels (C, H, W), each 0..1 and clamped to it; NaN is 0
   * @param channels 1 or 3
   * @throws IllegalArgumentException when sizes do not fit together
   */
  public static byte[] encode(float[] pixels, int channels, int height, int width) {
    if (channels != 1 && channels != 3
        || height < 1
        || width < 1
        || pixels.length != channels * height * width) {
      throw new IllegalArgumentException(
          "Png.encode: got "
              + pixels.length
              + " pixels for (C, H, W) = ("
              + channels
              + ", "
              + height
              + ", "
              + width
              + "), wanted 1 or 3 channels and C * H * W pixels");
    }
    byte[] rows = new byte[height * (1 + width * channels)];
    int at = 0;
    for (int y = 0; y < height; y++) {
      rows[at++] = 0; // no filter
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          float value = pixels[(c * height + y) * width + x];
          rows[at++] = (byte) Math.round(255 * Math.min(1f, Math.max(0f, value)));
        }
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put((byte) (channels == 1 ? GRAY : RGB));
    chunk(out, "IHDR", header.array());
    chunk(out, "IDAT", deflate(rows));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(name).put(data).putInt((int) crc.getValue());
    out.writeBytes(chunk.array());
  }
}
