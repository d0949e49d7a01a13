package io.kindling.spark.internals;

import java.nio.ByteBuffer;
import org.apache.spark.storage.StorageUtils$;

/** Memory outside of the heap. */
public final class MappedMemory {
  private MappedMemory() {}

  /** Gives a buffer's memory back now; nobody may use it any more. */
  public static void release(ByteBuffer buffer) {
    StorageUtils$.MODULE$.dispose(buffer);
  }
}
