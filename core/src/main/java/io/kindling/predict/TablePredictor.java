package io.kindling.predict;

import io.kindling.autograd.GradMode;
import io.kindling.data.DataException;
import io.kindling.data.table.TableEncoder;
import io.kindling.io.Safetensors;
import io.kindling.nn.Module;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A network over several columns as a stage of Spark ML saved it, in a JVM without Spark: the
 * folder {@code network} of the stage, copied from wherever it is.
 *
 * <pre>{@code
 * TablePredictor predictor = TablePredictor.load(Path.of("model", "network"));
 * float[] outputs = predictor.predict(Map.of("age", 31, "city", "Bergen"));
 * }</pre>
 *
 * <p>The same values give the same outputs as in Spark. One thread at a time may use it.
 */
public final class TablePredictor {
  private static final String INPUTS = "inputs.json";
  private static final String ARCHITECTURE = "architecture.json";
  private static final String WEIGHTS = "weights.safetensors";

  private final TableEncoder inputs;
  private final Module network;

  /**
   * @param network takes the encoder's packed rows; it is put in evaluation mode
   */
  public TablePredictor(TableEncoder inputs, Module network) {
    this.inputs = inputs;
    this.network = network.eval();
  }

  /**
   * Loads what a stage saved.
   *
   * @throws DataException when a file is not there or is damaged
   */
  public static TablePredictor load(Path folder) {
    try {
      TableEncoder inputs = TableEncoder.fromJson(Files.readString(folder.resolve(INPUTS)));
      Module network = ModuleSpec.parse(Files.readString(folder.resolve(ARCHITECTURE))).create();
      network.loadStateDict(Safetensors.read(folder.resolve(WEIGHTS)).tensors());
      return new TablePredictor(inputs, network);
    } catch (NoSuchFileException e) {
      throw new DataException(
          folder
              + ": there is no "
              + Path.of(e.getFile()).getFileName()
              + " in it; wanted the folder \"network\" of a saved stage with inputCols",
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(folder + ": cannot be loaded: " + e.getMessage(), e);
    }
  }

  /** What becomes of a row before the network. */
  public TableEncoder inputs() {
    return inputs;
  }

  /**
   * The network's outputs for a row by column names: for a classifier one for each class, from
   * which softmax makes probabilities (after CrossEntropyLoss).
   *
   * @throws DataException naming a column whose value cannot be taken
   */
  public float[] predict(Map<String, ?> row) {
    return predict(List.of(row))[0];
  }

  /** The outputs of several rows at once. */
  public float[][] predict(List<? extends Map<String, ?>> rows) {
    int n = rows.size();
    if (n == 0) {
      return new float[0][];
    }
    float[] packed = new float[n * inputs.width()];
    for (int i = 0; i < n; i++) {
      System.arraycopy(inputs.encode(rows.get(i)), 0, packed, i * inputs.width(), inputs.width());
    }
    float[] outputs;
    try (var scope = GradMode.noGrad()) {
      outputs = network.call(Tensors.wrap(packed, n, inputs.width())).toFloatArray();
    }
    int width = outputs.length / n;
    float[][] each = new float[n][];
    for (int i = 0; i < n; i++) {
      each[i] = Arrays.copyOfRange(outputs, i * width, (i + 1) * width);
    }
    return each;
  }
}
