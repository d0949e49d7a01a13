package io.kindling.optim.schedule;

import io.kindling.optim.RecordOptions;
import io.kindling.text.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Schedules by name, for configurations and command lines. */
public final class Schedules {

  /** Options to change, and which of them have no default. */
  private record Entry(Record options, List<String> required) {}

  private static final Map<String, Entry> ALL = new LinkedHashMap<>();

  static {
    add(StepLR.options(1), "stepSize");
    add(MultiStepLR.options(), "milestones");
    add(ConstantLR.options());
    add(LinearLR.options());
    add(ExponentialLR.options(1), "gamma");
    add(PolynomialLR.options());
    add(CosineAnnealingLR.options(1), "tMax");
    add(CosineAnnealingWarmRestarts.options(1), "t0");
    add(OneCycleLR.options(1, 1), "maxLr", "totalSteps");
    add(CyclicLR.options(1, 1), "baseLr", "maxLr");
    add(ReduceLROnPlateau.options());
  }

  private Schedules() {}

  private static void add(Record options, String... required) {
    String name = options.getClass().getEnclosingClass().getSimpleName();
    ALL.put(name, new Entry(options, List.of(required)));
  }

  /** The names that {@link #byName} knows: all schedules but those made of functions or others. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * The settings of a schedule, as {@code byName("StepLR", Map.of("stepSize", 30))}; what is not
   * given has its default. Case does not matter in the name.
   *
   * @throws IllegalArgumentException when there is no such schedule or option, a value does not
   *     fit, or an option without a default is missing; the message lists what there is
   */
  public static ScheduleFactory byName(String name, Map<String, ?> options) {
    for (var entry : ALL.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        RecordOptions.requireAll(entry.getKey(), entry.getValue().required(), options);
        return (ScheduleFactory)
            RecordOptions.with(entry.getKey(), entry.getValue().options(), options);
      }
    }
    throw new IllegalArgumentException(
        "there is no schedule '" + name + "'" + Names.hint(name, ALL.keySet()));
  }

  /** {@link #byName(String, Map)} with default options. */
  public static ScheduleFactory byName(String name) {
    return byName(name, Map.of());
  }
}
