package io.kindling.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The members that classes have, read from their files as they are wanted. */
final class ClassFiles implements AutoCloseable {
  private final URLClassLoader loader;
  private final Map<String, Optional<Members>> known = new HashMap<>();

  /** Classes of these jars, and of this JVM's class path and modules. */
  ClassFiles(URL... jars) {
    loader = new URLClassLoader(jars, ClassFiles.class.getClassLoader());
  }

  /**
   * What a class declares.
   *
   * @param access flags of the class
   * @param parent the class above, or null
   * @param methods access flags of methods by name and descriptor
   * @param fields names and descriptors of fields
   */
  record Members(
      int access,
      String parent,
      String[] interfaces,
      Map<String, Integer> methods,
      Set<String> fields) {
    boolean is(int flag) {
      return (access & flag) != 0;
    }
  }

  /** The class of this internal name, if there is one. */
  Optional<Members> find(String name) {
    Optional<Members> found = known.get(name);
    if (found == null) {
      found = read(name);
      known.put(name, found);
    }
    return found;
  }

  /** Whether a method is found from this class upwards, in parents first. */
  boolean hasMethod(String owner, String method) {
    Members members = find(owner).orElse(null);
    return members != null
        && (members.methods().containsKey(method)
            || members.parent() != null && hasMethod(members.parent(), method)
            || inInterfaces(members, method));
  }

  private boolean inInterfaces(Members members, String method) {
    for (String each : members.interfaces()) {
      if (hasMethod(each, method)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a field is found from this class upwards. */
  boolean hasField(String owner, String field) {
    Members members = find(owner).orElse(null);
    if (members == null) {
      return false;
    }
    if (members.fields().contains(field)
        || members.parent() != null && hasField(members.parent(), field)) {
      return true;
    }
    for (String each : members.interfaces()) {
      if (hasField(each, field)) {
        return true;
      }
    }
    return false;
  }

  private Optional<Members> read(String name) {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      return in == null ? Optional.empty() : Optional.of(members(in.readAllBytes()));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }

  private static Members members(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    Map<String, Integer> methods = new HashMap<>();
    Set<String> fields = new HashSet<>();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] thrown) {
            methods.put(name + descriptor, access);
            return null;
          }

          @Override
          public FieldVisitor visitField(
              int access, String name, String descriptor, String signature, Object value) {
            fields.add(name + descriptor);
            return null;
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    return new Members(
        reader.getAccess(), reader.getSuperName(), reader.getInterfaces(), methods, fields);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
