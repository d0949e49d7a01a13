package io.kindling.spark.internals;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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

  /** The same iterator. */
  public static <T> Iterator<T> asJava(scala.collection.Iterator<T> items) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public T next() {
        return items.next();
      }
    };
  }

  /** The same iterator. */
  public static <T> scala.collection.Iterator<T> asScala(Iterator<T> items) {
    return new AbstractIterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public T next() {
        return items.next();
      }
    };
  }
}
