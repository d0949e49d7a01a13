package io.kindling.spark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of curves over one axis, as inline SVG: no script, no font, no file beside it. Colours
 * come from the page's style sheet, so that it is readable in dark and in light.
 */
final class Chart {
  private static final int WIDTH = 600;
  private static final int HEIGHT = 240;
  private static final int LEFT = 56;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 30;

  private final String title;
  private final String xName;
  private final List<Curve> curves = new ArrayList<>();
  private boolean stacked;
  private boolean fromZero;

  private record Curve(String name, double[] x, double[] y, boolean dots) {}

  Chart(String title, String xName) {
    this.title = title;
    this.xName = xName;
  }

  /** Adds a line; points that are not finite leave a gap. */
  Chart line(String name, double[] x, double[] y) {
    return add(new Curve(name, x, y, false));
  }

  /** Adds a line with a dot on each point, for few of them. */
  Chart dots(String name, double[] x, double[] y) {
    return add(new Curve(name, x, y, true));
  }

  private Chart add(Curve curve) {
    for (double value : curve.y) {
      if (Double.isFinite(value)) {
        curves.add(curve);
        break;
      }
    }
    return this;
  }

  /** Curves are areas, each upon the one before. */
  Chart stacked() {
    stacked = true;
    return fromZero();
  }

  /** The vertical axis begins at zero. */
  Chart fromZero() {
    fromZero = true;
    return this;
  }

  /** Nothing, where there is nothing to see. */
  void write(Html html) {
    if (curves.isEmpty()) {
      return;
    }
    List<double[]> heights = heights();
    Scale x = new Scale(curves.stream().map(Curve::x).toList(), false, LEFT, WIDTH - RIGHT);
    Scale y = new Scale(heights, fromZero, HEIGHT - BOTTOM, TOP);
    html.open("figure", "class", "k-chart").leaf("figcaption", title);
    legend(html);
    html.open(
        "svg",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "role",
        "img",
        "aria-label",
        title + " by " + xName);
    axes(html, x, y);
    for (int i = curves.size() - 1; i >= 0; i--) {
      double[] below = stacked && i > 0 ? heights.get(i - 1) : null;
      draw(html, i, heights.get(i), below, x, y);
    }
    html.close().close();
  }

  private List<double[]> heights() {
    List<double[]> heights = new ArrayList<>();
    for (Curve curve : curves) {
      double[] own = curve.y.clone();
      if (stacked && !heights.isEmpty()) {
        double[] below = heights.get(heights.size() - 1);
        for (int i = 0; i < own.length; i++) {
          own[i] = (Double.isFinite(own[i]) ? own[i] : 0) + below[i];
        }
      }
      heights.add(own);
    }
    return heights;
  }

  private void legend(Html html) {
    html.open("div", "class", "k-legend");
    for (int i = 0; i < curves.size(); i++) {
      html.open("span").leaf("i", "", "class", "k-b" + i % 6).text(curves.get(i).name).close();
    }
    html.close();
  }

  private void axes(Html html, Scale x, Scale y) {
    for (double tick : y.ticks(5)) {
      String at = number(y.at(tick));
      html.empty(
          "line",
          "class",
          "k-grid",
          "x1",
          "" + LEFT,
          "x2",
          "" + (WIDTH - RIGHT),
          "y1",
          at,
          "y2",
          at);
      html.leaf("text", label(tick), "x", "" + (LEFT - 6), "y", at, "class", "k-y");
    }
    for (double tick : x.ticks(6)) {
      String at = number(x.at(tick));
      html.leaf("text", label(tick), "x", at, "y", "" + (HEIGHT - BOTTOM + 16), "class", "k-x");
    }
    html.leaf("text", xName, "x", "" + (WIDTH - RIGHT), "y", "" + (HEIGHT - 1), "class", "k-name");
  }

  private void draw(Html html, int i, double[] heights, double[] below, Scale x, Scale y) {
    Curve curve = curves.get(i);
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int p = 0; p < heights.length; p++) {
      if (!Double.isFinite(heights[p])) {
        pen = false;
        continue;
      }
      path.append(pen ? 'L' : 'M').append(point(x.at(curve.x[p]), y.at(heights[p])));
      pen = true;
    }
    if (stacked) {
      for (int p = heights.length - 1; p >= 0; p--) {
        double bottom = below == null ? 0 : below[p];
        path.append('L').append(point(x.at(curve.x[p]), y.at(bottom)));
      }
      path.append('Z');
    }
    String colour = (stacked ? "k-a" : "k-l") + i % 6;
    html.empty("path", "class", colour, "d", path.toString());
    if (curve.dots) {
      for (int p = 0; p < heights.length; p++) {
        if (Double.isFinite(heights[p])) {
          String cx = number(x.at(curve.x[p]));
          String cy = number(y.at(heights[p]));
          html.empty("circle", "class", "k-d" + i % 6, "cx", cx, "cy", cy, "r", "2.5");
        }
      }
    }
  }

  private static String point(double x, double y) {
    return number(x) + " " + number(y);
  }

  private static String number(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0 ? "" + tenths / 10 : tenths / 10.0 + "";
  }

  /** As short as it goes. */
  static String label(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return trim(value / 1e9) + "G";
    }
    if (size >= 1e6) {
      return trim(value / 1e6) + "M";
    }
    if (size >= 1e4) {
      return trim(value / 1e3) + "k";
    }
    return size != 0 && size < 1e-3 ? String.format(Locale.ROOT, "%.1e", value) : trim(value);
  }

  private static String trim(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.replaceAll("\\.?0+$", "").replaceAll("^-$|^$", "0");
  }

  /** From values to places. */
  private static final class Scale {
    private final double low;
    private final double high;
    private final double from;
    private final double to;

    Scale(List<double[]> values, boolean fromZero, double from, double to) {
      double least = fromZero ? 0 : Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (double[] array : values) {
        for (double value : array) {
          if (Double.isFinite(value)) {
            least = Math.min(least, value);
            most = Math.max(most, value);
          }
        }
      }
      if (most <= least) {
        double half = least == 0 ? 0.5 : Math.abs(least) / 2;
        most = least + half;
        least = fromZero ? 0 : least - half;
      }
      this.low = least;
      this.high = most;
      this.from = from;
      this.to = to;
    }

    double at(double value) {
      return from + (value - low) / (high - low) * (to - from);
    }

    /** About so many round numbers. */
    List<Double> ticks(int wanted) {
      double raw = (high - low) / wanted;
      double power = Math.pow(10, Math.floor(Math.log10(raw)));
      double unit = raw / power;
      double step = (unit < 1.5 ? 1 : unit < 3.5 ? 2 : unit < 7.5 ? 5 : 10) * power;
      List<Double> ticks = new ArrayList<>();
      double first = Math.ceil(low / step - 1e-9);
      for (int i = 0; i <= 2 * wanted + 2 && (first + i) * step <= high + step * 1e-9; i++) {
        ticks.add((first + i) * step);
      }
      return ticks;
    }
  }
}
