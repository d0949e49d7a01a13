package io.kindling.data;

import java.nio.charset.StandardCharsets;

/** Formats of image files by their first bytes; those that are not read have a name in errors. */
enum ImageFormat {
  PNG("a PNG image"),
  JPEG("a JPEG image"),
  GIF("a GIF image"),
  BMP("a BMP image"),
  WEBP("a WebP image"),
  TIFF("a TIFF image"),
  HEIF("an HEIF or AVIF image"),
  JPEG_2000("a JPEG 2000 image"),
  JPEG_XL("a JPEG XL image"),
  UNKNOWN("no known image");

  private final String description;

  ImageFormat(String description) {
    this.description = description;
  }

  /** With its article, for example {@code a GIF image}. */
  String description() {
    return description;
  }

  static ImageFormat of(byte[] bytes) {
    String b = new String(bytes, 0, Math.min(12, bytes.length), StandardCharsets.ISO_8859_1);
    if (b.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (b.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (b.startsWith("GIF87a") || b.startsWith("GIF89a")) {
      return GIF;
    }
    if (b.startsWith("RIFF") && b.startsWith("WEBP", 8)) {
      return WEBP;
    }
    if (b.startsWith("II*\0") || b.startsWith("MM\0*")) {
      return TIFF;
    }
    if (b.startsWith("ftyphei", 4) || b.startsWith("ftypmif1", 4) || b.startsWith("ftypavi", 4)) {
      return HEIF;
    }
    if (b.startsWith("\0\0\0\u000cjP  ") || b.startsWith("\u00ff\u004f\u00ff\u0051")) {
      return JPEG_2000;
    }
    if (b.startsWith("\0\0\0\u000cJXL ") || b.startsWith("\u00ff\n")) {
      return JPEG_XL;
    }
    // Two letters are a weak mark: the four reserved bytes after the length are 0.
    if (b.startsWith("BM") && b.startsWith("\0\0\0\0", 6)) {
      return BMP;
    }
    return UNKNOWN;
  }
}
