package io.kindling.nn.spec;

import io.kindling.nn.Module;
import io.kindling.tensor.MetaTensors;
import io.kindling.tensor.Tensor;
import java.util.Locale;
import java.util.Map;

/** The memory of a network's tensors, added up layer by layer before any of it is allocated. */
final class NetworkSize {
  private final long limit;
  private long bytes;

  /**
   * @param limit bytes that the network may take
   */
  NetworkSize(long limit) {
    this.limit = limit;
  }

  /**
   * Counts a layer that was made without memory.
   *
   * @throws IllegalArgumentException when the network is then too large, naming layer, tensor,
   *     shape and bytes
   */
  void add(String where, Module layer) {
    add(where, layer, layer.namedParameters());
    add(where, layer, layer.namedBuffers());
  }

  private void add(String where, Module layer, Map<String, Tensor> tensors) {
    tensors.forEach(
        (name, tensor) -> {
          long own = MetaTensors.bytes(tensor);
          bytes += own;
          if (bytes > limit) {
            int dot = name.lastIndexOf('.');
            Module owner = layer.getSubmodule(dot < 0 ? "" : name.substring(0, dot));
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "ModuleSpec: %s of a %s, of shape %s, takes %,d bytes, with all before it %,d;"
                        + " this JVM can hold %,d: make the network smaller, or give the JVM more"
                        + " memory (-Xmx; of Spark: spark.driver.memory, spark.executor.memory)",
                    where.isEmpty() ? name : where + "." + name,
                    owner.getClass().getSimpleName(),
                    tensor.shape(),
                    own,
                    bytes,
                    limit));
          }
        });
  }

  long bytes() {
    return bytes;
  }
}
