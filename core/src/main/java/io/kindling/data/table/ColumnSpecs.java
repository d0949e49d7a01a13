package io.kindling.data.table;

import io.kindling.data.table.ColumnSpec.VocabularySize;
import io.kindling.text.Arguments;
import io.kindling.text.Catalog;
import io.kindling.text.NamedType;
import io.kindling.text.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code age: numeric, city: categorical(dim=8), title: text(word, length=32)}: for each
 * column what it is. A name with other characters than letters, digits, {@code _}, {@code .} and
 * {@code -} stands in backquotes.
 */
public final class ColumnSpecs {
  private static final String USUAL = "dim=None, vocabulary=";

  private static final Catalog<ColumnSpec> KINDS =
      new Catalog<>(
          "kind of column",
          List.of(
              NamedType.of(
                  "numeric",
                  "standardize=true",
                  a -> new ColumnSpec.Numeric(a.flag("standardize"))),
              NamedType.of(
                  "categorical",
                  USUAL + "100000, minCount=1",
                  a -> new ColumnSpec.Categorical(dim(a), vocabulary(a))),
              NamedType.of(
                  "hash",
                  "buckets, dim=None",
                  a -> new ColumnSpec.Hash(a.integer("buckets"), dim(a))),
              NamedType.of(
                  "text",
                  "tokenizer=word, length=64, " + USUAL + "20000, minCount=1",
                  a -> text(a.constant("tokenizer", Tokenizer.class), a)),
              NamedType.of(
                  "tokens",
                  "length=64, " + USUAL + "20000, minCount=1",
                  a -> text(Tokenizer.TOKENS, a)),
              NamedType.of(
                  "indices",
                  "size=None, length=64, dim=None",
                  a ->
                      new ColumnSpec.Indices(
                          a.integerOrNull("size"), a.integer("length"), dim(a)))));

  private ColumnSpecs() {}

  private static ColumnSpec text(Tokenizer tokenizer, Arguments a) {
    return new ColumnSpec.Text(tokenizer, a.integer("length"), dim(a), vocabulary(a));
  }

  private static VocabularySize vocabulary(Arguments a) {
    return new VocabularySize(a.integer("vocabulary"), a.integer("minCount"));
  }

  private static Integer dim(Arguments a) {
    Integer dim = a.integerOrNull("dim");
    if (dim != null && (dim < 1 || dim > 1 << 16)) {
      throw a.bad("dim", "1 to 65,536");
    }
    return dim;
  }

  /** One spec: {@code categorical(dim=8)}. */
  public static ColumnSpec parseOne(String text) {
    return KINDS.parse(text);
  }

  /**
   * The specs by column, in the order of the text.
   *
   * @throws IllegalArgumentException naming the column and what is wanted
   */
  public static Map<String, ColumnSpec> parse(String text) {
    Map<String, ColumnSpec> specs = new LinkedHashMap<>();
    for (String part : parts(text)) {
      int colon = colon(part);
      if (colon < 0) {
        throw new IllegalArgumentException(
            "inputSpecs: \""
                + Names.shown(part.strip())
                + "\" has no colon; wanted column: kind, as age: numeric, city:"
                + " categorical(dim=8)");
      }
      String name = part.substring(0, colon).strip();
      if (name.startsWith("`") && name.endsWith("`") && name.length() > 1) {
        name = name.substring(1, name.length() - 1).replace("``", "`");
      }
      ColumnSpec spec;
      try {
        spec = parseOne(part.substring(colon + 1).strip());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("inputSpecs: column " + name + ": " + e.getMessage(), e);
      }
      if (specs.put(name, spec) != null) {
        throw new IllegalArgumentException("inputSpecs: column " + name + " stands twice");
      }
    }
    return specs;
  }

  /** The colon behind the column's name; -1 when there is none. */
  private static int colon(String part) {
    boolean quoted = false;
    for (int i = 0; i < part.length(); i++) {
      quoted ^= part.charAt(i) == '`';
      if (part.charAt(i) == ':' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  /** What stands between commas that are in no parentheses and no backquotes. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '`';
      if (quoted) {
        continue;
      }
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    parts.removeIf(String::isBlank);
    return parts;
  }
}
