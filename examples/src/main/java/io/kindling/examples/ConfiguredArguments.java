package io.kindling.examples;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** A command's arguments with those that its configuration file and its recipe add. */
final class ConfiguredArguments {
  private ConfiguredArguments() {}

  /**
   * {@code args} behind what they do not say: options of the file, and options of the recipe that
   * the file does not say either.
   *
   * @throws ParameterException when a file cannot be read or does not fit the command
   */
  static String[] of(CommandLine line, String... args) {
    CommandSpec command = line.getCommandSpec();
    if (command.findOption(ConfigOptions.CONFIG) == null) {
      return args;
    }
    ConfigOptions where = new ConfigOptions();
    CommandLine scan = new CommandLine(where).setUnmatchedArgumentsAllowed(true);
    try {
      scan.parseArgs(args);
      Set<OptionSpec> given = given(command, scan.getUnmatchedArguments());
      List<String> all = new ArrayList<>();
      if (where.config != null) {
        all.addAll(ConfigFile.read(where.config).arguments(command, given));
      }
      if (where.recipe != null) {
        all.addAll(Recipes.named(where.recipe).arguments(command, given));
      }
      all.addAll(List.of(args));
      return all.toArray(String[]::new);
    } catch (ParameterException | IllegalArgumentException e) {
      throw new ParameterException(line, e.getMessage(), e);
    }
  }

  private static Set<OptionSpec> given(CommandSpec command, List<String> args) {
    Set<OptionSpec> given = new HashSet<>();
    for (String arg : args) {
      String name = arg.replaceFirst("(?s)=.*", "");
      OptionSpec option = command.findOption(name);
      if (option == null) {
        option = command.findOption(name.replaceFirst("^--no-", "--"));
      }
      if (option != null) {
        given.add(option);
      }
    }
    return given;
  }
}
