package io.kindling.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All of a kind by name: layers, losses, optimizers, schedules and transforms are found, made and
 * refused in this one way. A name may be in any case, with or without dashes and underscores.
 */
public final class Catalog<T> {
  private final String kind;
  private final String ending;
  private final Map<String, NamedType<T>> types = new LinkedHashMap<>();

  /**
   * The types in the order in which they are listed.
   *
   * @param kind what an error calls one of them
   */
  public Catalog(String kind, List<NamedType<T>> types) {
    this(kind, "", types);
  }

  /** {@link #Catalog(String, List)} whose names may be given without the ending that all have. */
  public Catalog(String kind, String ending, List<NamedType<T>> types) {
    this.kind = kind;
    this.ending = ending.toLowerCase(Locale.ROOT);
    types.forEach(type -> this.types.put(normal(type.name()), type));
  }

  private String normal(String name) {
    String normal = Names.normal(name);
    return normal.endsWith(ending)
        ? normal.substring(0, normal.length() - ending.length())
        : normal;
  }

  /** Whether there is one of that name. */
  public boolean knows(String name) {
    return types.containsKey(normal(name));
  }

  /**
   * The type of that name.
   *
   * @throws IllegalArgumentException when there is none; the message names the nearest and all
   */
  public NamedType<T> get(String name) {
    NamedType<T> type = types.get(normal(name));
    if (type == null) {
      throw new IllegalArgumentException(
          "there is no " + kind + " '" + Names.shown(name) + "'" + Names.hint(name, names()));
    }
    return type;
  }

  /** One from a call: {@code Conv2d(3, 32, 5, padding=2)}. */
  public T parse(String call) {
    PythonCall parsed = PythonCall.parse(call);
    return get(parsed.name()).create(parsed.positional(), parsed.named());
  }

  /** The names, in the order of the list. */
  public List<String> names() {
    return types.values().stream().map(NamedType::name).toList();
  }

  /** What each takes, with defaults: {@code kernelSize, stride=None}. */
  public Map<String, String> signatures() {
    Map<String, String> signatures = new LinkedHashMap<>();
    types.values().forEach(type -> signatures.put(type.name(), type.signature()));
    return signatures;
  }
}
