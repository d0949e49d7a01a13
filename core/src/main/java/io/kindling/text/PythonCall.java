package io.kindling.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A call as Python spells it, {@code Conv2d(3, 32, 5, padding=2)}, with numbers, truth values,
 * texts, tuples and lists for arguments; without parentheses it has none.
 */
public final class PythonCall {
  private static final int DEEPEST = 100;

  private final String text;
  private int at;
  private int depth;
  private String name;
  private final List<Object> positional = new ArrayList<>();
  private final Map<String, Object> named = new LinkedHashMap<>();

  private PythonCall(String text) {
    this.text = text;
  }

  /**
   * Reads a call.
   *
   * @throws IllegalArgumentException saying what was wanted where
   */
  public static PythonCall parse(String text) {
    PythonCall call = new PythonCall(text);
    call.read();
    return call;
  }

  /** One argument, as it stands in a call. */
  public static Object literal(String text) {
    PythonCall call = new PythonCall(text);
    Object value = call.value();
    call.end();
    return value;
  }

  /** What is called, without {@code nn.}. */
  public String name() {
    return name;
  }

  /** Arguments without a name: Long, Double, Boolean, String, null, or lists of these. */
  public List<Object> positional() {
    return positional;
  }

  /** Arguments with a name, in their order. */
  public Map<String, Object> named() {
    return named;
  }

  private void read() {
    name = word();
    if (name.startsWith("nn.")) {
      name = name.substring("nn.".length());
    }
    if (name.isEmpty()) {
      throw bad("a name");
    }
    if (peek() == '(') {
      at++;
      while (peek() != ')') {
        argument();
        if (peek() == ',') {
          at++;
        } else if (peek() != ')') {
          throw bad("',' or ')'");
        }
      }
      at++;
    }
    end();
  }

  private void argument() {
    int start = at;
    String key = word();
    if (!key.isEmpty() && peek() == '=') {
      at++;
      if (named.containsKey(key)) {
        throw new IllegalArgumentException(
            "\"" + Names.shown(text) + "\": argument '" + Names.shown(key) + "' stands twice");
      }
      named.put(key, value());
      return;
    }
    at = start;
    if (!named.isEmpty()) {
      throw bad("name=value, as arguments without a name must come first,");
    }
    positional.add(value());
  }

  private Object value() {
    char first = peek();
    if (first == '(' || first == '[') {
      return list(first == '(' ? ')' : ']');
    }
    if (first == '\'' || first == '"') {
      int close = text.indexOf(first, at + 1);
      if (close < 0) {
        throw bad("a closing " + first);
      }
      String quoted = text.substring(at + 1, close);
      at = close + 1;
      return quoted;
    }
    String word = word();
    return switch (word) {
      case "True", "true" -> true;
      case "False", "false" -> false;
      case "None", "null" -> null;
      case "" -> throw bad("a value");
      default -> number(word);
    };
  }

  private Object list(char close) {
    List<Object> list = new ArrayList<>();
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException(
          "\"" + Names.shown(text) + "\": lists are nested deeper than " + DEEPEST + " levels");
    }
    at++;
    while (peek() != close) {
      list.add(value());
      if (peek() == ',') {
        at++;
      } else if (peek() != close) {
        throw bad("',' or '" + close + "'");
      }
    }
    at++;
    depth--;
    return list;
  }

  private static Object number(String word) {
    try {
      return Long.valueOf(word);
    } catch (NumberFormatException whole) {
      try {
        return Double.valueOf(word);
      } catch (NumberFormatException e) {
        return word;
      }
    }
  }

  private String word() {
    peek();
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "_.-+".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return text.substring(start, at);
  }

  /** The next character that is no space; 0 at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void end() {
    if (peek() != 0) {
      throw bad("the end");
    }
  }

  private IllegalArgumentException bad(String wanted) {
    String rest = at < text.length() ? "\"" + Names.shown(text.substring(at)) + "\"" : "the end";
    return new IllegalArgumentException(
        "\""
            + Names.shown(text)
            + "\": wanted "
            + wanted
            + " at character "
            + at
            + ", got "
            + rest);
  }
}
