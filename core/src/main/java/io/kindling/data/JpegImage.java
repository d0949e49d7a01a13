package io.kindling.data;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.spi.ImageReaderSpi;

/**
 * A JPEG file. The markers are read here; the JDK's reader gets those alone that make samples
 * (tables, frame and scans) and gives them as they are stored, since its guesses of what they mean
 * are not those of libjpeg that everybody else has: {@link JpegColours} has them.
 */
final class JpegImage implements EncodedImage {
  private static final int SOF0 = 0xc0;
  private static final int SOF2 = 0xc2;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int SOF15 = 0xcf;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DRI = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int TEM = 0x01;

  /** Encoders make about ten; each is a pass over the whole image, which an attack repeats. */
  private static final int MAX_SCANS = 500;

  private final byte[] bytes;

  /** What makes samples. */
  private final ByteArrayOutputStream kept;

  private JpegColours colours;
  private int height;
  private int width;
  private int components;
  private boolean jfif;
  private int adobeTransform = JpegColours.NO_ADOBE;
  private int orientation;

  private JpegImage(byte[] bytes) {
    this.bytes = bytes;
    this.kept = new ByteArrayOutputStream(bytes.length);
  }

  static JpegImage of(byte[] bytes) throws IOException {
    JpegImage image = new JpegImage(bytes);
    image.readMarkers();
    return image;
  }

  private void readMarkers() throws IOException {
    kept.write(0xff);
    kept.write(SOI);
    int at = 2;
    int scans = 0;
    long coded = 0;
    int[] ids = null;
    long blocks = 0;
    while (true) {
      at = nextMarker(at);
      int marker = bytes[at++] & 0xff;
      if (marker == EOI) {
        break;
      }
      if (marker == TEM || marker >= RST0 && marker <= SOI) {
        continue;
      }
      int length = twoBytes(at);
      int end = at + length;
      if (length < 2 || end > bytes.length) {
        throw length < 2 ? damaged("a part of length " + length) : cut();
      }
      if (isFrame(marker)) {
        if (ids != null) {
          throw damaged("it has two frames");
        }
        checkProcess(marker);
        ids = new int[frame(at + 2, end)];
        blocks = blocks(at + 2, ids);
        keep(marker, at, end);
      } else if (marker == DHT || marker == DQT || marker == DRI) {
        keep(marker, at, end);
      } else if (marker == SOS) {
        if (ids == null) {
          throw damaged("a scan comes before the frame");
        }
        if (++scans > MAX_SCANS) {
          throw damaged("it has more than " + MAX_SCANS + " scans");
        }
        int from = end;
        end = endOfScan(from);
        coded += end - from;
        keep(marker, at, end);
      } else {
        application(marker, at + 2, end);
      }
      at = end;
    }
    if (scans == 0) {
      throw damaged("it has no scan");
    }
    // A block takes at least a bit.
    if (blocks > 8 * coded) {
      throw new IOException(
          "its header claims "
              + height
              + " x "
              + width
              + " pixels, its data are "
              + coded
              + " bytes, which cannot hold them");
    }
    colours = JpegColours.of(ids, jfif, adobeTransform);
    kept.write(0xff);
    kept.write(EOI);
  }

  /** The index of the byte behind the next 0xff; as libjpeg, skips what is between markers. */
  private int nextMarker(int from) throws IOException {
    for (int at = from; at + 1 < bytes.length; at++) {
      int next = bytes[at + 1] & 0xff;
      if ((bytes[at] & 0xff) == 0xff && next != 0 && next != 0xff) {
        return at + 1;
      }
    }
    throw cut();
  }

  private int endOfScan(int from) throws IOException {
    int at = from;
    while (true) {
      at = nextMarker(at);
      int marker = bytes[at] & 0xff;
      if (marker < RST0 || marker > RST7) {
        break;
      }
    }
    return at - 1;
  }

  private void keep(int marker, int from, int end) {
    kept.write(0xff);
    kept.write(marker);
    kept.write(bytes, from, end - from);
  }

  private static boolean isFrame(int marker) {
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
  }

