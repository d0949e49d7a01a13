package io.kindling.spark.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A picture of curves over one axis, as inline SVG: no script, no font, no file beside it. Colours
 * come from the page's style sheet, so that it is readable in dark and in light.
 */
final class Chart {
  private static final int WIDTH = 440;
  private static final int HEIGHT = 210;
  private static final int LEFT = 44;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 32;

  /** All but this part of the values may be peaks... */
  private static final double USUAL = 0.9;

  /** ...if they are so many times as large. */
  private static final double PEAK = 3;

  private final String title;
  private final String xName;
  private final List<Curve> curves = new ArrayList<>();
  private boolean stacked;
  private boolean fromZero;
  private boolean cutsPeaks;
  private boolean logarithmicIfWide;

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

  /** A few values that are far above all others, as those of the first steps, are cut off. */
  Chart cutPeaks() {
    cutsPeaks = true;
    return this;
  }

  /** The vertical axis is logarithmic where values differ a thousandfold. */
  Chart logarithmicIfWide() {
    logarithmicIfWide = true;
    return this;
  }

  /** Nothing, where there is nothing to see. */
  void write(Html html) {
    if (curves.isEmpty()) {
      return;
    }
    List<double[]> heights = heights();
    String cut = cutsPeaks ? cut(heights) : "";
    Scale x = Scale.linear(curves.stream().map(Curve::x).toList(), false, LEFT, WIDTH - RIGHT);
    boolean logarithmic = logarithmicIfWide && Scale.areWide(heights);
    Scale y =
        logarithmic
            ? Scale.logarithmic(heights, HEIGHT - BOTTOM, TOP)
            : Scale.linear(heights, fromZero, HEIGHT - BOTTOM, TOP);
    html.open("figure", "class", "k-chart");
    html.leaf("figcaption", logarithmic ? title + ", logarithmic" : title);
    legend(html, cut);
    html.open(
        "svg",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "role",
        "img",
        "aria-label",
        title + " by " + xName);
    axes(html, x, y);
    for (int n = 0; n < curves.size(); n++) {
      int i = stacked ? curves.size() - 1 - n : n; // the last line is above the others
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

  /** Returns what is said of it. */
  private static String cut(List<double[]> heights) {
    double[] highest = new double[heights.stream().mapToInt(h -> h.length).max().orElse(0)];
    for (double[] curve : heights) {
      for (int i = 0; i < curve.length; i++) {
        highest[i] = Double.isFinite(curve[i]) ? Math.max(highest[i], curve[i]) : highest[i];
      }
    }
    Arrays.sort(highest);
    double most = highest[highest.length - 1];
    double usual = highest[(int) (USUAL * (highest.length - 1))];
    double top = PEAK * usual;
    if (most <= top || usual == 0) {
      return "";
    }
    for (double[] curve : heights) {
      for (int i = 0; i < curve.length; i++) {
        curve[i] = curve[i] > top ? top : curve[i];
      }
    }
    return String.format(Locale.ROOT, "cut off: peaks up to %,.0f", most);
  }

  private void legend(Html html, String more) {
    html.open("div", "class", "k-legend");
    for (int i = 0; i < curves.size(); i++) {
      html.open("span").leaf("i", "", "class", "k-b" + i % 6).text(curves.get(i).name).close();
    }
    if (!more.isEmpty()) {
      html.leaf("span", more);
    }
    html.close();
  }

  private void axes(Html html, Scale x, Scale y) {
    for (double tick : y.ticks(5, false)) {
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
    for (double tick : x.ticks(5, xName.equals("step"))) {
      String at = number(x.at(tick));
      html.leaf("text", label(tick), "x", at, "y", "" + (HEIGHT - BOTTOM + 16), "class", "k-x");
    }
    html.leaf("text", xName, "x", "" + (WIDTH - RIGHT), "y", "" + (HEIGHT - 4), "class", "k-name");
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
    if (!stacked) {
      for (int p = 0; p < heights.length; p++) {
        if (Double.isFinite(heights[p]) && (curve.dots || isAlone(heights, p))) {
          String cx = number(x.at(curve.x[p]));
          String cy = number(y.at(heights[p]));
          html.empty("circle", "class", "k-d" + i % 6, "cx", cx, "cy", cy, "r", "2.5");
        }
      }
    }
  }

  /** A line through it would have no length. */
  private static boolean isAlone(double[] heights, int p) {
    boolean before = p > 0 && Double.isFinite(heights[p - 1]);
    return !before && (p + 1 == heights.length || !Double.isFinite(heights[p + 1]));
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
    if (size >= 1e12) {
      return String.format(Locale.ROOT, "%.0e", value);
    }
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
}
