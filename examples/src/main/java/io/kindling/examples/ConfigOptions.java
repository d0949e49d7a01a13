package io.kindling.examples;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where options come from that the command line does not give. {@link ConfigFile} reads them. */
final class ConfigOptions {
  static final String CONFIG = "--config";
  static final String RECIPE = "--recipe";

  @Option(
      names = CONFIG,
      paramLabel = "FILE",
      description =
          "A file with options of this job, one a line, as 'batch-size = 256' or 'resume = true';"
              + " what begins with # is a comment. What the command line gives wins.")
  Path config;

  @Option(
      names = RECIPE,
      paramLabel = "NAME",
      description =
          "Options that are known to train well, one of ${COMPLETION-CANDIDATES} (conf/recipes);"
              + " those of --config and of the command line win.",
      completionCandidates = Recipes.Completions.class)
  String recipe;
}
