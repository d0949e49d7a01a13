package io.kindling.nn.functional;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings that would repeat with every batch: each text is logged once. */
final class Warnings {
  private static final Logger LOG = LoggerFactory.getLogger("io.kindling.nn.functional");
  private static final int MOST = 1000;
  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  private Warnings() {}

  static void once(String message) {
    // A text with ever new shapes in it must not fill the memory.
    if (SEEN.size() < MOST && SEEN.add(message)) {
      LOG.warn(message);
    }
  }
}
