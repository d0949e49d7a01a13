package io.kindling.spark.ml;

import io.kindling.data.table.ColumnSpecs;
import io.kindling.data.transforms.Transforms;
import io.kindling.io.Json;
import io.kindling.nn.loss.Losses;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.optim.Optimizers;
import io.kindling.optim.schedule.Schedules;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.data.ImageTransforms;
import io.kindling.spark.data.SampleCache;
import io.kindling.text.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges values of Params as they are set. Each check throws what is wrong, or returns false where
 * the Param's doc says what is wanted ({@link ParamSet}).
 */
final class ParamChecks {
  /** The schedule that is none. */
  static final String CONSTANT = "constant";

  /** What replaces missing numbers. */
  static final String MEAN = "mean";

  private ParamChecks() {}

  static boolean architecture(String text) {
    ModuleSpec.parse(text);
    return true;
  }

  static boolean shape(int[] extents) {
    if (extents.length != 1 && extents.length != 3) {
      throw new IllegalArgumentException(
          "inputShape: got "
              + extents.length
              + " extents, wanted [features] or [channels, height, width]");
    }
    for (int extent : extents) {
      if (extent < 1) {
        throw new IllegalArgumentException("inputShape: got an extent of " + extent);
      }
    }
    return true;
  }

  static boolean inputCols(String[] names) {
    List<String> seen = new ArrayList<>();
    for (String name : names) {
      if (name.isEmpty() || seen.contains(name)) {
        throw new IllegalArgumentException(
            "inputCols: got " + List.of(names) + ", wanted names that differ");
      }
      seen.add(name);
    }
    return true;
  }

  static boolean inputSpecs(String text) {
    ColumnSpecs.parse(text);
    return true;
  }

  static boolean deviations(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(
          "normalizationStd: got no values, wanted one for each channel, or one for all");
    }
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        throw new IllegalArgumentException(
            "normalizationStd: got "
                + values[i]
                + " for channel "
                + i
                + ", wanted numbers above 0, as they are divided by");
      }
    }
    return true;
  }

  static boolean thresholds(double[] values) {
    int zeros = 0;
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0)) {
        throw new IllegalArgumentException(
            "thresholds: got " + values[i] + " for class " + i + ", wanted numbers of at least 0");
      }
      zeros += values[i] == 0 ? 1 : 0;
    }
    if (zeros > 1) {
      throw new IllegalArgumentException(
          "thresholds: got "
              + zeros
              + " that are 0, wanted one at most, as its class is predicted whenever it is likely"
              + " at all");
    }
    return true;
  }

  static boolean transforms(String text) {
    Transforms.parse(text);
    return true;
  }

  static boolean evaluationTransforms(String text) {
    ImageTransforms.parse("", text);
    return true;
  }

  static boolean mix(String text) {
    return text.isBlank() || Transforms.parseBatch(text) != null;
  }

  static boolean loss(String name) {
    Losses.byName(name);
    return true;
  }

  static boolean optimizer(String name) {
    return known("optimizer", name, Optimizers.names());
  }

  static boolean schedule(String name) {
    List<String> names = new ArrayList<>(List.of(CONSTANT));
    names.addAll(Schedules.names());
    return known("schedule", name, names);
  }

  /** One of a few words, as they are spelled here. */
  static boolean word(String what, String value, String... words) {
    List<String> all = List.of(words);
    if (!all.contains(value)) {
      throw new IllegalArgumentException(
          what + ": there is no '" + value + "'" + Names.hint(value, all));
    }
    return true;
  }

  static boolean cache(String name) {
    SampleCache.of(name);
    return true;
  }

  static boolean allReduce(String name) {
    return known("allReduce", name, AllReduce.names());
  }

  private static boolean known(String what, String name, List<String> names) {
    if (names.stream().noneMatch(known -> known.equalsIgnoreCase(name))) {
      throw new IllegalArgumentException(
          what + ": there is no '" + name + "'" + Names.hint(name, names));
    }
    return true;
  }

  static boolean json(String what, String text) {
    Json.options(what, text);
    return true;
  }
}
