package io.kindling.spark.worker;

import io.kindling.tensor.OutOfHeapException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * Objects as bytes by Java serialization: for models and their settings, which may be of any class
 * of the user's, so that whatever serializer Spark is configured with meets only a {@code byte[]}.
 *
 * <p>For what this application's own driver and executors tell each other, which is trusted as
 * Spark's own messages are. Never for what comes from a file.
 */
public final class JavaBytes {
  private JavaBytes() {}

  /**
   * The bytes of {@code object}.
   *
   * @param what how an error calls it
   * @throws IllegalArgumentException when it holds something that is not serializable
   * @throws OutOfHeapException when the heap does not suffice
   */
  public static byte[] write(Serializable object, String what) {
    var bytes = new ByteArrayOutputStream();
    try {
      // Not closed when it fails: that would write on, and hide the failure behind its own.
      var out = new ObjectOutputStream(bytes);
      out.writeObject(object);
      out.flush();
      return bytes.toByteArray();
    } catch (OutOfMemoryError e) {
      throw OutOfHeapException.of(
          what + ", as bytes,", 2L * bytes.size(), "use a smaller model, or all-reduce sharded", e);
    } catch (NotSerializableException e) {
      throw new IllegalArgumentException(
          what
              + " cannot be sent to the workers: "
              + e.getMessage()
              + " is not Serializable; let the class implement java.io.Serializable, or mark the"
              + " field transient",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(what + " cannot be serialized: " + e.getMessage(), e);
    }
  }

  /** The object behind the bytes, with the classes this thread sees (those of the user's jars). */
  public static <T> T read(byte[] bytes, Class<T> type) {
    try (var in = new ContextInputStream(new ByteArrayInputStream(bytes))) {
      return type.cast(in.readObject());
    } catch (OutOfMemoryError e) {
      throw OutOfHeapException.of(
          "a " + type.getSimpleName() + " read from " + (bytes.length >> 20) + " MB",
          bytes.length,
          "use a smaller model, fewer tasks an executor, or all-reduce sharded",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "class "
              + e.getMessage()
              + " is not on the worker's class path; pass its jar to Spark with --jars",
          e);
    }
  }

  /** A deep copy. */
  public static <T extends Serializable> T copy(T object, Class<T> type, String what) {
    return read(write(object, what), type);
  }

  private static final class ContextInputStream extends ObjectInputStream {
    ContextInputStream(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description); // primitive types
      }
    }
  }
}
