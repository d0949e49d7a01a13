package io.kindling.examples;

import io.kindling.text.Names;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options in a file, in the format of {@link Properties}: the long names of a command's options
 * without their dashes, each with its value; a flag has {@code true} or {@code false}.
 */
final class ConfigFile {
  private final String source;
  private final Map<String, String> values;

  private ConfigFile(String source, Map<String, String> values) {
    this.source = source;
    this.values = values;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it cannot be read, or gives an option twice
   */
  static ConfigFile read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          ConfigOptions.CONFIG
              + ": cannot read "
              + file
              + " ("
              + e.getClass().getSimpleName()
              + "); wanted a text file in UTF-8 with lines such as 'batch-size = 256'",
          e);
    }
  }

  /**
   * @param source what errors call the text
   * @throws IllegalArgumentException when the text gives an option twice or is no such text
   */
  static ConfigFile parse(String source, String text) {
    Once once = new Once(source);
    try (Reader reader = new StringReader(text)) {
      once.load(reader);
    } catch (IOException e) {
      throw new AssertionError(e); // a text in memory
    } catch (IllegalArgumentException e) {
      throw e.getMessage().startsWith(source)
          ? e
          : new IllegalArgumentException(source + ": " + e.getMessage(), e);
    }
    return new ConfigFile(source, once.inOrder);
  }

  /**
   * The options of this file as arguments of the command, without those that {@code given} has.
   *
   * @param given options that others gave already; those of this file are added
   * @throws IllegalArgumentException when the command has no such option
   */
  List<String> arguments(CommandSpec command, Set<OptionSpec> given) {
    List<String> arguments = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          OptionSpec option = option(command, key);
          boolean on = option.arity().max() > 0 || flag(key, value);
          if (!given.add(option) || !on) {
            return;
          }
          String name = option.longestName();
          arguments.add(option.arity().max() > 0 ? name + "=" + value : name);
        });
    return arguments;
  }

  private OptionSpec option(CommandSpec command, String key) {
    OptionSpec option = command.findOption("--" + key);
    boolean here = List.of(ConfigOptions.CONFIG, ConfigOptions.RECIPE).contains("--" + key);
    if (option == null || option.usageHelp() || option.versionHelp() || here) {
      throw new IllegalArgumentException(
          source + ": there is no option '" + key + "'" + Names.hint(key, known(command)));
    }
    return option;
  }

  private static List<String> known(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .map(option -> option.longestName().replaceFirst("^-+", ""))
        .filter(name -> !List.of("config", "recipe").contains(name))
        .toList();
  }

  private boolean flag(String key, String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              source + ": " + key + " is a flag, wanted true or false, got '" + value + "'");
    };
  }

  /** Refuses what stands twice, where {@link Properties} lets the last one win. */
  private static final class Once extends Properties {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final Map<String, String> inOrder = new LinkedHashMap<>();

    Once(String source) {
      this.source = source;
    }

    @Override
    public synchronized Object put(Object key, Object value) {
      if (inOrder.putIfAbsent(key.toString(), value.toString().strip()) != null) {
        throw new IllegalArgumentException(source + ": the option '" + key + "' stands twice");
      }
      return super.put(key, value);
    }

    @Override
    public synchronized boolean equals(Object other) {
      return this == other;
    }

    @Override
    public synchronized int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
