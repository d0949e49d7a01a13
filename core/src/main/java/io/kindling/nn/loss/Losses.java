package io.kindling.nn.loss;

import io.kindling.text.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

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
  private static final Map<String, Function<LossSettings, Criterion>> KNOWN = known();

  private Losses() {}

  private static Map<String, Function<LossSettings, Criterion>> known() {
    Map<String, Function<LossSettings, Criterion>> known = new LinkedHashMap<>();
    known.put("L1Loss", s -> new L1Loss(s.reduction()));
    known.put("MSELoss", s -> new MSELoss(s.reduction()));
    known.put(
        "CrossEntropyLoss",
        s ->
            new CrossEntropyLoss(
                new CrossEntropyLoss.Options(
                    s.tensor("weight"),
                    s.integer("ignoreIndex", -100),
                    s.number("labelSmoothing", 0),
                    s.reduction())));
    known.put(
        "NLLLoss",
        s ->
            new NLLLoss(
                new NLLLoss.Options(
                    s.tensor("weight"), s.integer("ignoreIndex", -100), s.reduction())));
    known.put("KLDivLoss", s -> new KLDivLoss(s.reduction(), s.flag("logTarget", false)));
    known.put("BCELoss", s -> new BCELoss(s.reduction(), s.tensor("weight")));
    known.put(
        "BCEWithLogitsLoss",
        s ->
            new BCEWithLogitsLoss(
                new BCEWithLogitsLoss.Options(
                    s.tensor("weight"), s.tensor("posWeight"), s.reduction())));
    known.put(
        "PoissonNLLLoss",
        s ->
            new PoissonNLLLoss(
                new PoissonNLLLoss.Options(
                    s.flag("logInput", true),
                    s.flag("full", false),
                    s.number("eps", 1e-8),
                    s.reduction())));
    known.put(
        "GaussianNLLLoss",
        s ->
            new GaussianNLLLoss(
                new GaussianNLLLoss.Options(
                    s.flag("full", false), s.number("eps", 1e-6), s.reduction())));
    known.put("SmoothL1Loss", s -> new SmoothL1Loss(s.reduction(), s.number("beta", 1)));
    known.put("HuberLoss", s -> new HuberLoss(s.reduction(), s.number("delta", 1)));
    known.put(
        "HingeEmbeddingLoss", s -> new HingeEmbeddingLoss(s.reduction(), s.number("margin", 1)));
    known.put(
        "CosineEmbeddingLoss", s -> new CosineEmbeddingLoss(s.reduction(), s.number("margin", 0)));
    known.put(
        "MarginRankingLoss", s -> new MarginRankingLoss(s.reduction(), s.number("margin", 0)));
    known.put(
        "MultiMarginLoss",
        s ->
            new MultiMarginLoss(
                new MultiMarginLoss.Options(
                    Math.toIntExact(s.integer("p", 1)),
                    s.number("margin", 1),
                    s.tensor("weight"),
                    s.reduction())));
    known.put("MultiLabelMarginLoss", s -> new MultiLabelMarginLoss(s.reduction()));
    known.put(
        "MultiLabelSoftMarginLoss",
        s -> new MultiLabelSoftMarginLoss(s.reduction(), s.tensor("weight")));
    known.put("SoftMarginLoss", s -> new SoftMarginLoss(s.reduction()));
    known.put(
        "TripletMarginLoss",
        s ->
            new TripletMarginLoss(
                new TripletMarginLoss.Options(
                    s.number("margin", 1),
                    s.number("p", 2),
                    s.number("eps", 1e-6),
                    s.flag("swap", false),
                    s.reduction())));
    known.put("TripletMarginWithDistanceLoss", Losses::withDistance);
    known.put(
        "CTCLoss",
        s ->
            new CTCLoss(
                new CTCLoss.Options(
                    Math.toIntExact(s.integer("blank", 0)),
                    s.flag("zeroInfinity", false),
                    s.reduction())));
    known.put("LinearCrossEntropyLoss", Losses::linearCrossEntropy);
    return known;
  }

  private static Criterion linearCrossEntropy(LossSettings s) {
    return new LinearCrossEntropyLoss(
        new LinearCrossEntropyLoss.Options(
            s.required("inFeatures"),
            s.required("numClasses"),
            s.sizes("outFeatures"),
            s.flag("bias", false),
            s.tensor("weight"),
            s.integerOrNull("ignoreIndex"),
            s.number("labelSmoothing", 0),
            s.reduction()));
  }

  private static Criterion withDistance(LossSettings s) {
    TripletMarginWithDistanceLoss.Options options = TripletMarginWithDistanceLoss.options();
    return new TripletMarginWithDistanceLoss(
        new TripletMarginWithDistanceLoss.Options(
            s.object(
                "distanceFunction",
                TripletMarginWithDistanceLoss.DistanceFunction.class,
                options.distance()),
            s.number("margin", options.margin()),
            s.flag("swap", options.swap()),
            s.reduction()));
  }

  /** The names of all losses, those of {@code torch.nn}. */
  public static List<String> names() {
    return List.copyOf(KNOWN.keySet());
  }

  /**
   * The names of a loss's options, sorted.
   *
   * @throws IllegalArgumentException for an unknown name
   */
  public static List<String> options(String name) {
    LossSettings settings = LossSettings.listing(name);
    make(name, settings);
    return settings.known();
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
    List<String> pairs = new ArrayList<>();
    for (String known : KNOWN.keySet()) {
      if (make(known, LossSettings.listing(known)) instanceof Loss) {
        pairs.add(known);
      }
    }
    throw new IllegalArgumentException(
        "Losses.byName: "
            + name
            + " takes more than an input and a target; those that do not: "
            + String.join(", ", pairs));
  }

  /**
   * Any loss with the given options, also those of three tensors and {@link CTCLoss}.
   *
   * @throws IllegalArgumentException for an unknown name or option, or a bad value
   */
  public static Criterion criterionByName(String name, Map<String, ?> options) {
    LossSettings settings = new LossSettings(name, options);
    Criterion criterion = make(name, settings);
    settings.refuseOthers();
    return criterion;
  }

  private static Criterion make(String name, LossSettings settings) {
    String wanted = bare(name);
    for (Map.Entry<String, Function<LossSettings, Criterion>> entry : KNOWN.entrySet()) {
      if (bare(entry.getKey()).equals(wanted)) {
        return entry.getValue().apply(settings);
      }
    }
    throw new IllegalArgumentException(
        "Losses.byName: no loss \"" + name + "\"" + Names.hint(name, names()));
  }

  private static String bare(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace("_", "");
    return lower.endsWith("loss") ? lower.substring(0, lower.length() - 4) : lower;
  }
}
