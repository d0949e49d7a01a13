package io.kindling.examples;

import io.kindling.nn.Module;
import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.LeNet;
import io.kindling.nn.models.ResNet20;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** The models that the jobs and benchmarks know by name. */
public enum CifarModel {
  CIFAR_CNN("cifar-cnn", CifarCnn::create),
  LENET("lenet", () -> LeNet.sequential(3)),
  RESNET20("resnet20", () -> new ResNet20(10));

  private final String label;
  private final Supplier<Module> factory;

  CifarModel(String label, Supplier<Module> factory) {
    this.label = label;
    this.factory = factory;
  }

  /** A new one, initialized from this thread's generator. */
  public Module create() {
    return factory.get();
  }

  static boolean isName(String name) {
    return Arrays.stream(values()).anyMatch(model -> model.label.equals(name));
  }

  /**
   * The model of this name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static CifarModel named(String name) {
    return Arrays.stream(values())
        .filter(model -> model.label.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + name + "' is not one of " + String.join(", ", new Names())));
  }

  @Override
  public String toString() {
    return label;
  }

  /** From the name on the command line. */
  public static final class Converter implements CommandLine.ITypeConverter<CifarModel> {
    @Override
    public CifarModel convert(String value) {
      try {
        return named(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  /** The names, for the help. */
  public static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values())
          .map(CifarModel::toString)
          .collect(Collectors.toList())
          .iterator();
    }
  }
}
