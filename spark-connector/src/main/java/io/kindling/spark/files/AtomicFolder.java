package io.kindling.spark.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder, on any file system Hadoop knows, in which what bears a name was once whole: it is
 * written aside under a name of its own, and renamed after that. A failure never costs what was
 * there before. Not thread-safe.
 */
public final class AtomicFolder {
  private static final Logger LOG = LoggerFactory.getLogger(AtomicFolder.class);

  /** Begins the names of what is not whole; the underscore hides it from Spark's readers. */
  private static final String ASIDE = "_writing-";

  /** Begins the names of files whose successors are about to take their places. */
  private static final String REPLACED = "_replaced-";

  private static final int BUFFER_BYTES = 1 << 16;

  private final FileSystem fs;
  private final Path folder;

  /** Writes a file. */
  @FunctionalInterface
  public interface Content {
    /** Called once; the stream is buffered and closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** A folder, which need not be there yet. */
  public AtomicFolder(FileSystem fs, Path folder) {
    this.fs = fs;
    this.folder = fs.makeQualified(folder);
  }

  /**
   * Makes the folder if it is not there, clears away what a killed process has left half written,
   * puts back what it was about to replace, and tries to write, so that a folder that cannot be
   * written to is known before a long training.
   *
   * @throws NotDirectoryException when it is a file
   * @throws IOException when it cannot be made or written to
   */
  public static AtomicFolder open(String path, Configuration hadoop) throws IOException {
    Path place = new Path(path);
    AtomicFolder opened = new AtomicFolder(place.getFileSystem(hadoop), place);
    opened.makeWritable();
    return opened;
  }

  private void makeWritable() throws IOException {
    if (isFile()) {
      throw new NotDirectoryException(folder.toString());
    }
    fs.mkdirs(folder);
    for (FileStatus file : fs.listStatus(folder)) {
      String name = file.getPath().getName();
      if (file.isFile() && name.startsWith(ASIDE)) {
        fs.delete(file.getPath(), false);
      } else if (file.isFile() && name.startsWith(REPLACED)) {
        Path place = new Path(folder, name.substring(REPLACED.length()));
        if (fs.exists(place)) {
          fs.delete(file.getPath(), false);
        } else {
          rename(file.getPath(), place);
        }
      }
    }
    Path probe = aside();
    fs.create(probe).close();
    fs.delete(probe, false);
  }

  /** The full path. */
  public Path path() {
    return folder;
  }

  /** What it is on. */
  public FileSystem fileSystem() {
    return fs;
  }

  /** Whether a file is where the folder is to be. */
  public boolean isFile() throws IOException {
    return fs.exists(folder) && !fs.getFileStatus(folder).isDirectory();
  }

  /** A new path in the folder for what is not whole yet. */
  public Path aside() {
    return new Path(folder, ASIDE + UUID.randomUUID());
  }

  /**
   * Writes a file, replacing the one of this name.
   *
   * @throws IOException when that fails, and the file that was there is as before
   */
  public void write(String name, Content content) throws IOException {
    Path aside = aside();
    Path place = new Path(folder, name);
    try {
      long length = writeTo(aside, content);
      long there = fs.getFileStatus(aside).getLen();
      if (there != length) {
        throw new IOException("of " + length + " bytes written, the file holds " + there);
      }
      replace(place, aside);
    } catch (IOException | RuntimeException e) { // file systems throw what they like
      deleteQuietly(aside);
      throw e;
    }
  }

  /** Hadoop's rename does not replace on every file system, and a deleted file does not return. */
  private void replace(Path place, Path successor) throws IOException {
    Path old = new Path(folder, REPLACED + place.getName());
    boolean replaces = fs.exists(place);
    if (replaces) {
      fs.delete(old, false);
      rename(place, old);
    }
    try {
      rename(successor, place);
    } catch (IOException | RuntimeException e) {
      if (replaces) {
        restore(old, place);
      }
      throw e;
    }
    if (replaces) {
      deleteQuietly(old);
    }
  }

  private long writeTo(Path file, Content content) throws IOException {
    try (FSDataOutputStream out = fs.create(file, true)) {
      BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
      content.writeTo(buffered);
      buffered.flush();
      out.hsync();
      return out.getPos();
    }
  }

  /**
   * Puts what was written to {@code aside}, a folder inside this one, in the places of these names:
   * all of it, or none.
   *
   * @throws IOException when that fails, and what was there is as before
   */
  public void moveIn(Path aside, List<String> names) throws IOException {
    List<Runnable> undo = new ArrayList<>();
    try {
      for (String name : names) {
        Path place = new Path(folder, name);
        Path old = new Path(aside, "old-" + name);
        if (fs.exists(place)) {
          rename(place, old);
          undo.add(0, () -> restore(old, place));
        }
        rename(new Path(aside, name), place);
        undo.add(0, () -> restore(place, new Path(aside, name)));
      }
    } catch (IOException e) {
      undo.forEach(Runnable::run);
      throw e;
    }
  }

  private void restore(Path from, Path to) {
    try {
      rename(from, to);
    } catch (IOException e) {
      LOG.warn("{} could not be moved back to {}: {}", from, to, e.getMessage());
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!fs.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  private void deleteQuietly(Path file) {
    try {
      fs.delete(file, false);
    } catch (IOException e) {
      LOG.debug("{} stays: {}", file, e.toString()); // the next run clears it away
    }
  }
}
