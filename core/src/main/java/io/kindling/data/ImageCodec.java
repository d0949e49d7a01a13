package io.kindling.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * PNG and JPEG bytes to CHW pixels and back, with the JDK's own codecs; needs no display.
 *
 * <p>Three channels are wanted: grey is repeated, alpha is dropped. One channel is wanted: colour
 * becomes ITU-R 601 luma, 0.299 R + 0.587 G + 0.114 B. Both as Pillow's {@code convert("RGB")} and
 * {@code convert("L")}, to the bit; so are CMYK and YCCK in JPEG. Two things differ:
 *
 * <ul>
 *   <li>16 bits become 8 by v * 255 / 65535, rounded. Pillow clips 16-bit grey at 255, which leaves
 *       it all but white, and takes the upper byte of 16-bit colour, which differs by at most 1.
 *   <li>The colour of a JPEG with half as many rows of it as of brightness, but as many columns
 *       (4:4:0), is not smoothed between rows.
 * </ul>
 *
 * <p>Colour profiles are ignored, as Pillow does. EXIF's orientation is ignored too unless asked
 * for.
 *
 * <p>A file is looked through before memory is taken for its pixels. Refused are: what is cut short
 * (Pillow too), a PNG whose checksums are wrong, a JPEG whose data end early or make no sense
 * (Pillow fills in grey), more pixels than Pillow's bound of 178,956,970 or than the bytes can
 * hold, and JPEG that is lossless, hierarchical, arithmetic or not of 8 bits. GIF, BMP, WebP, TIFF,
 * HEIF, AVIF, JPEG 2000 and JPEG XL are named in the error.
 */
public final class ImageCodec {
  /** What an error about an image of another size than wanted says at its end. */
  public static final String CURE =
      "; the transforms resize(n) | centerCrop(n) or resize((h, w)) give all images one size";

  private ImageCodec() {}

  /**
   * Decodes one image as it is stored.
   *
   * @param path what errors call the image
   * @return C*H*W unsigned bytes
   * @throws DataException when the bytes do not decode or the image has another size than {@code
   *     shape}
   */
  public static byte[] decode(byte[] encoded, ImageShape shape, String path) {
    return decode(encoded, shape, path, false);
  }

  /**
   * Decodes one image.
   *
   * @param path what errors call the image
   * @param applyExifOrientation whether an image that EXIF says was taken with a turned camera is
   *     turned upright, as Pillow's {@code ImageOps.exif_transpose} and torchvision's {@code
   *     decode_image(apply_exif_orientation=True)} do; {@code shape} is then of the upright image
   * @return C*H*W unsigned bytes
   * @throws DataException when the bytes do not decode or the image has another size than {@code
   *     shape}
   */
  public static byte[] decode(
      byte[] encoded, ImageShape shape, String path, boolean applyExifOrientation) {
    byte[] out = new byte[shape.size()];
    decode(encoded, shape, path, applyExifOrientation, out, 0);
    return out;
  }

  /**
   * Shape of an encoded image as it is stored, from its header: 1 channel where it is grey, else 3.
   *
   * @throws DataException when the bytes are no image; {@code path} names it
   */
  public static ImageShape shapeOf(byte[] encoded, String path) {
    return shapeOf(encoded, path, false);
  }

  /**
   * Shape of an encoded image, from its header: 1 channel where it is grey, else 3.
   *
   * @param applyExifOrientation whether the shape of the upright image is meant
   * @throws DataException when the bytes are no image; {@code path} names it
   */
  public static ImageShape shapeOf(byte[] encoded, String path, boolean applyExifOrientation) {
    EncodedImage image = open(encoded, path);
    return shapeOf(image, applyExifOrientation ? image.orientation() : ExifOrientation.UPRIGHT);
  }

  private static ImageShape shapeOf(EncodedImage image, int orientation) {
    return ExifOrientation.swaps(orientation)
        ? new ImageShape(image.channels(), image.width(), image.height())
        : new ImageShape(image.channels(), image.height(), image.width());
  }

