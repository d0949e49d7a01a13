package io.kindling.data.transforms;

import io.kindling.nn.PythonText;
import io.kindling.text.Catalog;
import io.kindling.text.NamedType;
import io.kindling.text.RecordOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A transform, of images or of batches, that can be made from text.
 *
 * @param required parameters without a default, which come first
 * @param defaults a transform with all defaults
 */
record TransformType(List<String> required, Record defaults) {
  private static final List<Double> ZERO = List.of(0.0);
  private static final List<Double> NONE = List.of();
  private static final List<String> SIZE = List.of("size");

  static List<TransformType> all() {
    return List.of(
        of(SIZE, new Resize(1)),
        of(SIZE, new CenterCrop(1)),
        of(List.of("padding"), new Pad(0)),
        of(SIZE, new RandomCrop(List.of(1L), List.of(), false, ZERO, PaddingMode.CONSTANT)),
        of(SIZE, new RandomResizedCrop(1)),
        of(List.of(), new RandomHorizontalFlip(0.5)),
        of(List.of(), new RandomVerticalFlip(0.5)),
        of(List.of(), new AlternatingHorizontalFlip()),
        of(List.of(), new Grayscale(1)),
        of(List.of(), new RGB()),
        of(List.of(), new RandomGrayscale(0.1)),
        of(List.of(), new RandomErasing(0.5, List.of(0.02, 0.33), List.of(0.3, 3.3), ZERO)),
        of(SIZE, new Cutout(1, ZERO)),
        of(List.of(), new ColorJitter(NONE, NONE, NONE, NONE)),
        of(List.of("degrees"), new RandomRotation(List.of(0.0, 0.0), Interpolation.NEAREST, ZERO)),
        of(
            List.of("degrees"),
            new RandomAffine(List.of(0.0, 0.0), NONE, NONE, NONE, Interpolation.NEAREST, ZERO)),
        of(List.of(), new RandAugment()),
        of(List.of(), new TrivialAugmentWide()),
        of(List.of(), new RandomInvert(0.5)),
        of(List.of("bits"), new RandomPosterize(8, 0.5)),
        of(List.of("threshold"), new RandomSolarize(255, 0.5)),
        of(List.of("sharpnessFactor"), new RandomAdjustSharpness(1, 0.5)),
        of(List.of(), new RandomAutocontrast(0.5)),
        of(List.of(), new RandomEqualize(0.5)));
  }

  static List<TransformType> ofBatches() {
    return List.of(
        new TransformType(List.of(), new MixUp(1)), new TransformType(List.of(), new CutMix(1)));
  }

  private static <T extends Record & Transform> TransformType of(
      List<String> required, T defaults) {
    return new TransformType(required, defaults);
  }

  /** torchvision's name, with a small letter: {@code resize}. */
  String name() {
    String name = defaults.getClass().getSimpleName();
    return name.equals("RGB")
        ? "rgb"
        : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  /** The same for a {@link Catalog}. */
  <T> NamedType<T> named() {
    NamedType<Record> plain = RecordOptions.type(name(), defaults, required);
    return new NamedType<>(
            plain.name(), signature(), plain.parameters(), plain.defaults(), plain.make())
        .as();
  }

  private String signature() {
    return RecordOptions.values(defaults).entrySet().stream()
        .map(
            each ->
                required.contains(each.getKey())
                    ? each.getKey()
                    : each.getKey() + "=" + text(each.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** The call that makes {@code transform}: what differs from the defaults. */
  String text(Record transform) {
    Map<String, Object> usual = RecordOptions.values(defaults);
    List<String> arguments = new ArrayList<>();
    RecordOptions.values(transform)
        .forEach(
            (key, value) -> {
              if (required.contains(key)) {
                arguments.add(text(value));
              } else if (!value.equals(usual.get(key))) {
                arguments.add(key + "=" + text(value));
              }
            });
    return name() + (arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")");
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.size() == 1
          ? text(list.get(0))
          : list.isEmpty()
              ? "None"
              : list.stream().map(TransformType::text).collect(Collectors.joining(", ", "(", ")"));
    }
    return PythonText.of(value).replace("'", "");
  }
}
