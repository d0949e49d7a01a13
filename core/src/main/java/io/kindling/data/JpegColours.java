package io.kindling.data;

import java.awt.image.Raster;

/**
 * What the samples of a JPEG file mean. The choice is libjpeg's, the arithmetic its fixed point
 * (bit for bit), and CMYK becomes RGB as in Pillow's {@code convert}: Adobe's programs, and with
 * them nearly everybody, store CMYK inverted, so R = C K / 255 of the stored values.
 */
enum JpegColours {
  GREY,
  RGB,
  YCC,
  CMYK,
  YCCK;

  /** There is no marker of Adobe's. */
  static final int NO_ADOBE = -1;

  private static final int[] CR_TO_R = new int[256];
  private static final int[] CB_TO_B = new int[256];
  private static final int[] CR_TO_G = new int[256];
  private static final int[] CB_TO_G = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int x = i - 128;
      CR_TO_R[i] = (fixed(1.40200) * x + 0x8000) >> 16;
      CB_TO_B[i] = (fixed(1.77200) * x + 0x8000) >> 16;
      CR_TO_G[i] = -fixed(0.71414) * x;
      CB_TO_G[i] = -fixed(0.34414) * x + 0x8000;
    }
  }

  private static int fixed(double x) {
    return (int) (x * (1 << 16) + 0.5);
  }

  /**
   * The meaning that libjpeg gives to a file's samples ({@code default_decompress_parms}).
   *
   * @param ids the components' identifiers: 1, 3 or 4 of them
   * @param jfif whether there is a JFIF marker
   * @param adobeTransform the transform in Adobe's marker, or {@link #NO_ADOBE}
   */
  static JpegColours of(int[] ids, boolean jfif, int adobeTransform) {
    if (ids.length == 1) {
      return GREY;
    }
    if (ids.length == 4) {
      return adobeTransform == NO_ADOBE || adobeTransform == 0 ? CMYK : YCCK;
    }
    if (jfif) {
      return YCC;
    }
    if (adobeTransform != NO_ADOBE) {
      return adobeTransform == 0 ? RGB : YCC;
    }
    return ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B' ? RGB : YCC;
  }

  /** Stored samples as H*W*C bytes, C = 1 for grey and else 3 (RGB). */
  byte[] decode(Raster raster) {
    int height = raster.getHeight();
    int width = raster.getWidth();
    int channels = this == GREY ? 1 : 3;
    int bands = raster.getNumBands();
    byte[] out = new byte[height * width * channels];
    byte[] row = new byte[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getDataElements(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      int to = y * width * channels;
      switch (this) {
        case GREY, RGB -> System.arraycopy(row, 0, out, to, row.length);
        case YCC -> fromYcc(row, 3, out, to);
        case CMYK -> fromCmyk(row, out, to);
        case YCCK -> {
          fromYcc(row, 4, out, to);
          blacken(row, out, to);
        }
      }
    }
    return out;
  }

  private static void fromYcc(byte[] row, int bands, byte[] out, int to) {
    for (int from = 0, at = to; from < row.length; from += bands, at += 3) {
      int y = row[from] & 0xff;
      int cb = row[from + 1] & 0xff;
      int cr = row[from + 2] & 0xff;
      out[at] = clamped(y + CR_TO_R[cr]);
      out[at + 1] = clamped(y + ((CB_TO_G[cb] + CR_TO_G[cr]) >> 16));
      out[at + 2] = clamped(y + CB_TO_B[cb]);
    }
  }

  private static void fromCmyk(byte[] row, byte[] out, int to) {
    for (int from = 0, at = to; from < row.length; from += 4, at += 3) {
      int k = row[from + 3] & 0xff;
      for (int c = 0; c < 3; c++) {
        out[at + c] = lessInk(255 - (row[from + c] & 0xff), k);
      }
    }
  }

  /** YCC of YCCK gives the inverse of the stored C, M and Y, which is the ink. */
  private static void blacken(byte[] row, byte[] out, int to) {
    for (int from = 0, at = to; from < row.length; from += 4, at += 3) {
      int k = row[from + 3] & 0xff;
      for (int c = 0; c < 3; c++) {
        out[at + c] = lessInk(out[at + c] & 0xff, k);
      }
    }
  }

  /** Pillow's {@code nk - MULDIV255(ink, nk)}: what an ink leaves of the light nk. */
  private static byte lessInk(int ink, int nk) {
    int product = ink * nk + 128;
    return clamped(nk - (((product >> 8) + product) >> 8));
  }

  private static byte clamped(int v) {
    return (byte) Math.max(0, Math.min(255, v));
  }
}
