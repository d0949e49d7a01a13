package io.kindling.data;

import java.io.IOException;

/**
 * An image file whose structure has been looked through to its end, so that what is cut short,
 * harmful or of a kind that is not read is refused before memory is taken for its pixels.
 */
sealed interface EncodedImage permits JpegImage, PngImage {
  /**
   * Pillow's bound on pixels ({@code DecompressionBombError}): what claims more is taken for an
   * attack.
   */
  int MAX_PIXELS = 178_956_970;

  /** Rows as stored. */
  int height();

  /** Columns as stored. */
  int width();

  /** 1 where the pixels are grey, else 3. */
  int channels();

  /** EXIF's orientation, 1 to 8. */
  int orientation();

  /**
   * Decodes.
   *
   * @return H*W*C unsigned bytes, the channels of a pixel together
   * @throws IOException when the pixels are damaged
   */
  byte[] decode() throws IOException;

  /**
   * Looks through the structure of a file.
   *
   * @throws IOException when it is neither PNG nor JPEG, cut short, of a kind that is not read, or
   *     claims a size that its bytes cannot hold
   */
  static EncodedImage of(byte[] bytes) throws IOException {
    return switch (ImageFormat.of(bytes)) {
      case PNG -> PngImage.of(bytes);
      case JPEG -> JpegImage.of(bytes);
      case UNKNOWN -> throw new IOException("neither PNG nor JPEG");
      default ->
          throw new IOException(
              "it is "
                  + ImageFormat.of(bytes).description()
                  + ", neither PNG nor JPEG; convert it to one of these");
    };
  }

  /** Refuses a size that no image to learn from has. */
  static void checkSize(int height, int width) throws IOException {
    if (height < 1 || width < 1) {
      throw new IOException("its header claims " + height + " x " + width + " pixels");
    }
    if ((long) height * width > MAX_PIXELS) {
      throw new IOException(
          "its header claims "
              + height
              + " x "
              + width
              + " pixels, more than the bound of "
              + MAX_PIXELS
              + "; make it smaller");
    }
  }
}
