package io.kindling.examples;

import io.kindling.nn.Module;
import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.LeNet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** The models that {@link TrainCifar10} knows by name. */
enum CifarModel {
  CIFAR_CNN("cifar-cnn", CifarCnn::create),
  LENET("lenet", () -> LeNet.sequential(3));

  private final String label;
  private final Supplier<Module> factory;

  CifarModel(String label, Supplier<Module> factory) {
    this.label = label;
    this.factory = factory;
  }

  /** A new one, initialized from this thread's generator. */
  Module create() {
    return factory.get();
  }

  @Override
  public String toString() {
    return label;
  }

  /** From the name on the command line. */
  static final class Converter implements CommandLine.ITypeConverter<CifarModel> {
    @Override
    public CifarModel convert(String value) {
      return Arrays.stream(values())
          .filter(model -> model.label.equals(value))
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "'" + value + "' is not one of " + String.join(", ", new Names())));
    }
  }

  /** The names, for the help. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values())
          .map(CifarModel::toString)
          .collect(Collectors.toList())
          .iterator();
    }
  }
}
