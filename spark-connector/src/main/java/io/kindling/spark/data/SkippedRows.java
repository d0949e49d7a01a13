package io.kindling.spark.data;

import io.kindling.data.DataException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;

/**
 * The rows of a data set that could not be used and were left out, each counted once however often
 * tasks are repeated.
 *
 * @param rows how many
 * @param reasons what is wrong with the first of them, at most {@value #MOST_REASONS}
 */
public record SkippedRows(long rows, List<String> reasons) implements Serializable {
  /** So many reasons are kept. */
  public static final int MOST_REASONS = 3;

  private static final double MANY = 0.1;

  public SkippedRows {
    reasons = List.copyOf(reasons);
  }

  /** No row was left out. */
  public static SkippedRows none() {
    return new SkippedRows(0, List.of());
  }

  /** Both together, this first. */
  public SkippedRows plus(SkippedRows right) {
    List<String> all = new ArrayList<>(reasons);
    all.addAll(right.reasons);
    return new SkippedRows(rows + right.rows, all.subList(0, Math.min(MOST_REASONS, all.size())));
  }

  /**
   * Tells the log how many rows were left out: with reasons, as a warning, when they are more than
   * one in ten.
   *
   * @param what what errors call the data
   * @param used rows that were not left out
   * @throws DataException when none is left
   */
  void tell(Logger log, String what, long used) {
    if (rows == 0) {
      return;
    }
    long all = rows + used;
    if (used == 0) {
      throw new DataException(
          what + ": there is no valid row: all " + all + " were skipped; " + firstReasons());
    }
    String text =
        String.format(
            Locale.ROOT,
            "%s: %d of %d rows (%.1f%%) are not valid and were skipped",
            what,
            rows,
            all,
            100.0 * rows / all);
    if (rows > MANY * all) {
      log.warn("{}; {}", text, firstReasons());
    } else {
      log.info("{}", text);
    }
  }

  private String firstReasons() {
    return "the first: " + String.join("; ", reasons);
  }
}
