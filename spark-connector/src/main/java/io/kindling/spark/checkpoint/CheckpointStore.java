package io.kindling.spark.checkpoint;

import io.kindling.io.Checkpoint;
import io.kindling.spark.files.AtomicFolder;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of checkpoints, {@code checkpoint-000000000500.safetensors} for step 500.
 *
 * <p>What bears a checkpoint's name was once whole ({@link AtomicFolder}); {@link
 * Checkpoint#read(InputStream)} checks that it still is. Older ones are removed after a new one is
 * there. For one run at a time; not thread-safe.
 */
public final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{12})\\.safetensors");

  private final AtomicFolder folder;
  private final FileSystem fs;

  private CheckpointStore(AtomicFolder folder) {
    this.folder = folder;
    this.fs = folder.fileSystem();
  }

  /**
   * Makes the folder if it is not there, tries to write to it, and clears away what a killed run
   * has left half written.
   *
   * @throws CheckpointException when that fails
   */
  public static CheckpointStore open(String path, Configuration hadoop) {
    try {
      return new CheckpointStore(AtomicFolder.open(path, hadoop));
    } catch (NotDirectoryException e) {
      throw new CheckpointException(
          "checkpoints: " + path + " is a file, wanted a folder to write to");
    } catch (IOException | IllegalArgumentException e) {
      throw new CheckpointException(
          "checkpoints: " + path + " cannot be written to: " + reason(e), e);
    }
  }

  /** The folder's full path. */
  public String path() {
    return folder.path().toString();
  }

  /** The file of the checkpoint after {@code step} steps. */
  public Path file(long step) {
    return new Path(folder.path(), name(step));
  }

  private static String name(long step) {
    return String.format("checkpoint-%012d.safetensors", step);
  }

  /**
   * The steps of which there is a checkpoint, whole or not, newest first.
   *
   * @throws CheckpointException when the folder cannot be listed
   */
  public List<Long> steps() {
    List<Long> steps = new ArrayList<>();
    try {
      for (FileStatus file : fs.listStatus(folder.path())) {
        Matcher name = NAME.matcher(file.getPath().getName());
        if (name.matches()) {
          steps.add(Long.parseLong(name.group(1)));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new CheckpointException("checkpoints: " + path() + ": " + reason(e), e);
    }
    steps.sort(Comparator.reverseOrder());
    return steps;
  }

  /**
   * Reads the checkpoint after {@code step} steps.
   *
   * @throws IOException when it cannot be read or is not whole
   */
  public Checkpoint read(long step) throws IOException {
    try (InputStream in = new BufferedInputStream(fs.open(file(step)))) {
      return Checkpoint.read(in);
    }
  }

  /**
   * Writes the checkpoint after {@code step} steps, then removes all but the newest {@code keep} of
   * those up to it. Files of later steps are left alone: they are the ones that could not be read
   * when this run began.
   *
   * @throws CheckpointException when it cannot be written; those there were are then as before
   */
  public void write(long step, Checkpoint checkpoint, int keep) {
    try {
      folder.write(name(step), checkpoint::write);
    } catch (IOException | RuntimeException e) { // file systems throw what they like
      throw new CheckpointException(
          "checkpoints: " + file(step) + " cannot be written: " + reason(e), e);
    }
    prune(step, keep);
  }

  private void prune(long newest, int keep) {
    try {
      steps().stream().filter(s -> s <= newest).skip(keep).map(this::file).forEach(this::delete);
    } catch (CheckpointException e) {
      LOG.warn("Old checkpoints stay: {}", e.getMessage());
    }
  }

  private void delete(Path file) {
    try {
      fs.delete(file, false);
    } catch (IOException e) {
      LOG.warn("The old checkpoint {} cannot be removed: {}", file, reason(e));
    }
  }

  /** The first line of what an exception says. */
  static String reason(Exception e) {
    String message = e.getMessage();
    String first = message == null ? "" : message.lines().findFirst().orElse("");
    return first.isEmpty() ? e.getClass().getSimpleName() : first;
  }
}
