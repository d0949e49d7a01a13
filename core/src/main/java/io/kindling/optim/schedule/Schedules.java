package io.kindling.optim.schedule;

import io.kindling.text.Catalog;
import io.kindling.text.NamedType;
import io.kindling.text.RecordOptions;
import java.util.List;
import java.util.Map;

/** Schedules by name, for configurations and command lines. */
public final class Schedules {
  private static final Catalog<ScheduleFactory> ALL =
      new Catalog<>(
          "schedule",
          List.of(
              type(StepLR.options(1), "stepSize"),
              type(MultiStepLR.options(), "milestones"),
              type(ConstantLR.options()),
              type(LinearLR.options()),
              type(ExponentialLR.options(1), "gamma"),
              type(PolynomialLR.options()),
              type(CosineAnnealingLR.options(1), "tMax"),
              type(CosineAnnealingWarmRestarts.options(1), "t0"),
              type(OneCycleLR.options(1, 1), "maxLr", "totalSteps"),
              type(CyclicLR.options(1, 1), "baseLr", "maxLr"),
              type(ReduceLROnPlateau.options())));

  private Schedules() {}

  private static <R extends Record & ScheduleFactory> NamedType<ScheduleFactory> type(
      R options, String... required) {
    String name = options.getClass().getEnclosingClass().getSimpleName();
    return RecordOptions.type(name, options, List.of(required)).as();
  }

  /** The names that {@link #byName} knows: all schedules but those made of functions or others. */
  public static List<String> names() {
    return ALL.names();
  }

  /**
   * The settings of a schedule, as {@code byName("StepLR", Map.of("stepSize", 30))}; what is not
   * given has its default. Case does not matter in the name.
   *
   * @throws IllegalArgumentException when there is no such schedule or option, a value does not
   *     fit, or an option without a default is missing; the message lists what there is
   */
  public static ScheduleFactory byName(String name, Map<String, ?> options) {
    return RecordOptions.make(ALL.get(name), options);
  }

  /** {@link #byName(String, Map)} with default options. */
  public static ScheduleFactory byName(String name) {
    return byName(name, Map.of());
  }
}
