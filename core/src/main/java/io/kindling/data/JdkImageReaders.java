package io.kindling.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The JDK's own readers, whatever others an application or a cluster has registered with ImageIO:
 * the same bytes give the same pixels on every machine.
 */
final class JdkImageReaders {
  private JdkImageReaders() {}

  /** What is done with a reader whose input is set. */
  interface Use<T> {
    T with(ImageReader reader) throws IOException;
  }

  /**
   * The provider of a format.
   *
   * @throws IllegalStateException when this runtime has none, as one made by jlink may
   */
  static ImageReaderSpi provider(String format) {
    Iterator<ImageReaderSpi> providers =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
    while (providers.hasNext()) {
      ImageReaderSpi provider = providers.next();
      if (provider.getClass().getModule() == ImageReader.class.getModule()
          && Arrays.asList(provider.getFormatNames()).contains(format)) {
        return provider;
      }
    }
    throw new IllegalStateException("ImageCodec: this Java runtime has no " + format + " reader");
  }

  /**
   * Reads with a new reader.
   *
   * @throws IOException when the reader fails, in whatever way
   */
  static <T> T read(
      ImageReaderSpi provider, byte[] bytes, int length, IIOReadWarningListener warned, Use<T> use)
      throws IOException {
    ImageReader reader = provider.createReaderInstance(null);
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes, 0, length))) {
      reader.setInput(in, true, true);
      if (warned != null) {
        reader.addIIOReadWarningListener(warned);
      }
      return use.with(reader);
    } catch (IIOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(reason(cause), e);
    } catch (RuntimeException e) {
      // Corrupt bytes make them index out of bounds, divide by 0 and the like.
      throw new IOException("damaged: " + reason(e), e);
    } finally {
      reader.dispose();
    }
  }

  private static String reason(Throwable t) {
    return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
  }
}