  private static void checkProcess(int marker) throws IOException {
    if (marker > SOF2) {
      String kind =
          switch (marker) {
            case 0xc3, 0xc7, 0xcb, 0xcf -> "lossless";
            case 0xc5, 0xc6 -> "hierarchical";
            default -> "arithmetic";
          };
      throw new IOException(
          "it is a JPEG of "
              + kind
              + " coding, which is not read; convert it to baseline or progressive JPEG, or PNG");
    }
  }

  /** Reads size and precision; the number of components. */
  private int frame(int at, int end) throws IOException {
    if (end - at < 6) {
      throw damaged("its frame is too short");
    }
    int precision = bytes[at];
    height = twoBytes(at + 1);
    width = twoBytes(at + 3);
    components = bytes[at + 5] & 0xff;
    if (precision != 8) {
      throw new IOException(
          "it is a JPEG of " + precision + " bits, wanted 8; convert it to 8 bits, or PNG");
    }
    EncodedImage.checkSize(height, width);
    if (components != 1 && components != 3 && components != 4) {
      throw new IOException(
          "it is a JPEG of " + components + " components; wanted 1 (grey), 3 (colour) or 4 (CMYK)");
    }
    if (end - at < 6 + 3 * components) {
      throw damaged("its frame is too short");
    }
    return components;
  }

  /** Fills in the components' identifiers; the number of blocks of 8 x 8 samples. */
  private long blocks(int at, int[] ids) throws IOException {
    List<int[]> factors = new ArrayList<>();
    int most = 1;
    int tallest = 1;
    for (int c = 0; c < ids.length; c++) {
      ids[c] = bytes[at + 6 + 3 * c] & 0xff;
      int sampling = bytes[at + 7 + 3 * c] & 0xff;
      int h = sampling >> 4;
      int v = sampling & 15;
      if (h < 1 || h > 4 || v < 1 || v > 4) {
        throw damaged("sampling factors " + h + " x " + v);
      }
      factors.add(new int[] {h, v});
      most = Math.max(most, h);
      tallest = Math.max(tallest, v);
    }
    long blocks = 0;
    for (int[] factor : factors) {
      long across = ((long) width * factor[0] + 8L * most - 1) / (8L * most);
      long down = ((long) height * factor[1] + 8L * tallest - 1) / (8L * tallest);
      blocks += across * down;
    }
    return blocks;
  }

  private void application(int marker, int from, int end) {
    if (marker == APP0 && starts(from, end, "JFIF\0") && end - from >= 14) {
      jfif = true;
    } else if (marker == APP1 && orientation == 0 && starts(from, end, "Exif\0\0")) {
      orientation = ExifOrientation.of(bytes, from + 6, end - from - 6);
    } else if (marker == APP14 && starts(from, end, "Adobe") && end - from >= 12) {
      adobeTransform = bytes[from + 11] & 0xff;
    }
  }

  private boolean starts(int from, int end, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    if (end - from < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[from + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private int twoBytes(int at) throws IOException {
    if (at + 1 >= bytes.length) {
      throw cut();
    }
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private IOException cut() {
    return new IOException("the file is cut short after " + bytes.length + " bytes");
  }

  private static IOException damaged(String how) {
    return new IOException("it is damaged: " + how);
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
    return components == 1 ? 1 : 3;
  }

  @Override
  public int orientation() {
    return orientation == 0 ? ExifOrientation.UPRIGHT : orientation;
  }

  @Override
  public byte[] decode() throws IOException {
    List<String> warnings = new ArrayList<>();
    byte[] file = kept.toByteArray();
    Raster raster =
        JdkImageReaders.read(
            Provider.JPEG,
            file,
            file.length,
            (reader, warning) -> warnings.add(warning),
            reader -> reader.readRaster(0, null));
    for (String warning : warnings) {
      // libjpeg fills in grey for what is not there, and goes on; what is too much does no harm.
      if (!warning.contains("extraneous")) {
        throw damaged(warning);
      }
    }
    if (raster.getNumBands() != components) {
      throw damaged("its scans give " + raster.getNumBands() + " of " + components + " components");
    }
    return colours.decode(raster);
  }

  /** Found when the first image is decoded. */
  private static final class Provider {
    static final ImageReaderSpi JPEG = JdkImageReaders.provider("jpeg");
  }
}
