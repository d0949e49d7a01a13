package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;

class ImageCodecTest {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 5);
  private static final ImageShape GREY = new ImageShape(1, 4, 5);

  @Test
  void pngRoundTripIsLossless() {
    byte[] image = new GeneratedImages(2).image(7);
    byte[] png = ImageCodec.encodePng(image, 0, Cifar10.SHAPE);
    assertArrayEquals(image, ImageCodec.decode(png, Cifar10.SHAPE, "x"));
    byte[] grey = Arrays.copyOf(image, 1024);
    ImageShape shape = new ImageShape(1, 32, 32);
    assertArrayEquals(grey, ImageCodec.decode(ImageCodec.encodePng(grey, 0, shape), shape, "x"));
  }

  @Test
  void planesAreRedGreenBlueRowByRow() throws Exception {
    var image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 2, 0x102030);
    byte[] chw = ImageCodec.decode(encode(image, "png"), SHAPE, "x");
    assertEquals(0x10, chw[2 * 5 + 1]);
    assertEquals(0x20, chw[20 + 2 * 5 + 1]);
    assertEquals(0x30, chw[40 + 2 * 5 + 1]);
  }

  @Test
  void greyAlphaIndexedAndSixteenBitBecomeRgb() throws Exception {
    var grey = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(3, 1, 0, 100);
    byte[] chw = ImageCodec.decode(encode(grey, "png"), SHAPE, "x");
    for (int c = 0; c < 3; c++) {
      assertEquals(100, chw[c * 20 + 8], "grey is repeated, without a gamma curve");
    }

    var alpha = new BufferedImage(5, 4, BufferedImage.TYPE_INT_ARGB);
    alpha.setRGB(3, 1, 0x40112233);
    chw = ImageCodec.decode(encode(alpha, "png"), SHAPE, "x");
    assertEquals(0x11, chw[8]);
    assertEquals(0x33, chw[48]);

    var bits = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_BINARY);
    bits.setRGB(3, 1, 0xffffff);
    chw = ImageCodec.decode(encode(bits, "png"), SHAPE, "x");
    assertEquals((byte) 255, chw[28]);
    assertEquals(0, chw[29]);

    var grey16 = new BufferedImage(5, 4, BufferedImage.TYPE_USHORT_GRAY);
    grey16.getRaster().setSample(3, 1, 0, 257 * 99);
    assertEquals(99, ImageCodec.decode(encode(grey16, "png"), SHAPE, "x")[48]);

    chw = ImageCodec.decode(encode(rgb16(), "png"), SHAPE, "x");
    assertEquals((byte) 200, chw[8]);
    assertEquals(100, chw[28]);
    assertEquals(50, chw[48]);
  }

  @Test
  void colourBecomesLuma() throws Exception {
    var image = new BufferedImage(5, 4, BufferedImage.TYPE_3BYTE_BGR);
    image.setRGB(0, 0, 0xff0000);
    image.setRGB(1, 0, 0x00ff00);
    image.setRGB(2, 0, 0x0000ff);
    image.setRGB(3, 0, 0xffffff);
    byte[] grey = ImageCodec.decode(encode(image, "png"), GREY, "x");
    assertArrayEquals(new byte[] {76, (byte) 150, 29, (byte) 255, 0}, Arrays.copyOf(grey, 5));
  }

  @Test
  void jpegDecodesCloseToTheOriginal() throws Exception {
    var image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 20; i++) {
      image.setRGB(i % 5, i / 5, 0x9060c0);
    }
    byte[] chw = ImageCodec.decode(encode(image, "jpg"), SHAPE, "x");
    for (int i = 0; i < 20; i++) {
      assertEquals(0x90, chw[i] & 0xff, 4);
      assertEquals(0x60, chw[20 + i] & 0xff, 4);
      assertEquals(0xc0, chw[40 + i] & 0xff, 4);
    }
    var grey = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSamples(0, 0, 5, 4, 0, filled(77));
    assertEquals(77, ImageCodec.decode(encode(grey, "jpg"), SHAPE, "x")[45], 2);
    for (String format : new String[] {"jpg", "png"}) {
      assertEquals(GREY, ImageCodec.shapeOf(encode(grey, format), "x"));
      assertEquals(SHAPE, ImageCodec.shapeOf(encode(image, format), "x"));
    }
    assertThrows(DataException.class, () -> ImageCodec.shapeOf(new byte[40], "x"));
  }

  @Test
  void wrongSizeNamesPathAndBothSizes() throws Exception {
    var image = new BufferedImage(7, 4, BufferedImage.TYPE_INT_RGB);
    byte[] png = encode(image, "png");
    var e = assertThrows(DataException.class, () -> ImageCodec.decode(png, SHAPE, "cat/7.png"));
    assertEquals(
        "cat/7.png: image is 4 x 7 (height x width), wanted 4 x 5" + ImageCodec.CURE,
        e.getMessage());
  }

  @Test
  void everyBrokenImageIsADataProblemThatNamesThePath() throws Exception {
    byte[] png = ImageCodec.encodePng(new GeneratedImages(2).image(7), 0, Cifar10.SHAPE);
    var jpgImage = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    byte[] jpg = encode(jpgImage, "jpg");
    assertBroken(new byte[0]);
    assertBroken("not an image at all".getBytes());
    for (byte[] whole : new byte[][] {png, jpg}) {
      for (int cut = 1; cut < 60; cut++) {
        assertBroken(Arrays.copyOf(whole, cut));
      }
    }
    // Bit errors must end in a result or a DataException, nothing else.
    var random = new java.util.Random(1);
    int refused = 0;
    for (int trial = 0; trial < 400; trial++) {
      byte[] bad = (trial % 2 == 0 ? png : jpg).clone();
      for (int k = 0; k < 3; k++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        ImageCodec.decode(bad, Cifar10.SHAPE, "broken.png");
      } catch (DataException e) {
        refused++;
        assertTrue(e.getMessage().startsWith("broken.png: image"), e.getMessage());
      }
    }
    assertTrue(refused > 20, "refused " + refused);
    assertTrue(ImageCodec.looksEncoded(png) && ImageCodec.looksEncoded(jpg));
    assertFalse(ImageCodec.looksEncoded(new byte[3072]));
  }

  /** 163 x 139 pixels: a whole row of blocks is not there, which libjpeg fills with grey. */
  @Test
  void aFileCutAnywhereIsRefused() throws Exception {
    var image = new BufferedImage(139, 163, BufferedImage.TYPE_INT_RGB);
    var random = new java.util.Random(5);
    for (int y = 0; y < 163; y++) {
      for (int x = 0; x < 139; x++) {
        image.setRGB(x, y, x * 0x10000 + y * 0x100 + random.nextInt(40));
      }
    }
    ImageShape shape = new ImageShape(3, 163, 139);
    for (byte[] whole : List.of(encode(image, "jpg"), progressive(image), encode(image, "png"))) {
      ImageCodec.decode(whole, shape, "whole");
      for (int cut = 1; cut < whole.length; cut += cut < 200 ? 1 : 1 + whole.length / 97) {
        byte[] part = Arrays.copyOf(whole, cut);
        assertRefused(part, shape, "does not decode");
      }
    }
    // Cut, and closed with an end marker.
    byte[] whole = encode(image, "jpg");
    for (int cut = 700; cut < whole.length - 20; cut += whole.length / 13) {
      byte[] closed = Arrays.copyOf(whole, cut + 2);
      closed[cut] = (byte) 0xff;
      closed[cut + 1] = (byte) 0xd9;
      assertRefused(closed, shape, "premature end of data");
    }
  }

  @Test
  void aSizeThatTheBytesCannotHoldIsRefusedBeforeMemoryIsTaken() throws Exception {
    byte[] png = ImageCodec.encodePng(new byte[3072], 0, Cifar10.SHAPE);
    for (int size : new int[] {60_000, 13_000, 6_000, -1, 0}) {
      byte[] bomb = png.clone();
      ByteBuffer.wrap(bomb).putInt(16, size).putInt(20, size);
      CRC32 crc = new CRC32();
      crc.update(bomb, 12, 17);
      ByteBuffer.wrap(bomb).putInt(29, (int) crc.getValue());
      String why = size > 0 && size < 13_377 ? "cannot hold" : "claims " + size + " x " + size;
      assertRefused(bomb, Cifar10.SHAPE, why);
    }
    byte[] jpeg = encode(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "jpg");
    int frame = 0;
    while (jpeg[frame] != (byte) 0xff || jpeg[frame + 1] != (byte) 0xc0) {
      frame++;
    }
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
    assertRefused(jpeg, Cifar10.SHAPE, "claims 60000 x 60000 pixels, more than");
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 9_000).putShort(frame + 7, (short) 9_000);
    assertRefused(jpeg, Cifar10.SHAPE, "cannot hold");
  }

  @Test
  void whatIsNotReadIsRefusedByName() throws Exception {
    var image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    assertRefused(encode(image, "gif"), Cifar10.SHAPE, "a GIF image, neither PNG nor JPEG");
    assertRefused(encode(image, "bmp"), Cifar10.SHAPE, "a BMP image");
    assertRefused(encode(image, "tiff"), Cifar10.SHAPE, "a TIFF image");
    assertRefused("RIFF\7\0\0\0WEBPVP8 ".getBytes(), Cifar10.SHAPE, "a WebP image");
    assertRefused("\0\0\0 ftypheic....".getBytes(), Cifar10.SHAPE, "an HEIF or AVIF image");
    assertRefused("\0\0\0\fjP  \r\n..".getBytes(), Cifar10.SHAPE, "a JPEG 2000 image");
    assertRefused("\0\0\0\fJXL \r\n..".getBytes(), Cifar10.SHAPE, "a JPEG XL image");
    byte[] jpeg = encode(image, "jpg");
    for (int i = 0; i < jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0) {
        byte[] other = jpeg.clone();
        other[i + 1] = (byte) 0xc3;
        assertRefused(other, Cifar10.SHAPE, "a JPEG of lossless coding");
        other[i + 1] = (byte) 0xc9;
        assertRefused(other, Cifar10.SHAPE, "a JPEG of arithmetic coding");
        other[i + 1] = (byte) 0xc1;
        other[i + 4] = 12;
        assertRefused(other, Cifar10.SHAPE, "a JPEG of 12 bits");
      }
    }
  }

  /** Another reader that an application registers with ImageIO must not change pixels. */
  @Test
  void readersThatOthersRegisterAreNotUsed() {
    for (String format : List.of("png", "jpeg")) {
      String reader = JdkImageReaders.provider(format).getClass().getName();
      assertTrue(reader.startsWith("com.sun.imageio.plugins."), reader);
    }
  }

  private static void assertRefused(byte[] bytes, ImageShape shape, String why) {
    var e = assertThrows(DataException.class, () -> ImageCodec.decode(bytes, shape, "broken.png"));
    assertTrue(e.getMessage().startsWith("broken.png: image does not decode"), e.getMessage());
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  private static byte[] progressive(BufferedImage image) throws Exception {
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var out = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      var how = writer.getDefaultWriteParam();
      how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static void assertBroken(byte[] bytes) {
    var e =
        assertThrows(
            DataException.class, () -> ImageCodec.decode(bytes, Cifar10.SHAPE, "broken.png"));
    assertTrue(e.getMessage().startsWith("broken.png: image"), e.getMessage());
  }

  private static BufferedImage rgb16() {
    var model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 5, 4, 3, null);
    raster.setPixel(3, 1, new int[] {257 * 200, 257 * 100, 257 * 50});
    return new BufferedImage(model, raster, false, null);
  }

  private static int[] filled(int v) {
    int[] a = new int[20];
    Arrays.fill(a, v);
    return a;
  }

  private static byte[] encode(BufferedImage image, String format) throws Exception {
    var out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out));
    return out.toByteArray();
  }
}
