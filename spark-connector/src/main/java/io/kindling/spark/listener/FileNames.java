package io.kindling.spark.listener;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Names of files and folders of runs. */
public final class FileNames {
  private static final int LONGEST = 80;
  private static final int SHORT = 8;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private FileNames() {}

  /** A name that every file system takes, from whatever users call a run. */
  static String of(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("^[.-]+", "_");
    return safe.isEmpty() ? "run" : safe.substring(0, Math.min(LONGEST, safe.length()));
  }

  /** A name for a run, by its own, the time, and its id; names of one run sort by time. */
  public static String of(String name, String id) {
    String end = id.substring(Math.max(0, id.length() - SHORT));
    return of(name) + "-" + TIME.format(Instant.now()) + "-" + end;
  }
}
