package io.kindling.examples.bench;

import io.kindling.kernel.Kernels;

/** Names of kernels, as a benchmark's parameter. */
final class KernelChoice {
  private KernelChoice() {}

  /**
   * @throws IllegalArgumentException if {@code name} is neither {@code active} nor {@code scalar}
   */
  static Kernels of(String name) {
    return switch (name) {
      case "active" -> Kernels.active();
      case "scalar" -> Kernels.scalar();
      default ->
          throw new IllegalArgumentException("kernels is '" + name + "', must be active or scalar");
    };
  }
}
