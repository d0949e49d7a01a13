package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;

/**
 * CIFAR-10's binary version wherever it lies: a directory, a {@code .tar} or a {@code .tar.gz} on
 * any Hadoop file system. Files are known by their base name, so any folder inside will do.
 *
 * <p>Travels to the executors; each opens the archive itself.
 */
final class CifarArchive implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int BUFFER = 1 << 16;

  /** The folder inside the official archive. */
  static final String FOLDER = "cifar-10-batches-bin";

  private final String path;
  private final SerializableConfiguration hadoop;

  /**
   * @param path directory or file; need not exist yet
   * @param hadoop how to reach its file system
   */
  CifarArchive(Path path, SerializableConfiguration hadoop) {
    this.path = path.toString();
    this.hadoop = hadoop;
  }

  /**
   * Reads the archive's table of contents, for a tar to its very end so that damage is found before
   * anything is written.
   *
   * @throws DataException when a file of CIFAR-10 is missing or the archive cannot be read
   */
  void check() {
    List<String> found = new ArrayList<>();
    try {
      FileSystem fs = fileSystem();
      Path root = new Path(path);
      if (!fs.exists(root)) {
        throw new DataException(path + ": there is no such file or directory");
      }
      if (fs.getFileStatus(root).isDirectory()) {
        for (FileStatus file : fs.listStatus(folder(fs))) {
          found.add(file.getPath().getName());
        }
      } else {
        listTar(found);
      }
    } catch (IOException e) {
      throw damaged(e);
    }
    List<String> missing = new ArrayList<>(Cifar10.TRAIN_FILES);
    missing.add(Cifar10.TEST_FILE);
    missing.removeAll(found);
    if (!missing.isEmpty()) {
      throw new DataException(
          path
              + ": no "
              + String.join(", ", missing)
              + " here; found "
              + (found.isEmpty() ? "nothing" : String.join(", ", found))
              + "; wanted the files of CIFAR-10's binary version");
    }
  }

  /**
   * Opens one file of the binary version.
   *
   * @param name its base name, for example {@code data_batch_1.bin}
   */
  InputStream open(String name) throws IOException {
    FileSystem fs = fileSystem();
    Path root = new Path(path);
    if (fs.getFileStatus(root).isDirectory()) {
      return new BufferedInputStream(fs.open(new Path(folder(fs), name)), BUFFER);
    }
    TarArchiveInputStream tar = openTar();
    try {
      ArchiveEntry entry = tar.getNextEntry();
      while (entry != null) {
        if (!entry.isDirectory() && baseName(entry).equals(name)) {
          return new BufferedInputStream(tar, BUFFER);
        }
        entry = tar.getNextEntry();
      }
    } catch (IOException e) {
      tar.close();
      throw damaged(e);
    }
    tar.close();
    throw new DataException(path + ": no " + name + " here; the archive changed while it was read");
  }

  /** What errors call a file of this archive. */
  String describe(String name) {
    return path + ": " + name;
  }

  DataException damaged(IOException e) {
    return new DataException(
        path
            + ": the archive cannot be read to its end, is it truncated? "
            + ParquetFiles.firstLine(e),
        e);
  }

  /** Whether a directory looks like the binary version. */
  static boolean isFolder(FileSystem fs, Path directory) throws IOException {
    String first = Cifar10.TRAIN_FILES.get(0);
    return fs.exists(new Path(directory, first))
        || fs.exists(new Path(new Path(directory, FOLDER), first));
  }

  private Path folder(FileSystem fs) throws IOException {
    Path root = new Path(path);
    Path inner = new Path(root, FOLDER);
    return !fs.exists(new Path(root, Cifar10.TRAIN_FILES.get(0))) && fs.exists(inner)
        ? inner
        : root;
  }

  private void listTar(List<String> found) throws IOException {
    try (TarArchiveInputStream tar = openTar()) {
      ArchiveEntry entry = tar.getNextEntry();
      while (entry != null) {
        if (!entry.isDirectory()) {
          found.add(baseName(entry));
        }
        entry = tar.getNextEntry();
      }
    }
  }

  private TarArchiveInputStream openTar() throws IOException {
    var raw =
        new PushbackInputStream(
            new BufferedInputStream(fileSystem().open(new Path(path)), BUFFER), 2);
    try {
      byte[] magic = raw.readNBytes(2);
      raw.unread(magic);
      boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
      return new TarArchiveInputStream(gzip ? new GZIPInputStream(raw, BUFFER) : raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private FileSystem fileSystem() throws IOException {
    return new Path(path).getFileSystem(hadoop.value());
  }

  private static String baseName(ArchiveEntry entry) {
    String name = entry.getName();
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
