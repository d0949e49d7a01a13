package io.kindling.spark.ui;

import io.kindling.spark.internals.UiTab.Content;
import io.kindling.spark.internals.UiTab.Page;
import io.kindling.spark.report.Html;
import io.kindling.spark.report.RunPage;
import io.kindling.spark.report.RunView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The pages of the Training tab: the list of runs, and each run. */
final class TrainingTab {
  static final String PREFIX = "training";

  private TrainingTab() {}

  /** Its pages; {@code runs} gives the newest first. */
  static Map<String, Page> pages(Supplier<List<RunView>> runs) {
    return Map.of(
        "",
        (parameter, nonce) ->
            new Content("Training runs", RunPage.list(runs.get(), nonce).toString()),
        "run",
        (parameter, nonce) -> run(runs.get(), parameter.apply("id"), nonce));
  }

  private static Content run(List<RunView> runs, String id, String nonce) {
    Optional<RunView> found = runs.stream().filter(run -> run.id().equals(id)).findFirst();
    if (found.isEmpty()) {
      String text = "No run of this id is known here any more.";
      Html html = new Html().open("p").text(text + " ").leaf("a", "All runs", "href", "../");
      return new Content("Training run", html.close().toString());
    }
    String title = "Training run " + found.get().name();
    return new Content(title, RunPage.run(found.get(), nonce).toString());
  }
}
