package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
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
   * @throws DataException when a file of CIFAR-10 is missing, there twice, a link, empty or not
   *     made of whole records, or when the archive cannot be read
   */
  void check() {
    CifarMembers members = new CifarMembers(path);
    try {
      FileSystem fs = fileSystem();
      Path root = new Path(path);
      if (!fs.exists(root)) {
        throw new DataException(path + ": there is no such file or directory");
      }
      if (fs.getFileStatus(root).isDirectory()) {
        for (FileStatus file : fs.listStatus(folder(fs))) {
          String name = file.getPath().getName();
          // A link on a local disk is followed: its status is that of what it leads to.
          members.add(name, name, file.isFile() ? null : "a folder", file.getLen());
        }
      } else {
        listTar(members);
      }
    } catch (IOException e) {
      throw damaged(e);
    }
    members.checkComplete();
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
    TarFile tar = openTar();
    try {
      while (tar.next()) {
        if (tar.problem() == null && tar.baseName().equals(name)) {
          return new BufferedInputStream(tar.content(), BUFFER);
        }
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
            + ": the archive cannot be read to its end, is it cut short or damaged? "
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

  private void listTar(CifarMembers members) throws IOException {
    try (TarFile tar = openTar()) {
      while (tar.next()) {
        if (!tar.isFolder()) {
          members.add(tar.baseName(), tar.name(), tar.problem(), tar.size());
        }
      }
    }
  }

  private TarFile openTar() throws IOException {
    return TarFile.of(new BufferedInputStream(fileSystem().open(new Path(path)), BUFFER));
  }

  private FileSystem fileSystem() throws IOException {
    return new Path(path).getFileSystem(hadoop.value());
  }
}
