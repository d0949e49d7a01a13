package io.kindling.nn;

import io.kindling.text.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a layer was made with, by PyTorch's names ({@code kernel_size}): one description, from which
 * its text form and its JSON form are made.
 */
public final class Settings {
  private final List<String> words = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  Settings() {}

  /** Printed as the value alone: {@code 3}. */
  public Settings bare(String name, Object value) {
    words.add(PythonText.of(value));
    return keep(name, value);
  }

  /** Printed as {@code name=value}. */
  public Settings named(String name, Object value) {
    words.add(name + "=" + PythonText.of(value));
    return keep(name, value);
  }

  /** Printed, and kept, unless the value is the usual one. */
  public Settings unless(Object usual, String name, Object value) {
    return Objects.deepEquals(usual, value) ? this : named(name, value);
  }

  /** Not printed; kept unless the value is the usual one. */
  public Settings hidden(Object usual, String name, Object value) {
    return Objects.deepEquals(usual, value) ? this : keep(name, value);
  }

  /** Only printed. */
  Settings printed(String word) {
    words.add(word);
    return this;
  }

  /** Only kept. */
  Settings keep(String name, Object value) {
    values.put(Names.camel(name), value);
    return this;
  }

  String text() {
    return words.stream().collect(Collectors.joining(", "));
  }

  Map<String, Object> toMap() {
    return new LinkedHashMap<>(values);
  }
}
