package io.kindling.nn.loss;

import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.text.Arguments;
import io.kindling.text.Catalog;
import io.kindling.text.NamedType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All losses by name, with options as a configuration gives them:
 *
 * <pre>{@code
 * Loss loss = Losses.byName("CrossEntropyLoss", Map.of("labelSmoothing", 0.1));
 * }</pre>
 *
 * <p>Names are PyTorch's, in any case, with or without "Loss". Options have PyTorch's names in
 * either spelling, {@code labelSmoothing} or {@code label_smoothing}.
 */
public final class Losses {
  /** What PyTorch's losses have, the first two deprecated. */
  private static final String REDUCED = "sizeAverage=None, reduce=None, reduction=mean";

  /** Those of an input and a target. */
  private static final List<NamedType<Criterion>> PAIRS =
      List.of(
          NamedType.of("L1Loss", REDUCED, a -> new L1Loss(reduction(a))),
          NamedType.of("MSELoss", REDUCED, a -> new MSELoss(reduction(a))),
          NamedType.of(
              "CrossEntropyLoss",
              "weight=None, ignoreIndex=-100, " + REDUCED + ", labelSmoothing=0",
              a ->
                  new CrossEntropyLoss(
                      new CrossEntropyLoss.Options(
                          tensor(a, "weight"),
                          a.wholeNumber("ignoreIndex"),
                          a.number("labelSmoothing"),
                          reduction(a)))),
          NamedType.of(
              "NLLLoss",
              "weight=None, ignoreIndex=-100, " + REDUCED,
              a ->
                  new NLLLoss(
                      new NLLLoss.Options(
                          tensor(a, "weight"), a.wholeNumber("ignoreIndex"), reduction(a)))),
          NamedType.of(
              "KLDivLoss",
              REDUCED + ", logTarget=false",
              a -> new KLDivLoss(reduction(a), a.flag("logTarget"))),
          NamedType.of(
              "BCELoss",
              "weight=None, " + REDUCED,
              a -> new BCELoss(reduction(a), tensor(a, "weight"))),
          NamedType.of(
              "BCEWithLogitsLoss",
              "weight=None, " + REDUCED + ", posWeight=None",
              a ->
                  new BCEWithLogitsLoss(
                      new BCEWithLogitsLoss.Options(
                          tensor(a, "weight"), tensor(a, "posWeight"), reduction(a)))),
          NamedType.of(
              "PoissonNLLLoss",
              "logInput=true, full=false, eps=1e-8, " + REDUCED,
              a ->
                  new PoissonNLLLoss(
                      new PoissonNLLLoss.Options(
                          a.flag("logInput"), a.flag("full"), a.number("eps"), reduction(a)))),
          NamedType.of(
              "SmoothL1Loss",
              REDUCED + ", beta=1",
              a -> new SmoothL1Loss(reduction(a), a.number("beta"))),
          NamedType.of(
              "HuberLoss",
              REDUCED + ", delta=1",
              a -> new HuberLoss(reduction(a), a.number("delta"))),
          NamedType.of(
              "HingeEmbeddingLoss",
              "margin=1, " + REDUCED,
              a -> new HingeEmbeddingLoss(reduction(a), a.number("margin"))),
          NamedType.of(
              "MultiMarginLoss",
              "p=1, margin=1, weight=None, " + REDUCED,
              a ->
                  new MultiMarginLoss(
                      new MultiMarginLoss.Options(
                          a.integer("p"), a.number("margin"), tensor(a, "weight"), reduction(a)))),
          NamedType.of(
              "MultiLabelMarginLoss", REDUCED, a -> new MultiLabelMarginLoss(reduction(a))),
          NamedType.of(
              "MultiLabelSoftMarginLoss",
              "weight=None, " + REDUCED,
              a -> new MultiLabelSoftMarginLoss(reduction(a), tensor(a, "weight"))),
          NamedType.of("SoftMarginLoss", REDUCED, a -> new SoftMarginLoss(reduction(a))),
          NamedType.of(
              "LinearCrossEntropyLoss",
              "inFeatures, numClasses, outFeatures=(), bias=false, weight=None, ignoreIndex=None,"
                  + " labelSmoothing=0, "
                  + REDUCED,
              Losses::linearCrossEntropy));

