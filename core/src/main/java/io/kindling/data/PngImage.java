package io.kindling.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.spi.ImageReaderSpi;

/**
 * A PNG file. The chunks are checked here, with their CRCs; the JDK's reader gets those alone that
 * make pixels (IHDR, PLTE, IDAT, IEND), so that no comment, colour profile or transparency changes
 * one.
 */
final class PngImage implements EncodedImage {
  private static final int SIGNATURE = 8;

  /** Of a chunk: length, type and CRC. */
  private static final int AROUND = 12;

  private static final int HEADER = SIGNATURE + AROUND + 13;

  /** Deflate makes no more than so many bytes from one. */
  private static final int MAX_INFLATION = 1032;

  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;

  private final int height;
  private final int width;
  private final int colourType;
  private final int orientation;

  /** The file without the chunks that make no pixels, and how much of the array it takes. */
  private final byte[] file;

  private final int length;

  private PngImage(
      int height, int width, int colourType, int orientation, byte[] file, int length) {
    this.height = height;
    this.width = width;
    this.colourType = colourType;
    this.orientation = orientation;
    this.file = file;
    this.length = length;
  }

  static PngImage of(byte[] bytes) throws IOException {
    if (bytes.length < HEADER) {
      throw cut(bytes.length);
    }
    ByteBuffer file = ByteBuffer.wrap(bytes);
    if (!type(file, SIGNATURE).equals("IHDR") || file.getInt(SIGNATURE) != 13) {
      throw new IOException("a PNG file begins with its header, this one with other bytes");
    }
    int width = file.getInt(SIGNATURE + 8);
    int height = file.getInt(SIGNATURE + 12);
    int bits = file.get(SIGNATURE + 16);
    int colourType = file.get(SIGNATURE + 17);
    EncodedImage.checkSize(height, width);
    ByteBuffer kept = ByteBuffer.allocate(bytes.length);
    kept.put(bytes, 0, SIGNATURE);
    int orientation = ExifOrientation.UPRIGHT;
    long deflated = 0;
    int at = SIGNATURE;
    String type;
    do {
      if (bytes.length - at < AROUND) {
        throw cut(bytes.length);
      }
      int size = file.getInt(at);
      type = type(file, at);
      if (size < 0 || size > bytes.length - at - AROUND) {
        throw cut(bytes.length);
      }
      switch (type) {
        case "IHDR", "PLTE", "IDAT", "IEND" -> {
          checkCrc(bytes, at, size, type);
          kept.put(bytes, at, size + AROUND);
          deflated += type.equals("IDAT") ? size : 0;
        }
        case "eXIf" -> orientation = ExifOrientation.of(bytes, at + 8, size);
        default -> {}
      }
      at += size + AROUND;
    } while (!type.equals("IEND"));
    long needed = height * (1 + ((long) width * bands(colourType) * bits + 7) / 8);
    if (needed > MAX_INFLATION * (deflated + 1)) {
      throw new IOException(
          "its header claims "
              + height
              + " x "
              + width
              + " pixels, its data are "
              + deflated
              + " bytes, which cannot hold them");
    }
    return new PngImage(height, width, colourType, orientation, kept.array(), kept.position());
  }

  private static IOException cut(int length) {
    return new IOException("the file is cut short after " + length + " bytes");
  }

  private static String type(ByteBuffer file, int at) {
    return new String(file.array(), at + 4, 4, StandardCharsets.ISO_8859_1);
  }

  private static void checkCrc(byte[] bytes, int at, int size, String type) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes, at + 4, size + 4);
    if ((int) crc.getValue() != ByteBuffer.wrap(bytes).getInt(at + 8 + size)) {
      throw new IOException("it is damaged: the checksum of its part " + type + " is wrong");
    }
  }

  private static int bands(int colourType) throws IOException {
    return switch (colourType) {
      case 0, PALETTE -> 1;
      case GREY_ALPHA -> 2;
      case 2 -> 3;
      case 6 -> 4;
      default -> throw new IOException("it is damaged: colour type " + colourType);
    };
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int channels() {
    return colourType == 0 || colourType == GREY_ALPHA ? 1 : 3;
  }

  @Override
  public int orientation() {
    return orientation;
  }

  @Override
  public byte[] decode() throws IOException {
    return JdkImageReaders.read(
        Provider.PNG, file, length, null, reader -> interleaved(reader.read(0)));
  }

  /** Raw samples: getRGB would push grey values through a gamma curve. */
  private byte[] interleaved(BufferedImage image) {
    Raster raster = image.getRaster();
    int channels = channels();
    byte[] out = new byte[height * width * channels];
    int[] samples = new int[width];
    IndexColorModel palette = image.getColorModel() instanceof IndexColorModel m ? m : null;
    for (int y = 0; y < height; y++) {
      for (int c = 0; c < channels; c++) {
        int to = y * width * channels + c;
        if (palette != null) {
          raster.getSamples(0, y, width, 1, 0, samples);
          int shift = 16 - 8 * c;
          for (int x = 0; x < width; x++) {
            out[to + x * channels] = (byte) (palette.getRGB(samples[x]) >> shift);
          }
        } else {
          raster.getSamples(0, y, width, 1, c, samples);
          int max = (1 << image.getColorModel().getComponentSize(c)) - 1;
          for (int x = 0; x < width; x++) {
            out[to + x * channels] = (byte) ((samples[x] * 255 + max / 2) / max);
          }
        }
      }
    }
    return out;
  }

  /** Found when the first image is decoded. */
  private static final class Provider {
    static final ImageReaderSpi PNG = JdkImageReaders.provider("png");
  }
}
