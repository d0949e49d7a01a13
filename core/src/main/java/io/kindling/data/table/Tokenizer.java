package io.kindling.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From a text to its tokens. */
public enum Tokenizer {
  /** Runs of letters, digits and combining marks, in small letters. */
  WORD,
  /** Every character (code point) as it is. */
  CHARACTER,
  /** A list of texts, which are the tokens. */
  TOKENS;

  /** Its name in texts. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The tokens of a value; none of null.
   *
   * @throws IllegalArgumentException when the value is no text, or for {@link #TOKENS} no list
   */
  public List<String> tokens(Object value) {
    if (value == null) {
      return List.of();
    }
    if (this == TOKENS) {
      if (!(value instanceof List<?> list)) {
        throw new IllegalArgumentException(
            "is " + Values.shown(value) + ", wanted a list of texts");
      }
      return list.stream().map(token -> token == null ? "" : token.toString()).toList();
    }
    if (!(value instanceof CharSequence text)) {
      throw new IllegalArgumentException("is " + Values.shown(value) + ", wanted a text");
    }
    return this == WORD ? words(text.toString()) : characters(text.toString());
  }

  private static List<String> characters(String text) {
    List<String> tokens = new ArrayList<>(text.length());
    text.codePoints().forEach(c -> tokens.add(Character.toString(c)));
    return tokens;
  }

  private static List<String> words(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    List<String> tokens = new ArrayList<>();
    int start = -1;
    for (int at = 0; at <= small.length(); ) {
      int c = at < small.length() ? small.codePointAt(at) : ' ';
      boolean inside = isOfWord(c);
      if (inside && start < 0) {
        start = at;
      } else if (!inside && start >= 0) {
        tokens.add(small.substring(start, at));
        start = -1;
      }
      at += Character.charCount(c);
    }
    return tokens;
  }

  private static boolean isOfWord(int c) {
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
