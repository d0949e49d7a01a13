package io.kindling.spark.allreduce.transport;

import io.kindling.spark.internals.MappedMemory;
import io.kindling.spark.wire.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Memory that two processes of one user on one machine both see, divided into slots: a file of the
 * system's memory file system, which only that user can open, under a name that cannot be guessed.
 * The file is deleted as soon as both have it; the memory goes with the last of the two processes.
 */
final class SharedMemory implements AutoCloseable {
  private static final Path FOLDER = Path.of("/dev/shm");
  private static final String PREFIX = "kindling-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9a-f]{32}");
  private static final Duration FORGOTTEN = Duration.ofHours(1);
  private static final SecureRandom NAMES = new SecureRandom();

  private final Path file;
  private final MappedByteBuffer bytes;
  private final int slots;
  private final int slotBytes;

  private SharedMemory(Path file, MappedByteBuffer bytes, int slots, int slotBytes) {
    this.file = file;
    this.bytes = bytes;
    this.slots = slots;
    this.slotBytes = slotBytes;
  }

  /** Whether this system has such memory. */
  static boolean isAvailable() {
    return Files.isDirectory(FOLDER) && Files.isWritable(FOLDER);
  }

  /**
   * Memory under a new name.
   *
   * @throws IOException when the system has none, or not as much
   */
  static SharedMemory create(int slots, int slotBytes) throws IOException {
    removeForgotten();
    byte[] name = new byte[16];
    NAMES.nextBytes(name);
    Path file = FOLDER.resolve(PREFIX + HexFormat.of().formatHex(name));
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      // A file that is only made long has no memory yet: to find none when it is used would be
      // a signal that kills the process, here it is an exception.
      ByteBuffer zeros = ByteBuffer.allocate(slotBytes);
      for (int i = 0; i < slots; i++) {
        zeros.clear();
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
      }
      return map(file, channel, slots, slotBytes);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * The memory that another process has created.
   *
   * @throws IOException when there is none of this name and size
   */
  static SharedMemory open(String name, int slots, int slotBytes) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IOException("not a name of shared memory");
    }
    Path file = FOLDER.resolve(name);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != (long) slots * slotBytes) {
        throw new IOException("the shared memory has another size");
      }
      return map(file, channel, slots, slotBytes);
    }
  }

  private static SharedMemory map(Path file, FileChannel channel, int slots, int slotBytes)
      throws IOException {
    boolean owner = channel.position() > 0;
    var mode = owner ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY;
    MappedByteBuffer bytes = channel.map(mode, 0, (long) slots * slotBytes);
    return new SharedMemory(file, bytes, slots, slotBytes);
  }

  /** Whoever was killed before the other had the file could not delete it. */
  private static void removeForgotten() throws IOException {
    Instant longAgo = Instant.now().minus(FORGOTTEN);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, PREFIX + "*")) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(longAgo)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | RuntimeException e) {
      // Another user's, or just deleted by another process.
    }
  }

  String name() {
    return file.getFileName().toString();
  }

  int slots() {
    return slots;
  }

  int slotBytes() {
    return slotBytes;
  }

  /** The bytes of a slot, little-endian; not to be used after {@link #close}. */
  ByteBuffer slot(int index) {
    return bytes.slice(index * slotBytes, slotBytes).order(WireFormat.ORDER);
  }

  /** Deletes the file; whoever has opened the memory keeps it. */
  void forgetName() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Whoever creates the next will delete it.
    }
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    forgetName();
    MappedMemory.release(bytes);
  }
}
