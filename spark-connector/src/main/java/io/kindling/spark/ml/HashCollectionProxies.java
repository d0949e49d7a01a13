package io.kindling.spark.ml;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads what Java's hash maps and sets have written, and lets only texts, whole numbers and
 * constants be keys, so that making the map calls no other code and takes linear time. Each of its
 * classes has the fields that the class it stands for writes, and turns into it when it is read.
 */
final class HashCollectionProxies {
  private HashCollectionProxies() {}

  /** The class that reads what the named one has written, or null. */
  static Class<?> insteadOf(String name) {
    return switch (name) {
      case "java.util.HashMap" -> MapProxy.class;
      case "java.util.LinkedHashMap" -> LinkedMapProxy.class;
      case "java.util.HashSet" -> SetProxy.class;
      default -> null;
    };
  }

  private static Object key(ObjectInputStream in) throws IOException, ClassNotFoundException {
    Object key = in.readObject();
    if (key instanceof String
        || key instanceof Integer
        || key instanceof Long
        || key instanceof Enum<?>) {
      return key;
    }
    throw new InvalidObjectException(
        "a map's keys and a set's elements must be texts, whole numbers or constants, got a "
            + (key == null ? "null" : key.getClass().getName()));
  }

  private static void onlyRead() throws IOException {
    throw new NotSerializableException(HashCollectionProxies.class.getName());
  }

  /** Reads a {@link HashMap}. */
  static class MapProxy implements Serializable {
    private static final long serialVersionUID = 1L;

    // As HashMap names them.
    private float loadFactor;
    private int threshold;

    private transient LinkedHashMap<Object, Object> entries;

    private void writeObject(ObjectOutputStream out) throws IOException {
      onlyRead(); // that there is this method says that data follow the fields
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      in.readInt(); // room
      entries = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        Object key = key(in);
        entries.put(key, in.readObject());
      }
    }

    final Map<Object, Object> entries() {
      return entries;
    }

    protected Object readResolve() {
      return new HashMap<>(entries);
    }
  }

  /** Reads a {@link LinkedHashMap}. */
  static final class LinkedMapProxy extends MapProxy {
    private static final long serialVersionUID = 1L;

    // As LinkedHashMap names it.
    private boolean accessOrder;

    @Override
    protected Object readResolve() {
      return entries();
    }
  }

  /** Reads a {@link HashSet}. */
  static final class SetProxy implements Serializable {
    private static final long serialVersionUID = 1L;

    private transient HashSet<Object> elements;

    private void writeObject(ObjectOutputStream out) throws IOException {
      onlyRead();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      in.readInt(); // room
      in.readFloat(); // how full it may be
      elements = new HashSet<>();
      for (int left = in.readInt(); left > 0; left--) {
        elements.add(key(in));
      }
    }

    private Object readResolve() {
      return elements;
    }
  }
}
