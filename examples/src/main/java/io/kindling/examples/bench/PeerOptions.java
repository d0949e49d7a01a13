package io.kindling.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the PyTorch is that a benchmark measures beside Kindling. */
final class PeerOptions {
  @Option(
      names = "--python",
      paramLabel = "PATH",
      description = "A Python with PyTorch; default: python3.")
  private String python = "python3";

  @Option(
      names = "--peer-script",
      paramLabel = "PATH",
      description = "The script that PyTorch runs; without it only Kindling is measured.")
  private Path script;

  /** Starts PyTorch; empty where it cannot be imported or was not asked for. */
  Optional<PyTorchPeer> start() throws IOException {
    return script == null ? Optional.empty() : PyTorchPeer.start(python, script);
  }

  /** What answers, or who was asked in vain. */
  String describe(Optional<PyTorchPeer> peer) {
    return peer.map(PyTorchPeer::name).orElse("no PyTorch found by '" + python + "'");
  }
}
