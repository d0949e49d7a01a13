package io.kindling.spark.worker;

import io.kindling.kernel.Kernels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which workers compute with which kernels. Immutable. */
public final class KernelNames {
  private static final KernelNames NONE = new KernelNames(new TreeMap<>());

  private final SortedMap<String, BitSet> workers;

  private KernelNames(SortedMap<String, BitSet> workers) {
    this.workers = workers;
  }

  /** Nothing is known of any worker. */
  public static KernelNames none() {
    return NONE;
  }

  /** Those of this JVM, in which the worker with that number runs. */
  public static KernelNames ofThisWorker(int worker) {
    return of(worker, ofThisJvm());
  }

  /**
   * The kernels of this JVM: what they are made of and the width of their vectors. The JDK, which
   * their name ends with, makes no difference to what they compute.
   */
  public static String ofThisJvm() {
    return Kernels.active().name().replaceFirst(", JDK \\d+$", "");
  }

  /** Those of one worker. */
  public static KernelNames of(int worker, String name) {
    SortedMap<String, BitSet> one = new TreeMap<>();
    one.computeIfAbsent(name, n -> new BitSet()).set(worker);
    return new KernelNames(one);
  }

  /** Those of workers 0, 1, 2... */
  public static KernelNames of(List<String> names) {
    KernelNames all = NONE;
    for (int worker = 0; worker < names.size(); worker++) {
      all = all.plus(of(worker, names.get(worker)));
    }
    return all;
  }

  /** These and those of other workers. */
  public KernelNames plus(KernelNames others) {
    if (workers.isEmpty() || others.workers.isEmpty()) {
      return workers.isEmpty() ? others : this;
    }
    SortedMap<String, BitSet> all = new TreeMap<>();
    for (SortedMap<String, BitSet> each : List.of(workers, others.workers)) {
      each.forEach((name, set) -> all.computeIfAbsent(name, n -> new BitSet()).or(set));
    }
    return new KernelNames(all);
  }

  /** The numbers of the workers by the kernels' names. */
  public Map<String, BitSet> workers() {
    return Collections.unmodifiableMap(workers);
  }

  /** All of it, in a few bytes. */
  byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      for (Map.Entry<String, BitSet> each : workers.entrySet()) {
        byte[] set = each.getValue().toByteArray();
        out.writeUTF(each.getKey());
        out.writeInt(set.length);
        out.write(set);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory has no errors
    }
    return bytes.toByteArray();
  }

  /** What {@link #encode} wrote. */
  static KernelNames decode(byte[] bytes) {
    SortedMap<String, BitSet> all = new TreeMap<>();
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      while (in.available() > 0) {
        String name = in.readUTF();
        all.put(name, BitSet.valueOf(in.readNBytes(in.readInt())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.isEmpty() ? NONE : new KernelNames(all);
  }

  @Override
  public String toString() {
    return workers.toString();
  }
}
