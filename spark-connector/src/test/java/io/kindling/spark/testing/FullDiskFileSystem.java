package io.kindling.spark.testing;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system under the scheme {@code fulldisk}, on which every file can be cut off after
 * {@link #ROOM} bytes with the error of a full disk.
 */
public final class FullDiskFileSystem extends RawLocalFileSystem {
  /** Bytes that fit into a file while the disk is full. */
  public static final int ROOM = 1000;

  private static final AtomicBoolean FULL = new AtomicBoolean();

  /** Fills or empties the disk. */
  public static void full(boolean full) {
    FULL.set(full);
  }

  /** Makes the scheme known. */
  public static void register(Configuration hadoop) {
    hadoop.set("fs.fulldisk.impl", FullDiskFileSystem.class.getName());
    hadoop.setBoolean("fs.fulldisk.impl.disable.cache", true);
  }

  @Override
  public URI getUri() {
    return URI.create("fulldisk:///");
  }

  @Override
  public String getScheme() {
    return "fulldisk";
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream whole =
        super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(whole, null) {
      private int room = ROOM;

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (FULL.get() && (room -= length) < 0) {
          throw new IOException("No space left on device");
        }
        super.write(bytes, offset, length);
      }
    };
  }
}
