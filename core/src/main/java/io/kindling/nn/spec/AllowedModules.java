package io.kindling.nn.spec;

import io.kindling.nn.Module;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Which classes of others' may be made when a network is read: those of the packages (and the
 * packages below them) and the classes named here, and no others. A class's name is looked at
 * before the class is loaded; it is loaded, and not yet initialized, to see that it is a {@link
 * Module}; only then is any code of it run.
 */
public final class AllowedModules {
  private static final AllowedModules NONE = new AllowedModules(List.of());

  private final List<String> names;

  private AllowedModules(List<String> names) {
    this.names = names;
  }

  /** Only this library's own layers and networks. */
  public static AllowedModules none() {
    return NONE;
  }

  /**
   * Modules of these packages and classes.
   *
   * @throws IllegalArgumentException when one is no name of a package or class
   */
  public static AllowedModules of(Collection<String> packagesAndClasses) {
    List<String> names = new ArrayList<>();
    for (String name : packagesAndClasses) {
      if (!isName(name)) {
        throw new IllegalArgumentException(
            "allowed modules: wanted names of packages or classes, as com.acme.networks, got \""
                + name
                + "\"");
      }
      names.add(name);
    }
    return names.isEmpty() ? NONE : new AllowedModules(List.copyOf(names));
  }

  /** Modules of packages and classes whose names stand with commas between them. */
  public static AllowedModules parse(String commaSeparated) {
    return of(
        Arrays.stream(commaSeparated.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList());
  }

  /** The names that were given. */
  public List<String> names() {
    return names;
  }

  /** Whether a class of this name may be made. Loads nothing. */
  public boolean contains(String className) {
    if (!isName(className)) {
      return false;
    }
    for (String name : names) {
      if (className.startsWith(name)
          && (className.length() == name.length()
              || className.charAt(name.length()) == '.'
              || className.charAt(name.length()) == '$')) {
        return true;
      }
    }
    return false;
  }

  private static boolean isName(String text) {
    boolean begins = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && !begins) {
        begins = true;
      } else if (begins ? Character.isJavaIdentifierStart(c) : Character.isJavaIdentifierPart(c)) {
        begins = false;
      } else {
        return false;
      }
    }
    return !begins;
  }

  /**
   * The class of this name, not yet initialized.
   *
   * @throws IllegalArgumentException when it is not allowed, not there, or no module
   */
  Class<? extends Module> load(String className) {
    if (!contains(className)) {
      throw new IllegalArgumentException(
          "the class "
              + io.kindling.text.Names.shown(className)
              + " is not among the modules that may be made"
              + (names.isEmpty()
                  ? " (no class of others' is)"
                  : " (" + String.join(", ", names) + ")")
              + "; if you trust who wrote this, allow its package");
    }
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try {
      Class<?> found =
          Class.forName(
              className, false, context == null ? Module.class.getClassLoader() : context);
      return found.asSubclass(Module.class);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException(
          "the class " + className + " is not on the class path: " + e, e);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException("the class " + className + " is no Module", e);
    }
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
