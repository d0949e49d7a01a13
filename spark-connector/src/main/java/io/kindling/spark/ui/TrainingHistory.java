package io.kindling.spark.ui;

import io.kindling.spark.internals.HistoryTab;
import io.kindling.spark.internals.UiTab.Page;
import io.kindling.spark.report.RunJson;
import io.kindling.spark.report.RunView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The Training tab of applications that have ended; the History Server finds it by its service. */
public final class TrainingHistory extends HistoryTab {
  /** Kind of the records in the event log. */
  static final String KIND = "io.kindling.training.run";

  /** For the History Server. */
  public TrainingHistory() {
    super(KIND, TrainingTab.PREFIX);
  }

  @Override
  protected Map<String, Page> pages(Texts texts) {
    return TrainingTab.pages(
        () -> {
          List<RunView> runs = new ArrayList<>();
          texts.all().forEach(text -> RunJson.read(text).ifPresent(runs::add));
          runs.sort(Comparator.comparingLong(RunView::beganMillis).reversed());
          return runs;
        });
  }
}
