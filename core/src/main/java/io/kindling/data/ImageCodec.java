package io.kindling.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * PNG and JPEG bytes to CHW pixels and back, with the JDK's own codecs; needs no display.
 *
 * <p>Three channels are wanted: grey is repeated, alpha is dropped, 16 bits become 8. One channel
 * is wanted: colour becomes ITU-R 601 luma, 0.299 R + 0.587 G + 0.114 B. Both as Pillow's {@code
 * convert}.
 */
public final class ImageCodec {
  private ImageCodec() {}

  /**
   * Decodes one image.
   *
   * @param path what errors call the image
   * @return C*H*W unsigned bytes
   * @throws DataException when the bytes do not decode or the image has another size than {@code
   *     shape}
   */
  public static byte[] decode(byte[] encoded, ImageShape shape, String path) {
    byte[] out = new byte[shape.size()];
    decode(encoded, shape, path, out, 0);
    return out;
  }

  /**
   * Shape of an encoded image, from its header: 1 channel where it is grey, else 3.
   *
   * @throws DataException when the bytes are no image; {@code path} names it
   */
  public static ImageShape shapeOf(byte[] encoded, String path) {
    ImageReader reader = readerFor(encoded, path);
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(in, true, true);
      ColorModel model = reader.getImageTypes(0).next().getColorModel();
      boolean grey = !(model instanceof IndexColorModel) && model.getNumColorComponents() == 1;
      return new ImageShape(grey ? 1 : 3, reader.getHeight(0), reader.getWidth(0));
    } catch (IOException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | NoSuchElementException e) {
      throw undecodable(path, encoded.length, e);
    } finally {
      reader.dispose();
    }
  }

  /** {@link #decode(byte[], ImageShape, String)} into {@code out} from {@code offset} on. */
  public static void decode(byte[] encoded, ImageShape shape, String path, byte[] out, int offset) {
    if (shape.channels() != 1 && shape.channels() != 3) {
      throw new IllegalArgumentException(
          "ImageCodec: an encoded image gives 1 or 3 channels, wanted shape " + shape);
    }
    ImageReader reader = readerFor(encoded, path);
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(in, true, true);
      int height = reader.getHeight(0);
      int width = reader.getWidth(0);
      // Before decoding: a forged header must not make us allocate a gigantic image.
      if (height != shape.height() || width != shape.width()) {
        throw new DataException(
            path
                + ": image is "
                + height
                + " x "
                + width
                + " (height x width), wanted "
                + shape.height()
                + " x "
                + shape.width());
      }
      unpack(reader.read(0), shape, out, offset);
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // The JDK's readers answer corrupt bytes with any of these.
      throw undecodable(path, encoded.length, e);
    } finally {
      reader.dispose();
    }
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
    return format(bytes) != null;
  }

  private static ImageReader readerFor(byte[] encoded, String path) {
    String format = format(encoded);
    if (format == null) {
      throw undecodable(path, encoded.length, null);
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new IllegalStateException("ImageCodec: this Java runtime has no " + format + " reader");
    }
    return readers.next();
  }

  private static String format(byte[] b) {
    if (b.length > 8 && (b[0] & 0xff) == 0x89 && b[1] == 'P' && b[2] == 'N' && b[3] == 'G') {
      return "png";
    }
    if (b.length > 3 && (b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xd8) {
      return "jpeg";
    }
    return null;
  }

  private static DataException undecodable(String path, int length, Exception cause) {
    String why = cause == null ? "neither PNG nor JPEG" : reason(cause);
    return new DataException(
        path + ": image does not decode (" + length + " bytes): " + why, cause);
  }

  private static String reason(Exception e) {
    Throwable t = e instanceof IIOException && e.getCause() != null ? e.getCause() : e;
    return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
  }

  private static void unpack(BufferedImage image, ImageShape shape, byte[] out, int offset) {
    int w = shape.width();
    int h = shape.height();
    int plane = shape.plane();
    int[][] rgb = new int[3][];
    if (image.getColorModel() instanceof IndexColorModel) {
      unpackIndexed(image, rgb);
    } else {
      unpackBands(image, rgb);
    }
    if (shape.channels() == 3) {
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < plane; i++) {
          out[offset + c * plane + i] = (byte) rgb[c][i];
        }
      }
    } else {
      for (int i = 0; i < w * h; i++) {
        // Pillow's fixed point luma
        int luma = (19595 * rgb[0][i] + 38470 * rgb[1][i] + 7471 * rgb[2][i] + 0x8000) >> 16;
        out[offset + i] = (byte) luma;
      }
    }
  }

  private static void unpackIndexed(BufferedImage image, int[][] rgb) {
    int w = image.getWidth();
    int[] argb = image.getRGB(0, 0, w, image.getHeight(), null, 0, w);
    for (int c = 0; c < 3; c++) {
      rgb[c] = new int[argb.length];
      for (int i = 0; i < argb.length; i++) {
        rgb[c][i] = (argb[i] >> (16 - 8 * c)) & 0xff;
      }
    }
  }

  /** Reads raw samples: getRGB would push grey values through a gamma curve. */
  private static void unpackBands(BufferedImage image, int[][] rgb) {
    Raster raster = image.getRaster();
    ColorModel model = image.getColorModel();
    int colours = model.getNumColorComponents();
    for (int c = 0; c < 3; c++) {
      int band = colours == 1 ? 0 : c;
      if (colours == 1 && c > 0) {
        rgb[c] = rgb[0];
        continue;
      }
      rgb[c] = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, (int[]) null);
      int bits = model.getComponentSize(band);
      if (bits != 8) {
        int max = (1 << bits) - 1;
        for (int i = 0; i < rgb[c].length; i++) {
          rgb[c][i] = (rgb[c][i] * 255 + max / 2) / max;
        }
      }
    }
  }
}
