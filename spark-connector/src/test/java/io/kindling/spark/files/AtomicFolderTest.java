package io.kindling.spark.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFolderTest {
  @TempDir private Path folder;

  private AtomicFolder open() throws IOException {
    return AtomicFolder.open(folder.toString(), new Configuration());
  }

  /** What the folder holds, without Hadoop's files of checksums. */
  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aFileReplacesTheOneOfItsName() throws IOException {
    AtomicFolder atomic = open();
    atomic.write("model", out -> out.write(new byte[] {1, 2}));
    atomic.write("model", out -> out.write(new byte[] {3}));
    assertEquals(List.of("model"), files());
    assertEquals(1, Files.size(folder.resolve("model")));
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    AtomicFolder atomic = open();
    atomic.write("model", out -> out.write(new byte[] {1, 2}));
    for (Exception failure : List.of(new IOException("full"), new IllegalStateException("odd"))) {
      Exception thrown =
          assertThrows(
              failure.getClass(),
              () ->
                  atomic.write(
                      "model",
                      out -> {
                        out.write(3);
                        if (failure instanceof IOException e) {
                          throw e;
                        }
                        throw (RuntimeException) failure;
                      }));
      assertEquals(failure.getMessage(), thrown.getMessage());
      assertEquals(List.of("model"), files());
      assertEquals(2, Files.size(folder.resolve("model")));
    }
  }

  /** As an object store that has lost its connection, or a folder whose rights have changed. */
  @Test
  void aRenameThatFailsLeavesTheOldFile() throws IOException {
    FileSystem disk = FileSystem.getLocal(new Configuration());
    FileSystem faulty =
        new FilterFileSystem(disk) {
          @Override
          public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
              throws IOException {
            boolean isNew = from.getName().startsWith("_writing-");
            return !isNew && super.rename(from, to);
          }
        };
    var place = new org.apache.hadoop.fs.Path(folder.toString());
    new AtomicFolder(disk, place).write("model", out -> out.write(new byte[] {1, 2}));
    AtomicFolder atomic = new AtomicFolder(faulty, place);
    assertThrows(IOException.class, () -> atomic.write("model", out -> out.write(3)));
    assertEquals(List.of("model"), files());
    assertEquals(2, Files.size(folder.resolve("model")));
  }

  @Test
  void severalAreMovedInTogetherOrNotAtAll() throws IOException {
    AtomicFolder atomic = open();
    atomic.write("train", out -> out.write(1));
    org.apache.hadoop.fs.Path aside = atomic.aside();
    new AtomicFolder(atomic.fileSystem(), aside).write("train", out -> out.write(new byte[2]));
    // There is no "test" aside, so that the second of them fails.
    assertThrows(IOException.class, () -> atomic.moveIn(aside, List.of("train", "test")));
    assertEquals(1, Files.size(folder.resolve("train")));
    new AtomicFolder(atomic.fileSystem(), aside).write("test", out -> out.write(new byte[3]));
    atomic.moveIn(aside, List.of("train", "test"));
    assertEquals(2, Files.size(folder.resolve("train")));
    assertEquals(3, Files.size(folder.resolve("test")));
  }

  @Test
  void whatAKilledProcessHasLeftIsClearedAway() throws IOException {
    Files.write(folder.resolve("_writing-of-a-killed-run"), new byte[100]);
    Files.write(folder.resolve("other"), new byte[100]);
    Files.write(folder.resolve("_replaced-other"), new byte[50]);
    Files.write(folder.resolve("_replaced-model"), new byte[50]);
    open();
    assertEquals(List.of("model", "other"), files());
    assertEquals(100, Files.size(folder.resolve("other")));
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[1]);
    assertThrows(
        NotDirectoryException.class, () -> AtomicFolder.open(file.toString(), new Configuration()));
  }
}
