package io.kindling.examples;

import io.kindling.text.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The recipes that come with the jobs: the files of {@code conf/recipes}. */
final class Recipes {
  /** All there are. */
  static final List<String> NAMES = List.of("seed-cnn", "lenet", "resnet20", "airbench");

  private Recipes() {}

  /**
   * The options of a recipe.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  static ConfigFile named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          ConfigOptions.RECIPE + ": there is no '" + name + "'" + Names.hint(name, NAMES));
    }
    String resource = "/recipes/" + name + ".properties";
    try (InputStream in = Recipes.class.getResourceAsStream(resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return ConfigFile.parse(ConfigOptions.RECIPE + " " + name, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For the help. */
  static final class Completions extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Completions() {
      super(NAMES);
    }
  }
}
