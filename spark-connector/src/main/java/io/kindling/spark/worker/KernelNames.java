package io.kindling.spark.worker;

import io.kindling.kernel.Kernels;
import io.kindling.spark.internals.Executors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which workers compute with which kernels, and where they are. Immutable. */
public final class KernelNames {
  /** So many places are named of each kind, however many there are. */
  private static final int PLACES = 3;

  private static final int PARTITIONS = 8;

  private static final KernelNames NONE = new KernelNames(new TreeMap<>());

  private final SortedMap<String, Group> groups;

  private KernelNames(SortedMap<String, Group> groups) {
    this.groups = groups;
  }

  /**
   * Workers with the same kernels.
   *
   * @param workers their numbers
   * @param places the first of the executors they are on, by name
   */
  private record Group(BitSet workers, List<String> places) {
    Group plus(Group other) {
      BitSet all = (BitSet) workers.clone();
      all.or(other.workers);
      List<String> first =
          Stream.concat(places.stream(), other.places.stream())
              .distinct()
              .sorted()
              .limit(PLACES)
              .toList();
      return new Group(all, first);
    }

    @Override
    public String toString() {
      String numbers =
          workers.stream()
              .limit(PARTITIONS)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(", "));
      int more = workers.cardinality() - PARTITIONS;
      return String.join(", ", places)
          + (places.size() == PLACES ? " ..." : "")
          + (workers.cardinality() == 1 ? " (partition " : " (partitions ")
          + numbers
          + (more > 0 ? " and " + more + " more)" : ")");
    }
  }

  /** Nothing is known of any worker. */
  public static KernelNames none() {
    return NONE;
  }

  /** Those of this JVM, in which the worker with that number runs. */
  public static KernelNames ofThisWorker(int worker) {
    return of(worker, ofThisJvm(), Executors.thisPlace());
  }

  /**
   * The kernels of this JVM: what they are made of and the width of their vectors. The JDK, which
   * their name ends with, makes no difference to what they compute.
   */
  public static String ofThisJvm() {
    return Kernels.active().name().replaceFirst(", JDK \\d+$", "");
  }

  /**
   * Those of one worker.
   *
   * @param worker its number
   * @param name of the kernels
   * @param place where it runs
   */
  public static KernelNames of(int worker, String name, String place) {
    BitSet one = new BitSet();
    one.set(worker);
    return new KernelNames(new TreeMap<>(Map.of(name, new Group(one, List.of(place)))));
  }

  /** These and those of other workers. */
  public KernelNames plus(KernelNames others) {
    if (groups.isEmpty() || others.groups.isEmpty()) {
      return groups.isEmpty() ? others : this;
    }
    SortedMap<String, Group> all = new TreeMap<>(groups);
    others.groups.forEach((name, group) -> all.merge(name, group, Group::plus));
    return new KernelNames(all);
  }

  /** The kernels' names. */
  public Set<String> names() {
    return Set.copyOf(groups.keySet());
  }

  /** All of it, in a few bytes. */
  byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      for (Map.Entry<String, Group> each : groups.entrySet()) {
        byte[] set = each.getValue().workers().toByteArray();
        out.writeUTF(each.getKey());
        out.writeInt(set.length);
        out.write(set);
        out.writeByte(each.getValue().places().size());
        for (String place : each.getValue().places()) {
          out.writeUTF(place);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory has no errors
    }
    return bytes.toByteArray();
  }

  /** What {@link #encode} wrote. */
  static KernelNames decode(byte[] bytes) {
    SortedMap<String, Group> all = new TreeMap<>();
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      while (in.available() > 0) {
        String name = in.readUTF();
        BitSet set = BitSet.valueOf(in.readNBytes(in.readInt()));
        String[] places = new String[in.readUnsignedByte()];
        for (int i = 0; i < places.length; i++) {
          places[i] = in.readUTF();
        }
        all.put(name, new Group(set, List.of(places)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.isEmpty() ? NONE : new KernelNames(all);
  }

  /** For people: {@code scalar on executor 1 at host-b (partitions 1, 3); ...}. */
  @Override
  public String toString() {
    return groups.entrySet().stream()
        .map(each -> each.getKey() + " on " + each.getValue())
        .collect(Collectors.joining("; "));
  }
}
