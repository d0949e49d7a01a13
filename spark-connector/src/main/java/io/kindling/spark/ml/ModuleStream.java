package io.kindling.spark.ml;

import io.kindling.nn.Module;
import io.kindling.nn.spec.AllowedModules;
import io.kindling.spark.worker.JavaBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.List;
import java.util.Set;

/**
 * A module by Java serialization, for classes that have no other form, where the caller allows it.
 *
 * <p>Only classes of this library's layers and tensors, of the packages the caller named, and a few
 * of Java's are read; another class's name is refused before the class is loaded. Java's hash maps
 * and sets are read by {@link HashCollectionProxies}, whose keys can be texts and numbers only:
 * hashing nested ones takes time exponential in their depth. No array is longer than the bytes
 * there are.
 */
final class ModuleStream {
  private static final int MOST_DEPTH = 500;

  /** A thousand layers have some 20,000. */
  private static final long MOST_REFERENCES = 5_000_000;

  private static final List<String> OURS =
      List.of("io.kindling.nn.", "io.kindling.tensor.", "io.kindling.ops.");

  private static final Set<String> JAVAS =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Object",
          "java.lang.Short",
          "java.lang.String",
          "java.util.ArrayList");

  private ModuleStream() {}

  /**
   * The bytes of a module, after trying that they can be read again.
   *
   * @throws IllegalArgumentException when it holds what cannot be written or would not be read
   */
  static byte[] write(Module module, AllowedModules allowed) {
    byte[] bytes = JavaBytes.write(module, "the network");
    try {
      read(bytes, allowed);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the network cannot be saved by Java serialization, for it would not be read again: "
              + e.getMessage(),
          e);
    }
    return bytes;
  }

  /**
   * The module behind the bytes.
   *
   * @throws IOException saying why they are refused
   */
  static Module read(byte[] bytes, AllowedModules allowed) throws IOException {
    try (var in = new Filtered(bytes, allowed)) {
      Object read = in.readObject();
      if (read instanceof Module module) {
        return module;
      }
      throw new IOException("they hold no module");
    } catch (ClassNotFoundException e) {
      throw new IOException("the class " + e.getMessage() + " is not on the class path", e);
    } catch (RuntimeException e) { // code of the classes that are read, on what they did not expect
      throw new IOException("they are damaged: " + e, e);
    }
  }

  private static final class Filtered extends ObjectInputStream {
    private final AllowedModules allowed;
    private final int length;

    Filtered(byte[] bytes, AllowedModules allowed) throws IOException {
      this(new ByteArrayInputStream(bytes), bytes.length, allowed);
    }

    private Filtered(InputStream in, int length, AllowedModules allowed) throws IOException {
      super(in);
      this.allowed = allowed;
      this.length = length;
      setObjectInputFilter(this::judge);
    }

    private ObjectInputFilter.Status judge(ObjectInputFilter.FilterInfo info) {
      boolean within =
          info.depth() <= MOST_DEPTH
              && info.references() <= MOST_REFERENCES
              && info.arrayLength() * Math.max(1, width(info.serialClass())) <= length;
      return within ? ObjectInputFilter.Status.ALLOWED : ObjectInputFilter.Status.REJECTED;
    }

    /** Bytes of an element in the stream, at least. */
    private static int width(Class<?> array) {
      Class<?> element = array == null ? null : array.getComponentType();
      if (element == double.class || element == long.class) {
        return Long.BYTES;
      }
      return element == float.class || element == int.class ? Integer.BYTES : 1;
    }

    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
      ObjectStreamClass description = super.readClassDescriptor();
      Class<?> instead = HashCollectionProxies.insteadOf(description.getName());
      return instead == null ? description : ObjectStreamClass.lookup(instead);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      String name = description.getName();
      if (description.forClass() != null) {
        return description
            .forClass(); // one of HashCollectionProxies's: those of the stream have no class yet
      }
      String element = name.replaceFirst("^\\[+", "");
      boolean array = element.length() < name.length();
      if (array && element.length() == 1) {
        return Class.forName(name, false, null); // of numbers
      }
      element = array ? element.replaceFirst("^L(.*);$", "$1") : element;
      String whole = element;
      if (!JAVAS.contains(whole)
          && OURS.stream().noneMatch(whole::startsWith)
          && !allowed.contains(whole)) {
        throw new InvalidClassException(
            whole,
            "this class is not among those that may be read (of the packages in "
                + ModuleTrust.ALLOWED
                + " "
                + allowed
                + ", and of a module's own parts)");
      }
      return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
      throw new InvalidClassException("proxies are not read");
    }
  }
}
