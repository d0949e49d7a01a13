package io.kindling.spark.ml;

import io.kindling.io.Safetensors;
import io.kindling.nn.Module;
import io.kindling.spark.checkpoint.CheckpointConfig;
import io.kindling.spark.checkpoint.CheckpointException;
import io.kindling.spark.files.AtomicFolder;
import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Param;

/**
 * The checkpoints of one fit, in a folder of its own inside {@link KindlingParams#checkpointDir()}:
 * its name is a hash of all that the trained network depends on, so that the fits of a tuning may
 * share one {@code checkpointDir} and each goes on from its own. Gone when the fit has ended well.
 *
 * <p>Beside the trainer's checkpoints it holds the best network so far, where one is looked for.
 */
final class FitCheckpoints {
  /** The trained network depends on these by rounding at most. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "featuresCol",
          "labelCol",
          "predictionCol",
          "rawPredictionCol",
          "probabilityCol",
          "thresholds",
          "scoringBatchSize",
          "numWorkers",
          "allReduce",
          "aggregationDepth",
          "checkpointDir",
          "tensorBoardDir",
          "checkpointInterval");

  private static final String BEST = "best.safetensors";
  private static final String EPOCH = "epoch";
  private static final String LOSS = "loss";

  private final Path folder;
  private final FileSystem fs;
  private final int interval;

  /** The best network so far, the epoch after which it was there, and its loss. */
  record Best(int epoch, double loss, Module module) {}

  private FitCheckpoints(Path folder, FileSystem fs, int interval) {
    this.folder = folder;
    this.fs = fs;
    this.interval = interval;
  }

  /**
   * The checkpoints of a fit with these Params; empty when none are wanted.
   *
   * @param start the network before training
   * @param data fingerprint of the data
   */
  static Optional<FitCheckpoints> of(
      KindlingParams params, Module start, long data, Configuration hadoop) {
    if (!wanted(params)) {
      return Optional.empty();
    }
    Path parent = new Path(params.getCheckpointDir());
    try {
      Path folder = new Path(parent, "fit-" + hash(params, start, data));
      FileSystem fs = folder.getFileSystem(hadoop);
      return Optional.of(new FitCheckpoints(folder, fs, params.getCheckpointInterval()));
    } catch (IOException e) {
      throw failure(parent, e);
    }
  }

  /** Whether a fit with these Params leaves checkpoints. */
  static boolean wanted(KindlingParams params) {
    return params.isDefined(params.checkpointDir())
        && !params.getCheckpointDir().isBlank()
        && params.getCheckpointInterval() > 0;
  }

  private static String hash(KindlingParams params, Module start, long data) throws IOException {
    try (var digest = digest()) {
      digest.write((data + "\n" + start + "\n").getBytes(StandardCharsets.UTF_8));
      Safetensors.write(start.stateDict(), Map.of(), digest);
      for (Param<?> param : params.params()) {
        if (!WITHOUT_EFFECT.contains(param.name()) && params.isDefined(param)) {
          digest.write(text(params, param).getBytes(StandardCharsets.UTF_8));
        }
      }
      return HexFormat.of().formatHex(digest.getMessageDigest().digest(), 0, 8);
    }
  }

  private static DigestOutputStream digest() {
    try {
      OutputStream nowhere = new FilterOutputStream(OutputStream.nullOutputStream());
      return new DigestOutputStream(nowhere, MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static <T> String text(KindlingParams params, Param<T> param) {
    return param.name() + " " + param.jsonEncode(params.getOrDefault(param)) + "\n";
  }

  /** What the trainer is to do. */
  CheckpointConfig config() {
    return CheckpointConfig.in(folder.toString()).everyEpochs(interval).keep(2);
  }

  /** Keeps the best network so far. */
  void saveBest(Best best) {
    Map<String, String> facts =
        Map.of(EPOCH, String.valueOf(best.epoch()), LOSS, String.valueOf(best.loss()));
    try {
      new AtomicFolder(fs, folder)
          .write(BEST, out -> Safetensors.write(best.module().stateDict(), facts, out));
    } catch (IOException e) {
      throw failure(best(), e);
    }
  }

  /**
   * The best network that was kept, if any.
   *
   * @param copy a network of the same structure, which is overwritten
   */
  Optional<Best> loadBest(Module copy) {
    try {
      if (!fs.exists(best())) {
        return Optional.empty();
      }
      try (var in = new BufferedInputStream(fs.open(best()))) {
        Safetensors.Contents contents = Safetensors.read(in);
        copy.loadStateDict(contents.tensors());
        int epoch = Integer.parseInt(contents.metadata().get(EPOCH));
        double loss = Double.parseDouble(contents.metadata().get(LOSS));
        return Optional.of(new Best(epoch, loss, copy.eval()));
      }
    } catch (IOException e) {
      throw failure(best(), e);
    } catch (IllegalArgumentException | NullPointerException e) { // other names, shapes or facts
      throw new CheckpointException("checkpoints: " + best() + " is damaged: " + e.getMessage(), e);
    }
  }

  private Path best() {
    return new Path(folder, BEST);
  }

  /** Removes all of it. */
  void delete() {
    try {
      fs.delete(folder, true);
    } catch (IOException e) {
      throw failure(folder, e);
    }
  }

  private static CheckpointException failure(Path where, IOException e) {
    return new CheckpointException("checkpoints: " + where + ": " + e.getMessage(), e);
  }
}
