package io.kindling.examples;

import io.kindling.nn.Module;
import io.kindling.nn.spec.Modules;
import picocli.CommandLine;

/**
 * The network that a job trains: one of {@link CifarModel} by its name, or another by its text, as
 * {@code ResNet56(shortcut=A)}.
 */
record CifarNetwork(String text) {
  /**
   * @throws IllegalArgumentException if there is no such network
   */
  CifarNetwork {
    create(text);
  }

  /** A new one, initialized from this thread's generator. */
  Module create() {
    return create(text);
  }

  private static Module create(String text) {
    if (CifarModel.isName(text)) {
      return CifarModel.named(text).create();
    }
    try {
      return Modules.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not one of "
              + String.join(", ", new CifarModel.Names())
              + ", nor another network: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public String toString() {
    return text;
  }

  /** From what stands on the command line. */
  static final class Converter implements CommandLine.ITypeConverter<CifarNetwork> {
    @Override
    public CifarNetwork convert(String value) {
      try {
        return new CifarNetwork(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }
}
