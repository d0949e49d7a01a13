package io.kindling.spark.checkpoint;

import io.kindling.io.Checkpoint;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of checkpoints, {@code checkpoint-000000000500.safetensors} for step 500.
 *
 * <p>A file is written aside under a name of its own, its length checked, and only then renamed, so
 * that what bears a checkpoint's name was once whole; {@link Checkpoint#read(InputStream)} checks
 * that it still is. Older ones are removed after that. For one run at a time; not thread-safe.
 */
public final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{12})\\.safetensors");
  private static final String ASIDE = "_writing-";

  private final FileSystem fs;
  private final Path folder;

  private CheckpointStore(FileSystem fs, Path folder) {
    this.fs = fs;
    this.folder = folder;
  }

  /**
   * Makes the folder if it is not there, tries to write to it, and clears away what a killed run
   * has left half written.
   *
   * @throws CheckpointException when that fails
   */
  public static CheckpointStore open(String path, Configuration hadoop) {
    try {
      Path folder = new Path(path);
      FileSystem fs = folder.getFileSystem(hadoop);
      folder = fs.makeQualified(folder);
      if (fs.exists(folder) && !fs.getFileStatus(folder).isDirectory()) {
        throw new CheckpointException(
            "checkpoints: " + path + " is a file, wanted a folder to write to");
      }
      fs.mkdirs(folder);
      for (FileStatus file : fs.listStatus(folder)) {
        if (file.getPath().getName().startsWith(ASIDE)) {
          fs.delete(file.getPath(), false);
        }
      }
      Path probe = new Path(folder, ASIDE + UUID.randomUUID());
      fs.create(probe).close();
      fs.delete(probe, false);
      return new CheckpointStore(fs, folder);
    } catch (IOException | IllegalArgumentException e) {
      throw new CheckpointException(
          "checkpoints: " + path + " cannot be written to: " + reason(e), e);
    }
  }

  /** The folder's full path. */
  public String path() {
    return folder.toString();
  }

  /** The file of the checkpoint after {@code step} steps. */
  public Path file(long step) {
    return new Path(folder, String.format("checkpoint-%012d.safetensors", step));
  }

  /**
   * The steps of which there is a checkpoint, whole or not, newest first.
   *
   * @throws CheckpointException when the folder cannot be listed
   */
  public List<Long> steps() {
    List<Long> steps = new ArrayList<>();
    try {
      for (FileStatus file : fs.listStatus(folder)) {
        Matcher name = NAME.matcher(file.getPath().getName());
        if (name.matches()) {
          steps.add(Long.parseLong(name.group(1)));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new CheckpointException("checkpoints: " + folder + ": " + reason(e), e);
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
    Path aside = new Path(folder, ASIDE + UUID.randomUUID());
    Path place = file(step);
    try {
      long length = write(aside, checkpoint);
      long there = fs.getFileStatus(aside).getLen();
      if (there != length) {
        throw new IOException("of " + length + " bytes written, the file holds " + there);
      }
      fs.delete(place, false); // Hadoop's rename does not replace
      if (!fs.rename(aside, place)) {
        throw new IOException("cannot rename " + aside + " to " + place);
      }
    } catch (IOException | RuntimeException e) { // file systems throw what they like
      deleteQuietly(aside);
      throw new CheckpointException(
          "checkpoints: " + place + " cannot be written: " + reason(e), e);
    }
    prune(step, keep);
  }

  private long write(Path file, Checkpoint checkpoint) throws IOException {
    try (FSDataOutputStream out = fs.create(file, true)) {
      BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
      checkpoint.write(buffered);
      buffered.flush();
      out.hsync();
      return out.getPos();
    }
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

  private void deleteQuietly(Path file) {
    try {
      fs.delete(file, false);
    } catch (IOException e) {
      LOG.debug("{} stays: {}", file, reason(e)); // the next run clears it away
    }
  }

  /** The first line of what an exception says. */
  static String reason(Exception e) {
    String message = e.getMessage();
    String first = message == null ? "" : message.lines().findFirst().orElse("");
    return first.isEmpty() ? e.getClass().getSimpleName() : first;
  }
}
