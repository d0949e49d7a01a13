package io.kindling.spark.internals;

import java.io.IOException;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads archives with the commons-compress that comes with Spark. */
public final class TarEntries {
  private TarEntries() {}

  /**
   * The next entry, or null at the end. Its type is another in each of the library's versions; that
   * of the class above is the same in all.
   */
  @SuppressWarnings("rawtypes")
  public static ArchiveEntry next(TarArchiveInputStream tar) throws IOException {
    ArchiveInputStream archive = tar;
    return archive.getNextEntry();
  }
}
