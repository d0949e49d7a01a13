package io.kindling.spark.internals;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import scala.collection.AbstractIterator;

/** Scala's collections as Java's and back, in words that Scala 2.12 and 2.13 share. */
public final class ScalaCollections {
  private ScalaCollections() {}

  /** A copy of the items. */
  public static <T> List<T> asJava(scala.collection.Iterable<T> items) {
    List<T> list = new ArrayList<>();
    asJava(items.iterator()).forEachRemaining(list::add);
    return list;
  }

  /** A value in which Scala's maps and sequences are Java's, at any depth; others stay. */
  public static Object deepAsJava(Object value) {
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      asJava(map.iterator()).forEachRemaining(e -> entries.put(e._1(), deepAsJava(e._2())));
      return entries;
    }
    return value instanceof scala.collection.Iterable<?> items
        ? asJava(items).stream().map(ScalaCollections::deepAsJava).toList()
        : value;
  }

  /** The same iterator. */
  public static <T> Iterator<T> asJava(scala.collection.Iterator<T> items) {
    return new OfBoth<>(items::hasNext, items::next);
  }

  /** The same iterator. */
  public static <T> scala.collection.Iterator<T> asScala(Iterator<T> items) {
    return new OfBoth<>(items::hasNext, items::next);
  }

  /** An iterator of both languages. */
  private static final class OfBoth<T> extends AbstractIterator<T> implements Iterator<T> {
    private final BooleanSupplier hasNext;
    private final Supplier<T> next;

    OfBoth(BooleanSupplier hasNext, Supplier<T> next) {
      this.hasNext = hasNext;
      this.next = next;
    }

    @Override
    public boolean hasNext() {
      return hasNext.getAsBoolean();
    }

    @Override
    public T next() {
      return next.get();
    }
  }
}