  private static final List<NamedType<Criterion>> OTHERS =
      List.of(
          NamedType.of(
              "GaussianNLLLoss",
              "full=false, eps=1e-6, " + REDUCED,
              a ->
                  new GaussianNLLLoss(
                      new GaussianNLLLoss.Options(a.flag("full"), a.number("eps"), reduction(a)))),
          NamedType.of(
              "CosineEmbeddingLoss",
              "margin=0, " + REDUCED,
              a -> new CosineEmbeddingLoss(reduction(a), a.number("margin"))),
          NamedType.of(
              "MarginRankingLoss",
              "margin=0, " + REDUCED,
              a -> new MarginRankingLoss(reduction(a), a.number("margin"))),
          NamedType.of(
              "TripletMarginLoss",
              "margin=1, p=2, eps=1e-6, swap=false, " + REDUCED,
              a ->
                  new TripletMarginLoss(
                      new TripletMarginLoss.Options(
                          a.number("margin"),
                          a.number("p"),
                          a.number("eps"),
                          a.flag("swap"),
                          reduction(a)))),
          NamedType.of(
              "TripletMarginWithDistanceLoss",
              "distanceFunction=None, margin=1, swap=false, " + REDUCED,
              Losses::withDistance),
          NamedType.of(
              "CTCLoss",
              "blank=0, zeroInfinity=false, " + REDUCED,
              a ->
                  new CTCLoss(
                      new CTCLoss.Options(
                          a.integer("blank"), a.flag("zeroInfinity"), reduction(a)))));

  private static final Catalog<Criterion> ALL =
      new Catalog<>("loss", "Loss", Stream.of(PAIRS, OTHERS).flatMap(List::stream).toList());

  private Losses() {}

  private static Criterion linearCrossEntropy(Arguments a) {
    return new LinearCrossEntropyLoss(
        new LinearCrossEntropyLoss.Options(
            a.integer("inFeatures"),
            a.integer("numClasses"),
            a.ints("outFeatures"),
            a.flag("bias"),
            tensor(a, "weight"),
            a.isNull("ignoreIndex") ? null : (Long) a.wholeNumber("ignoreIndex"),
            a.number("labelSmoothing"),
            reduction(a)));
  }

  private static Criterion withDistance(Arguments a) {
    TripletMarginWithDistanceLoss.Options options = TripletMarginWithDistanceLoss.options();
    return new TripletMarginWithDistanceLoss(
        new TripletMarginWithDistanceLoss.Options(
            a.isNull("distanceFunction")
                ? options.distance()
                : a.object(
                    "distanceFunction", TripletMarginWithDistanceLoss.DistanceFunction.class),
            a.number("margin"),
            a.flag("swap"),
            reduction(a)));
  }

  /** The reduction, also in PyTorch's deprecated spelling. */
  private static Reduction reduction(Arguments a) {
    if (!a.isNull("sizeAverage") || !a.isNull("reduce")) {
      return Reduction.legacy(
          a.isNull("sizeAverage") ? null : (Boolean) a.flag("sizeAverage"),
          a.isNull("reduce") ? null : (Boolean) a.flag("reduce"));
    }
    Object value = a.value("reduction");
    return value instanceof Reduction reduction ? reduction : Reduction.of(value.toString());
  }

  /** A tensor, or a list or array of numbers as a float32 vector; null when not given. */
  private static Tensor tensor(Arguments a, String name) {
    Object value = a.value(name);
    if (value == null || value instanceof Tensor) {
      return (Tensor) value;
    }
    float[] elements;
    if (value instanceof float[] floats) {
      elements = floats.clone();
    } else if (value instanceof double[] doubles) {
      elements = new float[doubles.length];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (float) doubles[i];
      }
    } else if (value instanceof List<?> list
        && list.stream().allMatch(element -> element instanceof Number)) {
      elements = new float[list.size()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = ((Number) list.get(i)).floatValue();
      }
    } else {
      throw a.bad(name, "a tensor or a list of numbers");
    }
    return Tensor.wrap(Storage.of(elements), Shape.of(elements.length));
  }

  /** The names of all losses, those of {@code torch.nn}. */
  public static List<String> names() {
    return ALL.names();
  }

  /**
   * The names of a loss's options, sorted.
   *
   * @throws IllegalArgumentException for an unknown name
   */
  public static List<String> options(String name) {
    return ALL.get(name).parameters().stream().sorted().toList();
  }

  /** The loss with PyTorch's defaults. */
  public static Loss byName(String name) {
    return byName(name, Map.of());
  }

  /**
   * The loss of an input and a target with the given options.
   *
   * @throws IllegalArgumentException for an unknown name or option, a bad value, or a loss that
   *     takes more than an input and a target
   */
  public static Loss byName(String name, Map<String, ?> options) {
    Criterion criterion = criterionByName(name, options);
    if (criterion instanceof Loss loss) {
      return loss;
    }
    throw new IllegalArgumentException(
        "Losses.byName: "
            + name
            + " takes more than an input and a target; those that do not: "
            + PAIRS.stream().map(NamedType::name).collect(Collectors.joining(", ")));
  }

  /**
   * Any loss with the given options, also those of three tensors and {@link CTCLoss}.
   *
   * @throws IllegalArgumentException for an unknown name or option, or a bad value
   */
  public static Criterion criterionByName(String name, Map<String, ?> options) {
    Map<String, Object> given = new LinkedHashMap<>();
    options.forEach(
        (key, value) -> {
          if (value != null) { // as if not given
            given.put(key, value);
          }
        });
    return ALL.get(name).create(List.of(), given);
  }
}
