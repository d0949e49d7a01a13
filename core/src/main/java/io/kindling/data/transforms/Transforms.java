package io.kindling.data.transforms;

import io.kindling.text.Names;
import io.kindling.text.PythonCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All transforms by name, with torchvision's parameters in camelCase or snake_case:
 *
 * <pre>{@code
 * Compose compose = Transforms.parse("resize(64) | centerCrop(64) | randomHorizontalFlip(p=0.5)");
 * }</pre>
 *
 * <p>Case, dashes and underscores do not count in names; {@code None} is what stands without the
 * argument.
 */
public final class Transforms {
  private static final int LONGEST = 1 << 16;
  private static final Map<String, TransformType> KNOWN = new LinkedHashMap<>();

  static {
    TransformType.all().forEach(type -> KNOWN.put(normal(type.name()), type));
  }

  private Transforms() {}

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /**
   * Reads transforms with {@code |} between them; an empty text has none.
   *
   * @throws IllegalArgumentException naming what is wrong, what there is, and the nearest name
   */
  public static Compose parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "transforms: the text has "
              + text.length()
              + " characters, wanted "
              + LONGEST
              + " at most");
    }
    List<Transform> transforms = new ArrayList<>();
    if (!text.isBlank()) {
      for (String part : text.split("\\|", -1)) {
        if (part.isBlank()) {
          throw new IllegalArgumentException(
              "transforms: wanted a transform on each side of every |, got \""
                  + Names.shown(text)
                  + "\"");
        }
        PythonCall call = PythonCall.parse(part.strip());
        transforms.add(type(call.name()).create(call.positional(), call.named()));
      }
    }
    return new Compose(transforms);
  }

  /**
   * A transform by its name.
   *
   * @param options its parameters by name
   * @throws IllegalArgumentException naming what is wrong, what there is, and the nearest name
   */
  public static Transform byName(String name, Map<String, ?> options) {
    return type(name).create(List.of(), options);
  }

  private static TransformType type(String name) {
    TransformType type = KNOWN.get(normal(name));
    if (type == null) {
      throw new IllegalArgumentException(
          "unknown transform '" + Names.shown(name) + "'" + Names.hint(name, names()));
    }
    return type;
  }

  /** The names of all transforms. */
  public static List<String> names() {
    return KNOWN.values().stream().map(TransformType::name).toList();
  }

  /** What each transform takes, with defaults: {@code size, interpolation=bilinear}. */
  public static Map<String, String> signatures() {
    Map<String, String> signatures = new LinkedHashMap<>();
    KNOWN.values().forEach(type -> signatures.put(type.name(), type.signature()));
    return signatures;
  }

  /**
   * The text of a composition, which {@link #parse} reads again.
   *
   * @throws IllegalArgumentException when a transform is not of this library
   */
  public static String text(Compose compose) {
    return compose.transforms().stream()
        .map(transform -> type(transform.getClass().getSimpleName()).text(transform))
        .collect(Collectors.joining(" | "));
  }
}
