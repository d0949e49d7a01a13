package io.kindling.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held, by the tag 0x0112 of EXIF: 1 to 8, where 1 is upright. Turning an image
 * upright is what Pillow's {@code ImageOps.exif_transpose} does.
 */
final class ExifOrientation {
  static final int UPRIGHT = 1;

  private static final int ORIENTATION = 0x0112;
  private static final int TIFF_MARK = 42;
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private ExifOrientation() {}

  /**
   * The orientation in an EXIF block (a TIFF header and its first directory); 1 where there is none
   * or the block makes no sense, as a wrong tag must not cost the image.
   */
  static int of(byte[] bytes, int offset, int length) {
    ByteBuffer tiff = ByteBuffer.wrap(bytes, offset, length).slice();
    try {
      short order = tiff.getShort();
      if (order != 0x4949 && order != 0x4d4d) {
        return UPRIGHT;
      }
      tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      if (tiff.getShort() != TIFF_MARK) {
        return UPRIGHT;
      }
      tiff.position(tiff.getInt());
      int entries = Short.toUnsignedInt(tiff.getShort());
      for (int i = 0; i < entries; i++) {
        int tag = Short.toUnsignedInt(tiff.getShort());
        int type = tiff.getShort();
        int count = tiff.getInt();
        int at = tiff.position();
        if (tag == ORIENTATION && count == 1) {
          int value =
              switch (type) {
                case BYTE -> tiff.get();
                case SHORT -> tiff.getShort();
                case LONG -> tiff.getInt();
                default -> UPRIGHT;
              };
          return value >= 1 && value <= 8 ? value : UPRIGHT;
        }
        tiff.position(at + 4);
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return UPRIGHT;
    }
    return UPRIGHT;
  }

  /** Whether turning upright swaps height and width. */
  static boolean swaps(int orientation) {
    return orientation >= 5;
  }

  /**
   * A walk over the pixels of a stored image in the order of the upright one: pixel (y, x) upright
   * is the stored pixel {@code first + y * down + x * right}.
   */
  record Walk(int first, int down, int right) {}

  /** The walk over a stored image of height x width. */
  static Walk walk(int orientation, int height, int width) {
    int last = height * width - 1;
    return switch (orientation) {
      case 2 -> new Walk(width - 1, width, -1);
      case 3 -> new Walk(last, -width, -1);
      case 4 -> new Walk(last - width + 1, -width, 1);
      case 5 -> new Walk(0, 1, width);
      case 6 -> new Walk(last - width + 1, 1, -width);
      case 7 -> new Walk(last, -1, -width);
      case 8 -> new Walk(width - 1, -1, width);
      default -> new Walk(0, width, 1);
    };
  }
}
