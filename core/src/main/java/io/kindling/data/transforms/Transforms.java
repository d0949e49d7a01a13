package io.kindling.data.transforms;

import io.kindling.data.BatchTransform;
import io.kindling.text.Catalog;
import io.kindling.text.NamedType;
import io.kindling.text.Names;
import io.kindling.text.PythonCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
  private static final List<TransformType> KNOWN = TransformType.all();
  private static final Catalog<Transform> ALL = catalog("transform", KNOWN);
  private static final Catalog<BatchTransform> OF_BATCHES =
      catalog("transform of batches", TransformType.ofBatches());

  private Transforms() {}

  private static <T> Catalog<T> catalog(String kind, List<TransformType> types) {
    return new Catalog<>(kind, types.stream().map(type -> type.<T>named()).toList());
  }

  /** None stands for the default. */
  private static <T> T create(NamedType<T> type, List<?> positional, Map<String, ?> named) {
    List<Object> first = new ArrayList<>(positional);
    for (int i = 0; i < Math.min(first.size(), type.parameters().size()); i++) {
      if (first.get(i) == null) {
        first.set(i, type.defaults().get(type.parameters().get(i)));
      }
    }
    Map<String, Object> others = new LinkedHashMap<>(named);
    others.values().removeIf(Objects::isNull);
    return type.create(first, others);
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
        transforms.add(create(ALL.get(call.name()), call.positional(), call.named()));
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
    return create(ALL.get(name), List.of(), options);
  }

  /**
   * Reads a transform of batches: {@code mixUp(0.2)} or {@code cutMix(alpha=1)}; of several with
   * {@code |} between them each step takes one ({@link RandomChoice}).
   *
   * @throws IllegalArgumentException naming what is wrong, what there is, and the nearest name
   */
  public static BatchTransform parseBatch(String text) {
    List<BatchTransform> all =
        Arrays.stream(text.split("\\|", -1)).map(Transforms::parseOneBatch).toList();
    return all.size() == 1 ? all.get(0) : new RandomChoice(all);
  }

  private static BatchTransform parseOneBatch(String text) {
    PythonCall call = PythonCall.parse(text.strip());
    return create(OF_BATCHES.get(call.name()), call.positional(), call.named());
  }

  /** The names of all transforms. */
  public static List<String> names() {
    return ALL.names();
  }

  /** What each transform takes, with defaults: {@code size, interpolation=bilinear}. */
  public static Map<String, String> signatures() {
    return ALL.signatures();
  }

  /**
   * The text of a composition, which {@link #parse} reads again.
   *
   * @throws IllegalArgumentException when a transform is not of this library
   */
  public static String text(Compose compose) {
    return compose.transforms().stream()
        .map(
            transform ->
                known(transform)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "Transforms.text: "
                                    + transform.getClass().getName()
                                    + " is not one of this library's transforms, and has no text;"
                                    + " compose in Java what has it")))
        .collect(Collectors.joining(" | "));
  }

  /** The text of a transform of this library. */
  static Optional<String> known(Transform transform) {
    return KNOWN.stream()
        .filter(type -> type.defaults().getClass() == transform.getClass())
        .map(type -> type.text((Record) transform))
        .findFirst();
  }
}
