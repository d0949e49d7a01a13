package io.kindling.spark.testing;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What this process holds of the system: open descriptors, threads, ports it listens on; on Linux.
 *
 * @param threads but those of Spark's pools that grow to a hundred and end when they are idle
 * @param ours threads of Kindling
 */
public record Figures(int descriptors, int threads, int ours, int ports) implements Serializable {
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final String LISTENING = "0A";

  private static final Pattern ELASTIC =
      Pattern.compile("block-manager-(ask|storage-async)-thread-pool-\\d+");

  /** Whether this system can tell. */
  public static boolean areThere() {
    return Files.isDirectory(OPEN);
  }

  /** The figures now. */
  public static Figures now() {
    Set<String> sockets = new HashSet<>();
    int descriptors = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(OPEN)) {
      for (Path file : open) {
        descriptors++;
        try {
          sockets.add(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
          descriptors--; // closed meanwhile
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> threads =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> !ELASTIC.matcher(name).matches())
            .toList();
    int ours = (int) threads.stream().filter(name -> name.contains("kindling-")).count();
    return new Figures(descriptors, threads.size(), ours, ports(sockets));
  }

  private static int ports(Set<String> sockets) {
    int ports = 0;
    for (String table : new String[] {"tcp", "tcp6"}) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
          String[] fields = line.strip().split("\\s+");
          boolean listens = fields.length > 9 && fields[3].equals(LISTENING);
          if (listens && sockets.contains("socket:[" + fields[9] + "]")) {
            ports++;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return ports;
  }

  /** How many threads of each name there are, numbers in names left out. */
  static Map<String, Integer> threadNames() {
    Map<String, Integer> names = new TreeMap<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      names.merge(thread.getName().replaceAll("\\d+", "#"), 1, Integer::sum);
    }
    return names;
  }

  /** As {@code descriptors 231 -> 231, threads 80 -> 81, ours 0 -> 0, ports 3 -> 3}. */
  public String to(Figures after) {
    return String.format(
        "descriptors %d -> %d, threads %d -> %d, ours %d -> %d, ports %d -> %d",
        descriptors,
        after.descriptors,
        threads,
        after.threads,
        ours,
        after.ours,
        ports,
        after.ports);
  }

  /** Whether there are fewer than {@code some} more than before, and none of ours. */
  public boolean isAbout(Figures before, int some) {
    return descriptors - before.descriptors < some
        && threads - before.threads < some + POOLS
        && ours == 0
        && ports <= before.ports;
  }

  /** Spark's pools of threads grow to their bounds by and by. */
  private static final int POOLS = 8;
}