  /**
   * {@link #decode(byte[], ImageShape, String, boolean)} into {@code out} from {@code offset} on.
   */
  public static void decode(
      byte[] encoded,
      ImageShape shape,
      String path,
      boolean applyExifOrientation,
      byte[] out,
      int offset) {
    if (shape.channels() != 1 && shape.channels() != 3) {
      throw new IllegalArgumentException(
          "ImageCodec: an encoded image gives 1 or 3 channels, wanted shape " + shape);
    }
    EncodedImage image = open(encoded, path);
    int orientation = applyExifOrientation ? image.orientation() : ExifOrientation.UPRIGHT;
    ImageShape found = shapeOf(image, orientation);
    // Before decoding: a forged header must not make us allocate a gigantic image.
    if (found.height() != shape.height() || found.width() != shape.width()) {
      throw new DataException(
          path
              + ": image is "
              + found.height()
              + " x "
              + found.width()
              + " (height x width), wanted "
              + shape.height()
              + " x "
              + shape.width()
              + CURE);
    }
    byte[] pixels;
    try {
      pixels = image.decode();
    } catch (IOException e) {
      throw undecodable(path, encoded.length, e);
    }
    ExifOrientation.Walk walk = ExifOrientation.walk(orientation, image.height(), image.width());
    spread(pixels, image.channels(), walk, shape, out, offset);
  }

  /**
   * Decodes one image of any size: 1 channel where it is grey, else 3.
   *
   * @param image gets its pixels
   * @throws DataException when the bytes do not decode
   */
  public static void decode(
      byte[] encoded, String path, boolean applyExifOrientation, ImageBuffer image) {
    ImageShape shape = shapeOf(encoded, path, applyExifOrientation);
    image.set(shape, decode(encoded, shape, path, applyExifOrientation), 0);
  }

  /** Encodes CHW pixels, 1 or 3 channels, as PNG; lossless. */
  public static byte[] encodePng(byte[] pixels, int offset, ImageShape shape) {
    int h = shape.height();
    int w = shape.width();
    int plane = shape.plane();
    BufferedImage image;
    if (shape.channels() == 1) {
      image = new BufferedImage(w, h, BufferedImage.TYPE_BYTE_GRAY);
      byte[] row = new byte[plane];
      System.arraycopy(pixels, offset, row, 0, plane);
      image.getRaster().setDataElements(0, 0, w, h, row);
    } else if (shape.channels() == 3) {
      image = new BufferedImage(w, h, BufferedImage.TYPE_3BYTE_BGR);
      byte[] interleaved = new byte[3 * plane];
      for (int i = 0; i < plane; i++) {
        for (int c = 0; c < 3; c++) {
          interleaved[3 * i + c] = pixels[offset + c * plane + i];
        }
      }
      image.getRaster().setDataElements(0, 0, w, h, interleaved);
    } else {
      throw new IllegalArgumentException("ImageCodec: PNG wants 1 or 3 channels, got " + shape);
    }
    ImageWriter writer =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), "png").next();
    var bytes = new ByteArrayOutputStream(4 * plane);
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(image, null, null));
    } catch (IOException e) {
      throw new UncheckedIOException("encoding a PNG in memory", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Whether the bytes start as a PNG or JPEG file does. */
  public static boolean looksEncoded(byte[] bytes) {
    ImageFormat format = ImageFormat.of(bytes);
    return format == ImageFormat.PNG || format == ImageFormat.JPEG;
  }

  private static EncodedImage open(byte[] encoded, String path) {
    try {
      return EncodedImage.of(encoded);
    } catch (IOException e) {
      throw undecodable(path, encoded.length, e);
    }
  }

  private static DataException undecodable(String path, int length, IOException cause) {
    return new DataException(
        path + ": image does not decode (" + length + " bytes): " + cause.getMessage(), cause);
  }

  /** Pixels with their channels together to upright planes, grey or colour as {@code shape}. */
  private static void spread(
      byte[] pixels,
      int channels,
      ExifOrientation.Walk walk,
      ImageShape shape,
      byte[] out,
      int offset) {
    int plane = shape.plane();
    for (int y = 0; y < shape.height(); y++) {
      int to = offset + y * shape.width();
      for (int x = 0; x < shape.width(); x++) {
        int from = (walk.first() + y * walk.down() + x * walk.right()) * channels;
        if (shape.channels() == channels) {
          for (int c = 0; c < channels; c++) {
            out[to + x + c * plane] = pixels[from + c];
          }
        } else if (channels == 1) {
          for (int c = 0; c < 3; c++) {
            out[to + x + c * plane] = pixels[from];
          }
        } else {
          out[to + x] = luma(pixels[from], pixels[from + 1], pixels[from + 2]);
        }
      }
    }
  }

  /** Pillow's fixed point luma. */
  private static byte luma(byte r, byte g, byte b) {
    return (byte) ((19595 * (r & 0xff) + 38470 * (g & 0xff) + 7471 * (b & 0xff) + 0x8000) >> 16);
  }
}
