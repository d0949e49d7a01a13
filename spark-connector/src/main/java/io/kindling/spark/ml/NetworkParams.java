package io.kindling.spark.ml;

import org.apache.spark.ml.param.Param;

/** The network, and by what it is judged. */
public interface NetworkParams extends DeclaredParams {
  /** The network as text, for example mlp([4, 16, 3]) or a JSON list of layers. */
  default Param<String> architecture() {
    return declared()
        .text(
            "architecture",
            "the network as text, for example mlp([4, 16, 3]) or a JSON list of layers",
            null,
            ParamChecks::architecture);
  }

  /** The value of {@link #architecture()}. */
  default String getArchitecture() {
    return getOrDefault(architecture());
  }

  /**
   * Safetensors file on any Hadoop file system, with PyTorch's names, whose values training starts
   * from; not set or empty, random ones.
   */
  default Param<String> initialWeights() {
    return declared()
        .text(
            "initialWeights",
            "safetensors file on any Hadoop file system, with PyTorch's names, whose"
                + " values training starts from; not set or empty, random ones",
            null);
  }

  /** The value of {@link #initialWeights()}. */
  default String getInitialWeights() {
    return getOrDefault(initialWeights());
  }

  /** The loss by name, for example CrossEntropyLoss. */
  default Param<String> loss() {
    return declared()
        .text("loss", "the loss by name, for example CrossEntropyLoss", null, ParamChecks::loss);
  }

  /** The value of {@link #loss()}. */
  default String getLoss() {
    return getOrDefault(loss());
  }

  /** Options of the loss as a JSON object with PyTorch's names. */
  default Param<String> lossOptions() {
    return declared()
        .text(
            "lossOptions",
            "options of the loss as a JSON object with PyTorch's names",
            "{}",
            v -> ParamChecks.json("lossOptions", v));
  }

  /** The value of {@link #lossOptions()}. */
  default String getLossOptions() {
    return getOrDefault(lossOptions());
  }
}
