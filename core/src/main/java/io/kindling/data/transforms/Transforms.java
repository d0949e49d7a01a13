package io.kindling.data.transforms;

import io.kindling.data.BatchTransform;
import io.kindling.text.Names;
import io.kindling.text.PythonCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private Transforms() {}

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
        transforms.add((Transform) type(call.name()).create(call.positional(), call.named()));
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
    return (Transform) type(name).create(List.of(), options);
  }

  private static TransformType type(String name) {
    return TransformType.byName(KNOWN, name);
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
    return (BatchTransform)
        TransformType.byName(TransformType.ofBatches(), call.name())
            .create(call.positional(), call.named());
  }

  /** The names of all transforms. */
  public static List<String> names() {
    return KNOWN.stream().map(TransformType::name).toList();
  }

  /** What each transform takes, with defaults: {@code size, interpolation=bilinear}. */
  public static Map<String, String> signatures() {
    Map<String, String> signatures = new LinkedHashMap<>();
    KNOWN.forEach(type -> signatures.put(type.name(), type.signature()));
    return signatures;
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
