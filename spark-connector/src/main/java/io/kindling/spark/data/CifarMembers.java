package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.DataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of contents of CIFAR-10's binary version: the six batches must each be there once, as a
 * plain file of whole records. How many records is up to the archive, so that a part of CIFAR-10
 * may be used; what else is there does not matter.
 */
final class CifarMembers {
  /** As many names as an error shows. */
  private static final int SHOWN = 12;

  private final String archive;
  private final Map<String, String> batches = new LinkedHashMap<>();
  private final List<String> found = new ArrayList<>();
  private boolean more;

  /**
   * @param archive what errors call it
   */
  CifarMembers(String archive) {
    this.archive = archive;
  }

  /**
   * Adds what was found.
   *
   * @param name without folders
   * @param fullName with them
   * @param problem what it is instead of a plain file, or null
   * @param size in bytes
   * @throws DataException when it is named as a batch and not fit for one
   */
  void add(String name, String fullName, String problem, long size) {
    if (found.size() < SHOWN) {
      found.add(name);
    } else {
      more = true;
    }
    if (!wanted().contains(name)) {
      return;
    }
    if (problem != null) {
      throw new DataException(
          archive
              + ": "
              + fullName
              + " is "
              + problem
              + ", wanted a plain file; pack the archive again with the files themselves");
    }
    if (size == 0 || size % Cifar10.RECORD_BYTES != 0) {
      throw new DataException(
          archive
              + ": "
              + fullName
              + (size == 0 ? " is empty" : " has " + size + " bytes")
              + ", wanted a multiple of the "
              + Cifar10.RECORD_BYTES
              + " bytes of a record; is it cut short?"
              + (size == 0 ? "" : " Record " + size / Cifar10.RECORD_BYTES + " is truncated"));
    }
    String first = batches.put(name, fullName);
    if (first != null) {
      throw new DataException(
          archive
              + ": "
              + name
              + " is there twice, as "
              + first
              + " and as "
              + fullName
              + "; keep one of them");
    }
  }

  /**
   * @throws DataException when a batch is missing; names all that are
   */
  void checkComplete() {
    List<String> missing = wanted();
    missing.removeAll(batches.keySet());
    if (!missing.isEmpty()) {
      throw new DataException(
          archive
              + ": no "
              + String.join(", ", missing)
              + " here; found "
              + (found.isEmpty() ? "nothing" : String.join(", ", found))
              + (more ? ", ..." : "")
              + "; wanted the files of CIFAR-10's binary version");
    }
  }

  private static List<String> wanted() {
    List<String> names = new ArrayList<>(Cifar10.TRAIN_FILES);
    names.add(Cifar10.TEST_FILE);
    return names;
  }
}
