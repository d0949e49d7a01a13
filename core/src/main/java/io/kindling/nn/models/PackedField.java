package io.kindling.nn.models;

import io.kindling.text.PythonCall;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One field of a packed row, and what a network makes of it. As text: {@code values(3)}, {@code
 * embedding('city', 122, 12)}, {@code embeddingBag('title', 20002, 50, 32)}.
 *
 * @param kind how it stands in the row
 * @param name names its table among a network's parameters; empty for values
 * @param rows of the table; 0 for values
 * @param dim width of what the network makes of it
 * @param width floats in the row
 */
public record PackedField(Kind kind, String name, int rows, int dim, int width)
    implements Serializable {

  /** How a field stands in a packed row. */
  public enum Kind {
    /** Numbers as they are. */
    VALUES,
    /** One index into a table. */
    EMBEDDING,
    /** Several indices into a table, whose mean is taken; 0 pads. */
    BAG;

    private String word() {
      return this == BAG ? "embeddingBag" : name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws IllegalArgumentException when a size is not positive, or a table's rows cannot be told
   *     apart by a float
   */
  public PackedField {
    boolean table = kind != Kind.VALUES;
    if (width < 1 || dim < 1 || table && (rows < 2 || rows > 1 << 24)) {
      throw new IllegalArgumentException(
          kind.word()
              + ": sizes must be positive, and a table have 2 to 16,777,216 rows; got rows "
              + rows
              + ", dim "
              + dim
              + ", width "
              + width);
    }
    name = name.replaceAll("\\W", "_");
  }

  /** Numbers as they are. */
  public static PackedField values(int width) {
    return new PackedField(Kind.VALUES, "", 0, width, width);
  }

  /** One index into a table of {@code rows} vectors. */
  public static PackedField embedding(String name, int rows, int dim) {
    return new PackedField(Kind.EMBEDDING, name, rows, dim, 1);
  }

  /** {@code length} indices into a table, whose mean is taken; those that are 0 do not count. */
  public static PackedField bag(String name, int rows, int dim, int length) {
    return new PackedField(Kind.BAG, name, rows, dim, length);
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException saying what is wanted
   */
  public static PackedField parse(String text) {
    PythonCall call = PythonCall.parse(text);
    List<Object> given = call.positional();
    for (Kind kind : Kind.values()) {
      if (kind.word().equals(call.name()) && call.named().isEmpty()) {
        List<Integer> sizes = sizes(given.subList(kind == Kind.VALUES ? 0 : 1, given.size()));
        if (sizes.size() == kind.ordinal() + 1) {
          return switch (kind) {
            case VALUES -> values(sizes.get(0));
            case EMBEDDING -> embedding("" + given.get(0), sizes.get(0), sizes.get(1));
            case BAG -> bag("" + given.get(0), sizes.get(0), sizes.get(1), sizes.get(2));
          };
        }
      }
    }
    throw new IllegalArgumentException(
        "fields: wanted values(width), embedding(name, rows, dim) or embeddingBag(name, rows, dim,"
            + " length), got "
            + text);
  }

  private static List<Integer> sizes(List<Object> numbers) {
    List<Integer> sizes = new ArrayList<>();
    for (Object number : numbers) {
      if (number instanceof Long whole && whole == whole.intValue()) {
        sizes.add(whole.intValue());
      }
    }
    return sizes;
  }

  /** Floats of a row of such fields. */
  public static int width(List<PackedField> fields) {
    return fields.stream().mapToInt(PackedField::width).reduce(0, Math::addExact);
  }

  @Override
  public String toString() {
    Stream<Integer> sizes =
        switch (kind) {
          case VALUES -> Stream.of(width);
          case EMBEDDING -> Stream.of(rows, dim);
          case BAG -> Stream.of(rows, dim, width);
        };
    String first = kind == Kind.VALUES ? "" : "'" + name + "', ";
    return kind.word() + "(" + first + String.join(", ", sizes.map(String::valueOf).toList()) + ")";
  }
}
