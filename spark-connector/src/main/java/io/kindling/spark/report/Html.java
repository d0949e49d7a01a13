package io.kindling.spark.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML with SVG in it. All text and all values of attributes are escaped, so that whatever
 * users call their runs, classes and columns shows as text.
 */
public final class Html {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param attributes name, value, name, value
   */
  public Html open(String tag, String... attributes) {
    begin(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** Closes the element that was opened last. */
  public Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element of SVG without content. */
  public Html empty(String tag, String... attributes) {
    begin(tag, attributes);
    out.append("/>");
    return this;
  }

  /** An element that holds nothing but text. */
  public Html leaf(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** Text. */
  public Html text(String text) {
    escape(text);
    return this;
  }

  /** A style sheet of our own, in which nothing of the user's stands. */
  Html style(String css) {
    out.append("<style>").append(css).append("</style>");
    return this;
  }

  /** A script of our own, in which nothing of the user's stands. */
  Html script(String code, String nonce) {
    begin("script", nonce == null ? new String[0] : new String[] {"nonce", nonce});
    out.append('>').append(code).append("</script>");
    return this;
  }

  /** What was written before, elements closed. */
  Html add(Html part) {
    out.append(part);
    return this;
  }

  private void begin(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
      }
    }
  }

  /**
   * All of it.
   *
   * @throws IllegalStateException when an element is open
   */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("Html: the element " + open.peek() + " is not closed");
    }
    return out.toString();
  }
}
