package io.kindling.spark.report;

import io.kindling.io.Png;
import io.kindling.spark.RunData;
import io.kindling.spark.report.Predictions.Wrong;
import java.util.Base64;
import java.util.Locale;

/** What a report shows of a classifier's predictions. */
final class PredictionPart {
  private static final int MOST_IN_MATRIX = 30;
  private static final int MOST_ROWS = 200;

  private PredictionPart() {}

  static void write(Html html, Predictions p, RunData data) {
    String what = data.heldOut() ? "the evaluation data" : "the training data";
    html.leaf("h3", "Predictions on " + what);
    matrix(html, p, data);
    perClass(html, p, data);
    calibration(html, p);
    wrong(html, p, data);
  }

  private static void matrix(Html html, Predictions p, RunData data) {
    if (p.classes > MOST_IN_MATRIX) {
      html.leaf("p", "The confusion matrix of " + p.classes + " classes is too large to show.");
      return;
    }
    html.leaf("h3", "Confusion matrix: rows are true classes, columns what they were taken for");
    html.open("div", "class", "k-scroll").open("table", "class", "k-matrix").open("tr");
    html.leaf("th", "");
    for (int c = 0; c < p.classes; c++) {
      html.leaf("th", data.className(c));
    }
    html.close();
    for (int r = 0; r < p.classes; r++) {
      html.open("tr").leaf("th", data.className(r));
      long all = Math.max(1, p.labelled(r));
      for (int c = 0; c < p.classes; c++) {
        long share = Math.round(100.0 * p.count(r, c) / all);
        String colour = r == c ? "var(--k2)" : "var(--k5)";
        String mix = "color-mix(in srgb," + colour + " " + Math.min(70, share) + "%,transparent)";
        html.leaf("td", "" + p.count(r, c), "style", "background:" + mix);
      }
      html.close();
    }
    html.close().close();
  }

  private static void perClass(Html html, Predictions p, RunData data) {
    html.leaf("h3", "Classes")
        .open("div", "class", "k-scroll")
        .open("table", "class", "k-row")
        .open("tr");
    for (String head : new String[] {"Class", "Samples", "Precision", "Recall", "F1"}) {
      html.leaf("th", head);
    }
    html.close();
    for (int c = 0; c < Math.min(MOST_ROWS, p.classes); c++) {
      double f1 = 2 * p.precision(c) * p.recall(c) / (p.precision(c) + p.recall(c));
      html.open("tr").leaf("td", data.className(c));
      html.leaf("td", "" + p.labelled(c), "class", "k-n");
      for (double value : new double[] {p.precision(c), p.recall(c), f1}) {
        html.leaf("td", RunPage.value(value), "class", "k-n");
      }
      html.close();
    }
    html.close().close();
  }

  private static void calibration(Html html, Predictions p) {
    double[] said = new double[Predictions.BINS];
    double[] was = new double[Predictions.BINS];
    for (int i = 0; i < said.length; i++) {
      boolean any = p.binCount[i] > 0;
      said[i] = any ? p.binProbability[i] / p.binCount[i] : (i + 0.5) / said.length;
      was[i] = any ? (double) p.binCorrect[i] / p.binCount[i] : Double.NaN;
    }
    html.open("div", "class", "k-charts");
    new Chart("Calibration: how often it is right, by how sure it is", "probability it gave")
        .fromZero()
        .dots("right", said, was)
        .line("as it should be", new double[] {0, 1}, new double[] {0, 1})
        .write(html);
    html.close();
  }

  private static void wrong(Html html, Predictions p, RunData data) {
    if (p.wrong.isEmpty()) {
      return;
    }
    html.leaf("h3", "The first that it got wrong").open("div");
    for (Wrong each : p.wrong) {
      String text =
          String.format(
              Locale.ROOT,
              "%s, taken for %s (%.2f)",
              data.className(each.label()),
              data.className(each.chosen()),
              each.probability());
      html.open("div", "class", "k-image", "title", "sample " + each.index());
      if (each.pixels() != null) {
        var shape = each.shape();
        byte[] png = Png.encode(each.pixels(), shape.channels(), shape.height(), shape.width());
        String source = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
        html.empty("img", "src", source, "alt", text);
      }
      html.leaf("div", text).close();
    }
    html.close();
  }
}
