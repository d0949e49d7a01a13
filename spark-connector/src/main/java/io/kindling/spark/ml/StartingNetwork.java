package io.kindling.spark.ml;

import io.kindling.autograd.GradMode;
import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.io.Safetensors;
import io.kindling.nn.Module;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.random.Generator;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.Replica;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The network that training begins with. */
final class StartingNetwork {
  /** For several input columns, where no network is given. */
  private static final String USUAL_FOR_TABLES = "wideAndDeep([128, 64])";

  private StartingNetwork() {}

  /**
   * A copy of the given network, or else a new one as the architecture says, its parameters drawn
   * with the seed; for several input columns one that may not know them yet.
   *
   * @param given a network, or null
   * @throws IllegalArgumentException when there is neither
   */
  static Module of(KindlingParams params, Module given) {
    if (given != null) {
      return JavaBytes.copy(given, Module.class, "the network");
    }
    boolean table = StageInputs.wanted(params);
    if (!table && !params.isDefined(params.architecture())) {
      throw new IllegalArgumentException(
          params.uid()
              + ": no network is given; call setArchitecture(\"mlp([4, 16, 3])\") with a"
              + " description, or setModule(...)");
    }
    try (var random = Generator.use(new Generator(params.getSeed()))) {
      boolean told = params.isDefined(params.architecture());
      return ModuleSpec.parse(told ? params.getArchitecture() : USUAL_FOR_TABLES).create();
    }
  }

  /**
   * Gives the network the values in a safetensors file.
   *
   * @throws DataException when the file cannot be read, or does not hold this network's tensors
   */
  static void load(Module network, Path file, Configuration hadoop) {
    try (var in = file.getFileSystem(hadoop).open(file)) {
      network.loadStateDict(Safetensors.read(in).tensors());
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException("initialWeights " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * How many numbers a network gives for one sample.
   *
   * @param network a copy that may be changed
   * @throws IllegalArgumentException when it does not take such samples, or gives something else
   */
  static int width(Module network, ImageShape sample) {
    Tensor output;
    String shape =
        sample.isVector()
            ? "(N, " + sample.width() + ")"
            : "(N, " + sample.toString().replace("x", ", ") + ")";
    network.eval();
    try (var scope = GradMode.noGrad()) {
      output = network.call(Tensors.zeros(Replica.inputShape(1, sample).toArray()));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the network does not fit the samples, which reach it as a batch of shape "
              + shape
              + ": "
              + e.getMessage(),
          e);
    }
    if (output.dim() != 2) {
      throw new IllegalArgumentException(
          "the network gives a tensor of "
              + output.dim()
              + " dimensions, wanted (N, outputs); end it with a Flatten or a Linear");
    }
    return output.size(1);
  }
}
